/** The site that is to be filled: the one that is there, or a new one with all that it needs. */
import { randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import { createAccounts } from '../areas/auth/index.ts';
import { Mailer } from '../mail/index.ts';
import { createOrgs } from '../areas/orgs/index.ts';
import { Sites, type SiteRegistry } from '../areas/sites/index.ts';
import type { Clock } from '../clock.ts';
import { loadConfig } from '../config.ts';
import type { ConfigStore } from '../db/index.ts';
import type { SiteContext } from '../site-context.ts';
import { ArgumentError, type SeedArguments } from './arguments.ts';

export interface ControlPlane {
  configStore: ConfigStore;
  registry: SiteRegistry;
  secretKey: string;
  clock: Clock;
  log: Logger;
}

export interface SeededSite {
  site: SiteContext;
  email: string;
  /** Null for an account that was there already. */
  password: string | null;
}

/**
 * Finds the site, or makes it; in the first organization there is, else in a new one of a new account.
 * @throws ArgumentError when the site is there with another time zone than asked for
 */
export async function ensureSite(plane: ControlPlane, args: SeedArguments): Promise<SeededSite> {
  const known = plane.registry.byDomain(args.domain);
  if (known !== undefined) {
    refuseOtherTimezone(known, args);
    return { site: known, email: await emailOfOwner(plane, known.orgId), password: null };
  }
  const account = await ensureAccount(plane, args);
  const orgId = await ensureOrg(plane, account.userId, args);
  const sites = new Sites({
    db: plane.configStore.db,
    clock: plane.clock,
    log: plane.log,
    registry: plane.registry,
    deleteSiteEvents: () => Promise.reject(new Error('seeding deletes no site')),
  });
  await sites.create(orgId, {
    domain: args.domain,
    name: args.profile.siteName,
    timezone: args.timezone ?? args.profile.timezone,
  });
  const site = plane.registry.byDomain(args.domain)!;
  return { site, email: await emailOfOwner(plane, orgId), password: account.password };
}

function refuseOtherTimezone({ domain, timezone }: SiteContext, args: SeedArguments): void {
  if (args.timezone === undefined || args.timezone === timezone) return;
  throw new ArgumentError(
    `--timezone: ${domain} is there already, in ${timezone}. Leave the option out, or change the site's settings first.`,
  );
}

async function emailOfOwner({ configStore }: ControlPlane, orgId: string): Promise<string> {
  const owner = await configStore.db
    .selectFrom('members')
    .innerJoin('users', 'users.id', 'members.user_id')
    .where('members.org_id', '=', orgId)
    .where('members.role', '=', 'owner')
    .select('users.email')
    .orderBy('members.created_at')
    .executeTakeFirstOrThrow();
  return owner.email;
}

interface Account {
  userId: string;
  password: string | null;
}

/** The account asked for, else the oldest; a new one where there is none. */
async function ensureAccount(plane: ControlPlane, args: SeedArguments): Promise<Account> {
  const { db } = plane.configStore;
  const users = db.selectFrom('users').select('id').orderBy('created_at');
  const known = await (
    args.email === undefined ? users : users.where('email', '=', args.email.toLowerCase())
  ).executeTakeFirst();
  return known === undefined ? createAccount(plane, args) : { userId: known.id, password: null };
}

const nobody = async () => false;

async function createAccount(plane: ControlPlane, args: SeedArguments): Promise<Account> {
  const config = loadConfig({});
  const mailer = new Mailer({ config, log: plane.log });
  const password = args.password ?? randomBytes(9).toString('base64url');
  const { accounts } = createAccounts({
    ...plane,
    config,
    mailer,
    deviceLabel: () => '',
    isInvited: nobody,
    removeOrg: () => Promise.reject(new Error('seeding deletes no organization')),
    onAccessEnded: () => undefined,
  });
  const email = args.email ?? `owner@${args.domain}`;
  const caller = { cookie: undefined, userAgent: undefined };
  const { value } = await accounts.register({ email, name: 'Robin Example', password }, caller);
  return { userId: value.user.id, password };
}

async function ensureOrg(
  { configStore, clock }: ControlPlane,
  userId: string,
  { profile }: SeedArguments,
): Promise<string> {
  const orgs = createOrgs({
    db: configStore.db,
    clock,
    firstPlan: 'selfhosted',
    onCreated: () => undefined,
    beforeRemoval: () => Promise.resolve(),
    removeSitesOf: () => Promise.reject(new Error('seeding deletes no organization')),
    onAccessEnded: () => undefined,
  });
  const owned = (await orgs.list(userId)).find(({ role }) => role === 'owner');
  return owned?.id ?? (await orgs.create({ id: userId, name: 'Seed' }, profile.siteName)).id;
}
