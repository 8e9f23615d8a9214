/** An API in memory: as much of the server as the pages for accounts and sites need. */
import type {
  Billing,
  ApiKey,
  AuditEntry,
  Invite,
  InviteRole,
  Me,
  Member,
  Role,
  DropsAnswer,
  Goal,
  Org,
  Site,
  StatsAnswer,
  StatsBatchQuery,
  User,
} from '@purestat/vocabulary';
import { noProviders, SIGN_IN_ROUTES, type FakeSignIn } from './fake-sign-in.ts';
import { NO_BILLING, PLANS } from './billing-fake.ts';

import { handleGoals } from './fake-goals.ts';
import { type ApiAnswer, type FakeRoute, ok, refuse } from './fake-answers.ts';
export type { ApiAnswer, Handler } from './fake-answers.ts';
import { KEY_ROUTES } from './fake-keys.ts';

import {
  ACCOUNT_ROUTES,
  changeEmail,
  createFakeAccount,
  type FakeAccount,
} from './fake-account.ts';

export interface ApiRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  body: unknown;
  /** Whether the answer may be lines. */
  takesLines: boolean;
}

export interface FakeApi extends FakeSignIn {
  user: Me | null;
  /** Whether signing in takes a second step; the code is 123456, the recovery code `rescue`. */
  asksForCode: boolean;
  account: FakeAccount;
  password: string;
  /** Addresses that a link was sent to. */
  mailed: string[];
  orgs: Org[];
  sites: Site[];
  drops: DropsAnswer;
  billing: Billing;
  members: Member[];
  invites: Invite[];
  goals: Goal[];
  apiKeys: ApiKey[];
  /** Newest first; pages have two. */
  audit: AuditEntry[];
  /** Asked before anything else; what it returns is the answer. */
  intercept: ((request: ApiRequest) => ApiAnswer | undefined) | null;
  handle(request: ApiRequest): ApiAnswer;
}

export const JANE: Me = {
  id: 'user1',
  email: 'jane@example.com',
  name: 'Jane Doe',
  created_at: '2026-11-01T08:00:00.000Z',
  email_verified: true,
  two_factor: false,
  has_password: true,
};

export const BOB: Me = { ...JANE, id: 'user2', email: 'bob@example.com', name: 'Bob Example' };

export const ACME: Org = {
  id: 'org1',
  name: 'Acme Corp',
  slug: 'acme-corp',
  plan: 'selfhosted',
  role: 'owner',
  two_factor_required: false,
  created_at: '2026-11-01T08:00:00.000Z',
};

/** A site of ACME; `number` makes its id. */
export function fakeSite(number: number, domain: string, changes: Partial<Site> = {}): Site {
  return {
    id: `site${number}`,
    org_id: ACME.id,
    domain,
    name: domain,
    timezone: 'Europe/Berlin',
    public: false,
    created_at: '2026-11-01T08:00:00.000Z',
    first_event_at: null,
    ...changes,
  };
}

/** A member of ACME; `number` makes its id. */
export function fakeMember(
  number: number,
  user: Pick<User, 'id' | 'name' | 'email'>,
  role: Role,
): Member {
  const { id, name, email } = user;
  return {
    id: `member${number}`,
    user: { id, name, email },
    role,
    created_at: '2026-11-01T08:00:00.000Z',
  };
}

/** A pending invite of ACME; `number` makes its id and its code. */
export function fakeInvite(number: number, email: string, role: InviteRole = 'viewer'): Invite {
  return {
    id: `invite${number}`,
    email,
    role,
    code: `code${number}`,
    url: `https://stats.example.com/invite/code${number}`,
    created_at: '2026-11-20T08:00:00.000Z',
    expires_at: '2026-11-27T08:00:00.000Z',
  };
}

