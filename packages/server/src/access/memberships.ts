/** Looks a thing up together with its parents and the caller; what is missing and what is not his look the same. */
import type { Kysely } from 'kysely';
import { AppError } from '../errors.ts';
import type { Schema } from '../db/schema.ts';
import type { MemberAccess, OrgAccess, SiteAccess } from './context.ts';

/** @throws AppError NOT_FOUND when there is no such organization or the person is no member */
export async function requireOrg(
  db: Kysely<Schema>,
  ids: { userId: string; orgId: string },
): Promise<OrgAccess> {
  const org = await db
    .selectFrom('orgs')
    .innerJoin('members', 'members.org_id', 'orgs.id')
    .where('orgs.id', '=', ids.orgId)
    .where('members.user_id', '=', ids.userId)
    .selectAll('orgs')
    .select('members.role')
    .executeTakeFirst();
  if (org === undefined) {
    throw new AppError('NOT_FOUND', 'No such organization, or you may not see it.');
  }
  return org;
}

/** @throws AppError NOT_FOUND when the organization has no such site */
export async function requireSite(
  db: Kysely<Schema>,
  ids: { orgId: string; siteId: string },
): Promise<SiteAccess> {
  const site = await db
    .selectFrom('sites')
    .where('sites.org_id', '=', ids.orgId)
    .where('sites.id', '=', ids.siteId)
    .selectAll()
    .executeTakeFirst();
  if (site === undefined) {
    throw new AppError('NOT_FOUND', 'No such site, or you may not see it.');
  }
  return site;
}

/** @throws AppError NOT_FOUND when the organization has no such member */
export async function requireMemberOf(
  db: Kysely<Schema>,
  ids: { orgId: string; memberId: string },
): Promise<MemberAccess> {
  const member = await db
    .selectFrom('members')
    .where('members.org_id', '=', ids.orgId)
    .where('members.id', '=', ids.memberId)
    .selectAll()
    .executeTakeFirst();
  if (member === undefined) {
    throw new AppError('NOT_FOUND', 'No such member, or you may not see it.');
  }
  return member;
}
