/** The one middleware that decides whether a request may go on to its handler. */
import type { MiddlewareHandler } from 'hono';
import type { Context } from 'hono';
import type { Kysely } from 'kysely';
import type { ApiKeyScope, User } from '@purestat/vocabulary';
import type { Clock } from '../clock.ts';
import type { Schema } from '../db/schema.ts';
import { AppError, invalidField } from '../errors.ts';
import {
  ACTIONS,
  isAllowedToOneself,
  keyScopeOf,
  isUnderOrg,
  rolesFor,
  type Action,
} from './actions.ts';
import { findApiKey, sentKey, type ApiKeyAccess, type ShownKey } from './api-keys.ts';
import type { AppEnv } from './context.ts';
import { requireMemberOf, requireOrg, requireSite } from './memberships.ts';
import { requireSecondFactor } from './second-factor.ts';

export interface Gate {
  /** Who is signed in by this request's cookie, if anybody; may renew the cookie on the answer. */
  identify(c: Context<AppEnv>): Promise<User | null>;
  /** The same while the answer is under way, when no cookie can be set any more. */
  identifyAgain(c: Context<AppEnv>): Promise<User | null>;
  /** Whether the request comes from whoever runs the server. */
  isOperator(c: Context<AppEnv>): boolean;
  db: Kysely<Schema>;
  clock: Clock;
  /** Called for each request that a key has let pass; has to be quick. */
  onKeyUsed(keyId: string): void;
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

/** For routes that name the organization in their JSON body. The handler reads the same body again. */
async function orgIdInBody(c: Context<AppEnv>): Promise<string> {
  const body: unknown = await c.req.json().catch(() => null);
  const { org_id: orgId } = (body ?? {}) as { org_id?: unknown };
  if (typeof orgId === 'string') return orgId;
  throw invalidField('org_id', 'is required: the id of an organization');
}

async function requireMember(gate: Gate, c: Context<AppEnv>, action: Action): Promise<void> {
  const account = await requireAccount(gate, c);
  const { id: userId } = account;
  const orgId = c.req.param('orgId') ?? (await orgIdInBody(c));
  const org = await requireOrg(gate.db, { userId, orgId });
  requireSecondFactor(org, account);
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

/** What the path names, as the key sees it: nothing outside its site is there. */
function requireOwnSite(c: Context<AppEnv>, { site }: ApiKeyAccess): void {
  const { orgId, siteId } = c.req.param() as { orgId?: string; siteId?: string };
  if (orgId !== undefined && orgId !== site.org_id) {
    throw new AppError('NOT_FOUND', 'No such organization, or this API key may not see it.');
  }
  if (siteId !== undefined && siteId !== site.id) {
    throw new AppError('NOT_FOUND', 'No such site, or this API key may not see it.');
  }
}

/** @throws AppError FORBIDDEN that names the scope */
export function requireScope({ scopes }: Pick<ApiKeyAccess, 'scopes'>, scope: ApiKeyScope): void {
  if (scopes.includes(scope)) return;
  throw new AppError(
    'FORBIDDEN',
    `This needs the scope ${scope}; this API key has ${scopes.join(', ')}.`,
  );
}

/** A key that is sent is what counts: a session beside it is not looked at. */
function requireKey(gate: Gate, c: Context<AppEnv>, shown: ShownKey, action: Action): void {
  if ('refusal' in shown) throw shown.refusal;
  const { key } = shown;
  requireOwnSite(c, key);
  const scope = keyScopeOf(action);
  if (scope === null) {
    throw new AppError('FORBIDDEN', 'API keys may not do this; sign in instead.');
  }
  requireScope(key, scope);
  c.set('apiKey', key);
  c.set('site', key.site);
  gate.onKeyUsed(key.id);
}

/** @returns what the request shows as its API key, looked up now; null when it shows none */
export async function lookUpKey(gate: Gate, c: Context<AppEnv>): Promise<ShownKey | null> {
  const sent = sentKey((name) => c.req.header(name));
  if (sent === null) return null;
  return findApiKey(gate.db, sent, new Date(gate.clock.nowMs()).toISOString());
}

/** @returns whether an API key has a say in it: what is public needs none, the operator has his token */
export function looksAtKeys(action: Action): boolean {
  const { scope } = ACTIONS[action];
  return scope !== 'public' && scope !== 'operator';
}

async function pass(
  gate: Gate,
  c: Context<AppEnv>,
  action: Action,
  shown: ShownKey | null,
): Promise<void> {
  const { scope } = ACTIONS[action];
  if (shown !== null) return requireKey(gate, c, shown, action);
  if (scope === 'operator') requireOperator(gate, c);
  if (scope === 'account') await requireAccount(gate, c);
  if (isUnderOrg(scope)) await requireMember(gate, c, action);
}

/** @returns the middleware that stands before every handler of that action */
export function gateFor(gate: Gate, action: Action): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    await pass(gate, c, action, c.var.shownKey ?? null);
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
    await pass(
      { ...gate, identify: gate.identifyAgain },
      c,
      action,
      looksAtKeys(action) ? await lookUpKey(gate, c) : null,
    );
    return true;
  } catch (error) {
    if (error instanceof AppError) return false;
    throw error;
  }
}