const ROUTES: readonly FakeRoute[] = [
  ...ACCOUNT_ROUTES,
  ['POST', /^\/auth\/register$/, register],
  ['POST', /^\/auth\/login$/, logIn],
  ['POST', /^\/auth\/two-factor$/, secondStep],
  ['POST', /^\/auth\/logout$/, (api) => ((api.user = null), { status: 200, body: { ok: true } })],
  ['POST', /^\/auth\/forgot-password$/, (api, _, { email = '' }) => mailTo(api, email)],
  ['POST', /^\/auth\/reset-password$/, resetPassword],
  ['POST', /^\/auth\/verify-email$/, confirmEmail],
  ...SIGN_IN_ROUTES,
  ['POST', /^\/auth\/(?:change-email|undo-email-change)$/, confirmEmail],
  ['POST', /^\/me\/verify-email$/, (api) => mailTo(api, api.user?.email ?? '')],
  ['GET', /^\/me$/, (api) => ({ status: 200, body: { user: api.user } })],
  ['PUT', /^\/me$/, changeMe],
  ['PUT', /^\/me\/password$/, changePassword],
  ['GET', /^\/org$/, (api) => ({ status: 200, body: { orgs: api.orgs } })],
  ['POST', /^\/org$/, createOrg],
  ['PUT', /^\/org\/(\w+)$/, renameOrg],
  ['DELETE', /^\/org\/(\w+)$/, deleteOrg],
  ['GET', /^\/org\/(\w+)\/member$/, (api) => ({ status: 200, body: { members: api.members } })],
  ['PUT', /^\/org\/(\w+)\/member\/(\w+)$/, changeRole],
  ['DELETE', /^\/org\/(\w+)\/member\/(\w+)$/, removeMember],
  ['GET', /^\/stripe\/plans$/, () => ({ status: 200, body: { plans: PLANS } })],
  ['GET', /^\/org\/(\w+)\/billing$/, (api) => ({ status: 200, body: { billing: api.billing } })],
  ['GET', /^\/org\/(\w+)\/invite$/, (api) => ({ status: 200, body: { invites: api.invites } })],
  ['POST', /^\/org\/(\w+)\/invite$/, addInvite],
  ['DELETE', /^\/org\/(\w+)\/invite\/(\w+)$/, revokeInvite],
  ['GET', /^\/invite\/(\w+)$/, lookAtInvite],
  ['POST', /^\/invite\/(\w+)\/accept$/, acceptInvite],
  ['GET', /^\/org\/(\w+)\/site$/, listSites],
  ['POST', /^\/org\/(\w+)\/site$/, addSite],
  ['GET', /^\/org\/(\w+)\/site\/(\w+)$/, (api, [, id]) => oneSite(api, id)],
  ['PUT', /^\/org\/(\w+)\/site\/(\w+)$/, changeSite],
  ['DELETE', /^\/org\/(\w+)\/site\/(\w+)$/, deleteSite],
  ['GET', /^\/org\/(\w+)\/site\/(\w+)\/drops$/, (api) => ({ status: 200, body: api.drops })],
  ['POST', /^\/org\/(\w+)\/site\/(\w+)\/stats\/batch$/, statsBatch],
  ...KEY_ROUTES,
];

export function createFakeApi(): FakeApi {
  return {
    user: null,
    asksForCode: false,
    account: createFakeAccount(),
    password: 'correct horse',
    ...noProviders(),
    mailed: [],
    orgs: [],
    sites: [],
    drops: { drops: [], cuts: [], date_from: '2026-10-24', date_to: '2026-11-22' },
    billing: NO_BILLING,
    members: [fakeMember(1, JANE, 'owner')],
    invites: [],
    goals: [],
    apiKeys: [],
    audit: [],
    intercept: null,
    handle(request) {
      const intercepted = this.intercept?.(request);
      if (intercepted) return intercepted;
      const isPublic = /^\/auth\/|^\/invite\/\w+$/.test(request.path);
      if (this.user === null && !isPublic) {
        return refuse(401, 'UNAUTHORIZED', 'Sign in first.');
      }
      const ofGoals = handleGoals(this.goals, request);
      if (ofGoals) return ofGoals;
      for (const [method, pattern, handler] of ROUTES) {
        const params = method === request.method ? pattern.exec(request.path) : null;
        if (params) {
          return handler(this, params.slice(1), asRecord(request.body), request.query);
        }
      }
      return refuse(404, 'NOT_FOUND', 'There is nothing here.');
    },
  };
}

function asRecord(body: unknown): Record<string, string> {
  return typeof body === 'object' && body !== null ? (body as Record<string, string>) : {};
}

function register(
  api: FakeApi,
  _: string[],
  { email = '', name = '', password = '' }: Record<string, string>,
): ApiAnswer {
  if (email === 'taken@example.com') return refuse(409, 'CONFLICT', 'That e-mail is taken.');
  if (!email.includes('@')) {
    const message = 'is not an e-mail address such as jane@example.com';
    return refuse(400, 'VALIDATION_ERROR', message, 'email');
  }
  if (password.length < 8) {
    return refuse(400, 'VALIDATION_ERROR', 'is too short: 8 to 128 characters', 'password');
  }
  api.user = { ...JANE, email, name };
  return { status: 201, body: { user: api.user } };
}

function logIn(api: FakeApi, _: string[], { email, password }: Record<string, string>): ApiAnswer {
  if (email !== JANE.email || password !== api.password) {
    return refuse(401, 'UNAUTHORIZED', 'Wrong e-mail or password.');
  }
  if (api.asksForCode) return { status: 202, body: { second_factor_required: true } };
  api.user = JANE;
  return { status: 200, body: { user: JANE } };
}

