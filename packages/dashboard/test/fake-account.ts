/** The part of the API in memory that the account settings need. */
import type { AccountDeletion, ErrorCode, Me, Org, Session } from '@purestat/vocabulary';

interface Answer {
  status: number;
  body?: unknown;
}

/** What of the whole API these routes see. */
interface Holder {
  user: Me | null;
  password: string;
  orgs: Org[];
  account: FakeAccount;
}

type AccountRoute = readonly [
  method: string,
  path: RegExp,
  handler: (api: Holder, params: string[], body: Body) => Answer,
];

export function refuse(status: number, code: ErrorCode, message: string, path?: string): Answer {
  const details = path === undefined ? {} : { details: [{ path, message }] };
  return { status, body: { error: { code, message, ...details } } };
}

export interface FakeAccount {
  sessions: Session[];
  recoveryCodes: string[];
  requiredBy: string[];
  /** Whether mails leave the server, so that a new address has to confirm. */
  sendsMail: boolean;
  /** Organizations that would have no owner. */
  owned: AccountDeletion['orgs'];
  isDeleted: boolean;
}

const AT = '2026-11-20T08:00:00.000Z';

export const fakeSession = (number: number, device: string, current = false): Session => ({
  id: `session${number}`,
  device,
  created_at: AT,
  last_used_at: AT,
  current,
});

export const createFakeAccount = (): FakeAccount => ({
  sessions: [fakeSession(1, 'Firefox on Linux', true), fakeSession(2, 'Safari on iOS')],
  recoveryCodes: [],
  requiredBy: [],
  sendsMail: false,
  owned: [],
  isDeleted: false,
});

const CODES = Array.from({ length: 10 }, (_, index) => `k7q2-m4xp-9rtd-w3h${index}`);
const NOTHING: Answer = { status: 204 };

type Body = Record<string, unknown>;

function wrongPassword(api: Holder, body: Body): Answer | null {
  if (body['current_password'] === api.password) return null;
  const message = 'is not your present password';
  return refuse(400, 'VALIDATION_ERROR', message, 'current_password');
}

function statusOf({ user, account }: Holder): Answer {
  const enabled = user?.two_factor === true;
  const two_factor = {
    enabled,
    enabled_at: enabled ? AT : null,
    recovery_codes_left: account.recoveryCodes.length,
    required_by: account.requiredBy,
  };
  return { status: 200, body: { two_factor } };
}

function offer(api: Holder, body: Body): Answer {
  const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
  const uri = `otpauth://totp/Purestat:jane%40example.com?issuer=Purestat&secret=${secret}`;
  return wrongPassword(api, body) ?? { status: 201, body: { two_factor: { secret, uri } } };
}

function confirm(api: Holder, { code }: Body): Answer {
  if (code !== '123456') return refuse(400, 'VALIDATION_ERROR', 'is not right', 'code');
  if (api.user) api.user = { ...api.user, two_factor: true };
  api.account.recoveryCodes = CODES;
  return { status: 200, body: { recovery_codes: CODES } };
}

function disable(api: Holder, body: Body): Answer {
  const refused = wrongPassword(api, body);
  if (refused) return refused;
  if (api.user) api.user = { ...api.user, two_factor: false };
  api.account.recoveryCodes = [];
  return NOTHING;
}

function deleteMe(api: Holder, body: Body): Answer {
  const refused = wrongPassword(api, body);
  if (refused) return refused;
  const agreed = body['delete_orgs'] as string[];
  const left = api.account.owned.filter(({ id }) => !agreed.includes(id));
  if (left.length > 0)
    return refuse(409, 'CONFLICT', `You are the only owner of ${left[0]?.name}.`);
  Object.assign(api.account, { isDeleted: true });
  api.user = null;
  return NOTHING;
}

/** Handles a change of the address; null for one that is none. */
export function changeEmail(api: Holder, body: Body): Answer | null {
  if (typeof body['email'] !== 'string' || api.user === null) return null;
  const email = body['email'];
  if (!email.includes('@')) {
    const message = 'is not an e-mail address such as jane@example.com';
    return refuse(400, 'VALIDATION_ERROR', message, 'email');
  }
  const refused = wrongPassword(api, body);
  if (refused) return refused;
  if (!api.account.sendsMail) api.user = { ...api.user, email };
  const confirm_email = api.account.sendsMail ? email : null;
  return { status: 200, body: { user: api.user, confirm_email } };
}

function endAll(api: Holder): Answer {
  api.account.sessions = [];
  api.user = null;
  return NOTHING;
}

export const ACCOUNT_ROUTES: readonly AccountRoute[] = [
  ['GET', /^\/me\/sessions$/, ({ account }) => ok({ sessions: account.sessions })],
  ['DELETE', /^\/me\/sessions$/, endAll],
  [
    'DELETE',
    /^\/me\/sessions\/(\w+)$/,
    (api, [id]) => {
      api.account.sessions = api.account.sessions.filter((known) => known.id !== id);
      return NOTHING;
    },
  ],
  ['GET', /^\/me\/two-factor$/, statusOf],
  ['POST', /^\/me\/two-factor$/, (api, _, body) => offer(api, body)],
  ['POST', /^\/me\/two-factor\/confirm$/, (api, _, body) => confirm(api, body)],
  ['POST', /^\/me\/two-factor\/disable$/, (api, _, body) => disable(api, body)],
  [
    'POST',
    /^\/me\/two-factor\/recovery-codes$/,
    (api, _, body) => wrongPassword(api, body) ?? ok({ recovery_codes: CODES.toReversed() }),
  ],
  ['GET', /^\/me\/deletion$/, ({ account }) => ok({ deletion: { orgs: account.owned } })],
  ['DELETE', /^\/me$/, (api, _, body) => deleteMe(api, body)],
  [
    'PUT',
    /^\/org\/(\w+)\/two-factor$/,
    (api, [id], body) => {
      const required = Boolean(body['required']);
      api.orgs = api.orgs.map((org) =>
        org.id === id ? { ...org, two_factor_required: required } : org,
      );
      return ok({ org: api.orgs.find((org) => org.id === id) });
    },
  ],
];

function ok(body: unknown): Answer {
  return { status: 200, body };
}
