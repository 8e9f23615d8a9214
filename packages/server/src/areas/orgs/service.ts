/** Organizations and who belongs to them. */
import type { Kysely } from 'kysely';
import type { Org, OrgPlan, User } from '@purestat/vocabulary';
import { recordAudit, type OrgAccess } from '../../access/index.ts';
import type { Clock } from '../../clock.ts';
import { newId, type Schema } from '../../db/index.ts';
import { AppError } from '../../errors.ts';
import * as queries from './queries.ts';
import { firstFreeSlug, toSlug } from './slug.ts';

export interface OrgsParts {
  db: Kysely<Schema>;
  clock: Clock;
  /** What a new organization is on. */
  firstPlan: OrgPlan;
  /** Called with each new organization, once it is there. */
  onCreated(orgId: string): void;
  /** Called before one is deleted; what it throws refuses that. */
  beforeRemoval(orgId: string): Promise<void>;
  /** Removes an organization's sites and their events; `andThen` runs in the sites' own transaction. */
  removeSitesOf(orgId: string, andThen: (trx: Kysely<Schema>) => Promise<void>): Promise<void>;
  /** Called when somebody may no longer see what he could: what is open for him has to end. */
  onAccessEnded(userId: string): void;
}

/** More than anybody needs; bounds what one account can pile up. */
const MAX_OWNED = 100;
const tooMany = () =>
  new AppError(
    'CONFLICT',
    `You own ${MAX_OWNED} organizations, as many as one account can have. Delete one, or leave one to another owner, first.`,
  );

/** @returns the organization as the API shows it */
export function toOrg({ two_factor_required, ...org }: OrgAccess): Org {
  const { id, name, slug, plan, role, created_at } = org;
  const required = two_factor_required === 1;
  return { id, name, slug, plan, role, two_factor_required: required, created_at };
}

export function createOrgs(parts: OrgsParts) {
  const { db, clock, firstPlan, onCreated, beforeRemoval, removeSitesOf, onAccessEnded } = parts;
  return {
    /** The caller becomes its owner. @throws AppError CONFLICT when he has as many as one may have */
    async create(creator: Pick<User, 'id' | 'name'>, name: string): Promise<Org> {
      const atMs = clock.nowMs();
      const created_at = new Date(atMs).toISOString();
      // SQLite's transaction has the write lock from its start, so the slug is still free at its end;
      // the test that creates three at once holds every engine to it.
      const created = await db.transaction().execute(async (trx) => {
        if ((await queries.countOwned(trx, creator.id)) >= MAX_OWNED) throw tooMany();
        const wanted = toSlug(name);
        const slug = firstFreeSlug(wanted, await queries.slugsStartingWith(trx, wanted));
        const org = { id: newId(), name, slug, plan: firstPlan, created_at };
        const owner = { id: newId(), org_id: org.id, user_id: creator.id, role: 'owner' as const };
        await queries.insertOrg(trx, org, { ...owner, created_at });
        const actor = { kind: 'person' as const, id: creator.id, name: creator.name };
        await recordAudit(trx, { orgId: org.id, atMs, action: 'org:create', actor });
        return toOrg({ ...org, two_factor_required: 0, role: 'owner' });
      });
      onCreated(created.id);
      return created;
    },

    async list(userId: string): Promise<Org[]> {
      return (await queries.orgsOf(db, userId)).map(toOrg);
    },

    /** The slug stays: it may stand in somebody's bookmark. */
    async rename(org: OrgAccess, name: string): Promise<Org> {
      await queries.renameOrg(db, org.id, name);
      return toOrg({ ...org, name });
    },

    /**
     * Lets in, from now on, only members with a second factor; or all of them again.
     * @throws AppError CONFLICT for an owner who would keep himself out
     */
    async requireTwoFactor(org: OrgAccess, owner: User, required: boolean): Promise<Org> {
      if (required && !owner.two_factor) {
        throw new AppError(
          'CONFLICT',
          'Turn on two-factor sign-in for yourself first, or you would be kept out too.',
        );
      }
      await queries.setTwoFactorRequired(db, org.id, required);
      if (required) {
        for (const userId of await queries.membersWithoutTwoFactor(db, org.id)) {
          onAccessEnded(userId);
        }
      }
      return toOrg({ ...org, two_factor_required: Number(required) });
    },

    async remove(orgId: string): Promise<void> {
      await beforeRemoval(orgId);
      await removeSitesOf(orgId, (trx) => queries.deleteOrg(trx, orgId));
    },
  };
}

export type Orgs = ReturnType<typeof createOrgs>;