function secondStep(api: FakeApi, _: string[], body: Record<string, string>): ApiAnswer {
  if (!api.asksForCode) return refuse(401, 'UNAUTHORIZED', 'Sign in first.');
  if (body['code'] !== '123456' && body['recovery_code'] !== 'rescue') {
    const [path] = Object.keys(body);
    return refuse(400, 'VALIDATION_ERROR', 'is not right', path);
  }
  api.user = { ...JANE, two_factor: true };
  return { status: 200, body: { user: api.user } };
}

function mailTo(api: FakeApi, email: string): ApiAnswer {
  if (!email.includes('@')) {
    const message = 'is not an e-mail address such as jane@example.com';
    return refuse(400, 'VALIDATION_ERROR', message, 'email');
  }
  api.mailed.push(email);
  return { status: 200, body: { ok: true } };
}

/** The token of every link that works is `good`. */
const DEAD_LINK = refuse(400, 'VALIDATION_ERROR', 'is not that of a link that works', 'token');

function resetPassword(api: FakeApi, _: string[], body: Record<string, string>): ApiAnswer {
  const { token, password = '' } = body;
  if (password.length < 8) {
    return refuse(400, 'VALIDATION_ERROR', 'is too short: 8 to 128 characters', 'password');
  }
  if (token !== 'good') return DEAD_LINK;
  Object.assign(api, { password, user: JANE });
  return { status: 200, body: { user: JANE } };
}

function confirmEmail(api: FakeApi, _: string[], { token }: Record<string, string>): ApiAnswer {
  if (token !== 'good') return DEAD_LINK;
  if (api.user !== null) api.user = { ...api.user, email_verified: true };
  return { status: 200, body: { ok: true } };
}

function changeMe(api: FakeApi, _: string[], body: Record<string, string>): ApiAnswer {
  const changed = changeEmail(api, body);
  if (changed) return changed;
  const { name = '' } = body;
  if (name === '') {
    return refuse(400, 'VALIDATION_ERROR', 'must not be empty: 1 to 100 characters', 'name');
  }
  api.user = { ...JANE, name };
  return { status: 200, body: { user: api.user, confirm_email: null } };
}

function changePassword(api: FakeApi, _: string[], body: Record<string, string>): ApiAnswer {
  if (body['current_password'] !== api.password) {
    return refuse(400, 'VALIDATION_ERROR', 'is not your present password', 'current_password');
  }
  api.password = body['new_password'] ?? '';
  return { status: 200, body: { user: api.user } };
}

function createOrg(api: FakeApi, _: string[], { name = '' }: Record<string, string>): ApiAnswer {
  if (name.trim() === '') {
    return refuse(400, 'VALIDATION_ERROR', 'must not be empty: 1 to 100 characters', 'name');
  }
  const org = { ...ACME, id: `org${api.orgs.length + 1}`, name };
  api.orgs.push(org);
  return { status: 201, body: { org } };
}

function renameOrg(api: FakeApi, [id]: string[], { name = '' }: Record<string, string>): ApiAnswer {
  const org = { ...ACME, id: id ?? '', name };
  api.orgs = api.orgs.map((known) => (known.id === id ? org : known));
  return ok({ org });
}

function deleteOrg(api: FakeApi, [id]: string[]): ApiAnswer {
  api.orgs = api.orgs.filter((known) => known.id !== id);
  return { status: 204 };
}

function changeRole(api: FakeApi, [, id]: string[], body: Record<string, string>): ApiAnswer {
  const role = body['role'] as Role;
  const stay = api.members.some((known) => known.id !== id && known.role === 'owner');
  if (role !== 'owner' && !stay) {
    return refuse(409, 'CONFLICT', 'An organization needs an owner.');
  }
  api.members = api.members.map((known) => (known.id === id ? { ...known, role } : known));
  const member = api.members.find((known) => known.id === id);
  if (member?.user.id === api.user?.id) api.orgs = api.orgs.map((org) => ({ ...org, role }));
  return { status: 200, body: { member } };
}

function removeMember(api: FakeApi, [orgId, id]: string[]): ApiAnswer {
  const gone = api.members.find((known) => known.id === id);
  const left = api.members.filter((known) => known.id !== id);
  if (!left.some((known) => known.role === 'owner')) {
    return refuse(409, 'CONFLICT', 'An organization needs an owner.');
  }
  api.members = left;
  if (gone?.user.id === api.user?.id) api.orgs = api.orgs.filter((org) => org.id !== orgId);
  return { status: 204 };
}

