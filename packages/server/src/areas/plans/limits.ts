/**
 * Holds an organization to its plan: the one place that refuses. To be called in the transaction
 * that adds what is limited, before it does.
 */
import type { Kysely } from 'kysely';
import type { Schema } from '../../db/index.ts';
import { AppError } from '../../errors.ts';
import { limitOf, planName, planThatAllows, type LimitName } from './catalogue.ts';
import * as queries from './queries.ts';

type Trx = Kysely<Schema>;
type CountedName = Exclude<LimitName, 'pageviews'>;

const NOUNS: Record<CountedName, { one: string; many: string }> = {
  sites: { one: 'site', many: 'sites' },
  members: { one: 'member', many: 'members' },
};

/** @throws AppError PLAN_LIMIT when the organization has as many sites as its plan allows */
export async function requireRoomForSite(trx: Trx, orgId: string): Promise<void> {
  const org = await queries.lockOrg(trx, orgId);
  const used = await queries.countSites(trx, orgId);
  requireRoom(org, 'sites', used, 'has');
}

/**
 * A pending invitation holds the place of the member it is for.
 * @throws AppError PLAN_LIMIT when members and pending invitations take up the plan's places
 */
export async function requireRoomForInvite(trx: Trx, orgId: string, now: string): Promise<void> {
  const org = await queries.lockOrg(trx, orgId);
  const { members, invites } = await queries.countMembers(trx, orgId, now);
  requireRoom(org, 'members', members + invites, 'has, pending invitations counted,');
}

/**
 * For somebody who accepts an invitation, which holds its place; the plan may have become smaller since.
 * @throws AppError PLAN_LIMIT when the organization has as many members as its plan allows
 */
export async function requireRoomForMember(trx: Trx, orgId: string, now: string): Promise<void> {
  const org = await queries.lockOrg(trx, orgId);
  const { members } = await queries.countMembers(trx, orgId, now);
  requireRoom(org, 'members', members, 'has');
}

function requireRoom(
  { name: orgName, plan }: queries.LockedOrg,
  name: CountedName,
  used: number,
  has: string,
): void {
  const limit = limitOf(plan, name);
  if (used < limit) return;
  const { one, many } = NOUNS[name];
  const allowed = `${limit} ${limit === 1 ? one : many}`;
  const better = planThatAllows(name, used + 1);
  const largest = better === null ? '' : ` ${allowanceOf(better.id, name)}`;
  throw new AppError(
    'PLAN_LIMIT',
    `The plan ${planName(plan)} allows ${allowed}, and ${orgName} ${has} ${used}.${largest}`,
    { details: [{ path: name, message: `${used} of ${limit} on the plan ${planName(plan)}` }] },
  );
}

function allowanceOf(plan: 'free' | 'pro' | 'business', name: CountedName): string {
  const limit = limitOf(plan, name);
  const amount = limit === Infinity ? 'any number' : String(limit);
  return `The plan ${planName(plan)} allows ${amount}: an owner can upgrade under Billing.`;
}
