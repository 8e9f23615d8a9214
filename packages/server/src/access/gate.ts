/** The one middleware that decides whether a request may go on to its handler. */
import type { MiddlewareHandler } from 'hono';
import type { Context } from 'hono';
import type { Kysely } from 'kysely';
import type { User } from '@purestat/vocabulary';
import type { Schema } from '../db/schema.ts';
import { AppError } from '../errors.ts';
import { ACTIONS, isAllowedToOneself, isUnderOrg, rolesFor, type Action } from './actions.ts';
import type { AppEnv } from './context.ts';
import { requireMemberOf, requireOrg, requireSite } from './memberships.ts';

export interface Gate {
  /** Who is signed in by this request's cookie, if anybody; may renew the cookie on the answer. */
  identify(c: Context<AppEnv>): Promise<User | null>;
  /** The same while the answer is under way, when no cookie can be set any more. */
  identifyAgain(c: Context<AppEnv>): Promise<User | null>;
  /** Whether the request comes from whoever runs the server. */
  isOperator(c: Context<AppEnv>): boolean;
  db: Kysely<Schema>;
}

function requireOperator(gate: Gate, c: Context<AppEnv>): void {
  if (gate.isOperator(c)) return;
  throw new AppError(
    'UNAUTHORIZED',
    'Ask from the server itself (loopback, not through a proxy), or send "Authorization: Bearer <METRICS_TOKEN>".',
  );
}

async function requireAccount(gate: Gate, c: Context<AppEnv>): Promise<User> {
  const account = await gate.identify(c);
  if (account === null) throw new AppError('UNAUTHORIZED', 'Sign in first.');
  c.set('account', account);
  return account;
}

/** Looks up what the path names under the organization. */
async function requireNamed(gate: Gate, c: Context<AppEnv>, action: Action, orgId: string) {
  const { scope } = ACTIONS[action];
  if (scope === 'site') {
    const siteId = c.req.param('siteId') ?? '';
    c.set('site', await requireSite(gate.db, { orgId, siteId }));
  }
  if (scope === 'member') {
    const memberId = c.req.param('memberId') ?? '';
    c.set('member', await requireMemberOf(gate.db, { orgId, memberId }));
  }
}

async function requireMember(gate: Gate, c: Context<AppEnv>, action: Action): Promise<void> {
  const { id: userId } = await requireAccount(gate, c);
  const org = await requireOrg(gate.db, { userId, orgId: c.req.param('orgId') ?? '' });
  c.set('org', org);
  await requireNamed(gate, c, action, org.id);
  const roles = rolesFor(action);
  if (roles.includes(org.role)) return;
  if (isAllowedToOneself(action) && c.get('member')?.user_id === userId) return;
  throw new AppError(
    'FORBIDDEN',
    `This needs the role ${roles.join(' or ')}; yours here is ${org.role}.`,
  );
}

async function pass(gate: Gate, c: Context<AppEnv>, action: Action): Promise<void> {
  const { scope } = ACTIONS[action];
  if (scope === 'operator') requireOperator(gate, c);
  if (scope === 'account') await requireAccount(gate, c);
  if (isUnderOrg(scope)) await requireMember(gate, c, action);
}

/** @returns the middleware that stands before every handler of that action */
export function gateFor(gate: Gate, action: Action): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    await pass(gate, c, action);
    await next();
  };
}

/** @returns whether the gate would let the request pass now; for answers that go on for long */
export async function wouldStillPass(
  gate: Gate,
  c: Context<AppEnv>,
  action: Action,
): Promise<boolean> {
  try {
    await pass({ ...gate, identify: gate.identifyAgain }, c, action);
    return true;
  } catch (error) {
    if (error instanceof AppError) return false;
    throw error;
  }
}