function addInvite(api: FakeApi, _: string[], body: Record<string, string>): ApiAnswer {
  const email = body['email'] ?? '';
  if (!email.includes('@')) {
    const message = 'is not an e-mail address such as jane@example.com';
    return refuse(400, 'VALIDATION_ERROR', message, 'email');
  }
  if (api.members.some((known) => known.user.email === email)) {
    return refuse(409, 'CONFLICT', 'is a member already', 'email');
  }
  const invite = fakeInvite(api.invites.length + 1, email, body['role'] as InviteRole);
  api.invites.push(invite);
  return { status: 201, body: { invite: { ...invite, mailed: api.account.sendsMail } } };
}

function revokeInvite(api: FakeApi, [, id]: string[]): ApiAnswer {
  api.invites = api.invites.filter((known) => known.id !== id);
  return { status: 204 };
}

function lookAtInvite(api: FakeApi, [code]: string[]): ApiAnswer {
  const found = api.invites.find((known) => known.code === code);
  if (!found) return refuse(404, 'NOT_FOUND', 'There is no such invitation.');
  const { role, email, expires_at } = found;
  return { status: 200, body: { invite: { org_name: ACME.name, role, email, expires_at } } };
}

function acceptInvite(api: FakeApi, [code]: string[]): ApiAnswer {
  const found = api.invites.find((known) => known.code === code);
  if (!found) return refuse(410, 'GONE', 'This invitation was used already.');
  if (api.orgs.length > 0) return refuse(409, 'CONFLICT', 'You are a member of Acme Corp already.');
  api.invites = api.invites.filter((known) => known !== found);
  api.orgs = [{ ...ACME, role: found.role }];
  return { status: 200, body: { org_id: ACME.id, role: found.role } };
}

function listSites(api: FakeApi, [orgId]: string[]): ApiAnswer {
  return { status: 200, body: { sites: api.sites.filter((site) => site.org_id === orgId) } };
}

function addSite(api: FakeApi, [orgId]: string[], body: Record<string, string>): ApiAnswer {
  const domain = (body['domain'] ?? '').replace(/^https?:\/\/(www\.)?/, '').replace(/\/.*$/, '');
  if (!/^[\w-]+(\.[\w-]+)+$/.test(domain)) {
    return refuse(400, 'VALIDATION_ERROR', 'must be a host name such as example.com', 'domain');
  }
  if (api.sites.some((known) => known.domain === domain)) {
    return refuse(409, 'CONFLICT', `${domain} is already tracked on this server.`);
  }
  const site = fakeSite(api.sites.length + 1, domain, {
    org_id: orgId ?? '',
    name: body['name'] ?? domain,
    timezone: body['timezone'] ?? 'UTC',
  });
  api.sites.push(site);
  return { status: 201, body: { site } };
}

function oneSite(api: FakeApi, id: string | undefined): ApiAnswer {
  const site = api.sites.find((known) => known.id === id);
  return site ? { status: 200, body: { site } } : refuse(404, 'NOT_FOUND', 'No such site.');
}

function changeSite(api: FakeApi, [, id]: string[], body: Record<string, string>): ApiAnswer {
  api.sites = api.sites.map((known) => (known.id === id ? { ...known, ...body } : known));
  return oneSite(api, id);
}

function deleteSite(api: FakeApi, [, id]: string[]): ApiAnswer {
  api.sites = api.sites.filter((known) => known.id !== id);
  return { status: 204 };
}

/** The shape of a day, so that the cards have something to draw. */
function hourlyAnswer(): StatsAnswer {
  const rows = Array.from({ length: 24 }, (_, hour) => ({
    hour: `2026-11-20T${String(hour).padStart(2, '0')}:00:00+01:00`,
    visitors: Math.round(20 + 18 * Math.sin(((hour - 7) / 24) * 2 * Math.PI)),
  }));
  const meta = {
    timezone: 'Europe/Berlin',
    date_from: '2026-11-20',
    date_to: '2026-11-20',
    total_rows: 24,
    sampled: false,
    partial_bucket: null,
  } as const;
  const comparison = {
    date_from: '2026-11-19',
    date_to: '2026-11-19',
    metrics: { visitors: 440 },
    change: { visitors: 9.1 },
  };
  return { metrics: { visitors: 480 }, dimensions: rows.toReversed(), meta, comparison };
}

function statsBatch(api: FakeApi, [, id]: string[], body: unknown): ApiAnswer {
  const site = api.sites.find((known) => known.id === id);
  if (!site) return refuse(404, 'NOT_FOUND', 'No such site.');
  const { queries } = body as StatsBatchQuery;
  const results = Object.fromEntries(Object.keys(queries).map((name) => [name, hourlyAnswer()]));
  const realtime = {
    visitors: 12,
    pageviews: 20,
    top_pages: [],
    top_sources: [],
    countries: [],
    per_minute: [],
  };
  return { status: 200, body: { results, realtime, first_event_at: site.first_event_at } };
}
