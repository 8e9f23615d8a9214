/** Organizations and who belongs to them. */
import type { Kysely } from 'kysely';
import type { Org } from '@purestat/vocabulary';
import type { OrgAccess } from '../../access/index.ts';
import type { Clock } from '../../clock.ts';
import { newId, type Schema } from '../../db/index.ts';
import * as queries from './queries.ts';
import { firstFreeSlug, toSlug } from './slug.ts';

export interface OrgsParts {
  db: Kysely<Schema>;
  clock: Clock;
  /** Removes an organization's sites and their events; `andThen` runs in the sites' own transaction. */
  removeSitesOf(orgId: string, andThen: (trx: Kysely<Schema>) => Promise<void>): Promise<void>;
}

/** @returns the organization as the API shows it */
export function toOrg({ id, name, slug, plan, role, created_at }: OrgAccess): Org {
  return { id, name, slug, plan, role, created_at };
}

export function createOrgs({ db, clock, removeSitesOf }: OrgsParts) {
  return {
    /** The caller becomes its owner. */
    create(userId: string, name: string): Promise<Org> {
      const created_at = new Date(clock.nowMs()).toISOString();
      // SQLite's transaction has the write lock from its start, so the slug is still free at its end;
      // the test that creates three at once holds every engine to it.
      return db.transaction().execute(async (trx) => {
        const wanted = toSlug(name);
        const slug = firstFreeSlug(wanted, await queries.slugsStartingWith(trx, wanted));
        const org = { id: newId(), name, slug, plan: 'selfhosted' as const, created_at };
        const owner = { id: newId(), org_id: org.id, user_id: userId, role: 'owner' as const };
        await queries.insertOrg(trx, org, { ...owner, created_at });
        return toOrg({ ...org, role: 'owner' });
      });
    },

    async list(userId: string): Promise<Org[]> {
      return (await queries.orgsOf(db, userId)).map(toOrg);
    },

    /** The slug stays: it may stand in somebody's bookmark. */
    async rename(org: OrgAccess, name: string): Promise<Org> {
      await queries.renameOrg(db, org.id, name);
      return toOrg({ ...org, name });
    },

    async remove(orgId: string): Promise<void> {
      await removeSitesOf(orgId, (trx) => queries.deleteOrg(trx, orgId));
    },
  };
}

export type Orgs = ReturnType<typeof createOrgs>;
