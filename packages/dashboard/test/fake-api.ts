/** An API in memory: as much of the server as the pages for accounts and sites need. */
import type {
  DropsAnswer,
  ErrorCode,
  Org,
  Site,
  StatsAnswer,
  StatsBatchQuery,
  User,
} from '@purestat/vocabulary';

export interface ApiRequest {
  method: string;
  path: string;
  body: unknown;
  /** Whether the answer may be lines. */
  takesLines: boolean;
}

export interface ApiAnswer {
  status: number;
  body?: unknown;
  /** Instead of a body: sent one by one, each as soon as it is there. */
  lines?: Iterable<unknown> | AsyncIterable<unknown>;
}

export interface FakeApi {
  user: User | null;
  password: string;
  orgs: Org[];
  sites: Site[];
  drops: DropsAnswer;
  /** Asked before anything else; what it returns is the answer. */
  intercept: ((request: ApiRequest) => ApiAnswer | undefined) | null;
  handle(request: ApiRequest): ApiAnswer;
}

export const JANE: User = {
  id: 'user1',
  email: 'jane@example.com',
  name: 'Jane Doe',
  created_at: '2026-11-01T08:00:00.000Z',
  email_verified: true,
};

export const ACME: Org = {
  id: 'org1',
  name: 'Acme Corp',
  slug: 'acme-corp',
  plan: 'selfhosted',
  role: 'owner',
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

type Handler = (api: FakeApi, params: string[], body: Record<string, string>) => ApiAnswer;

function refuse(status: number, code: ErrorCode, message: string, path?: string): ApiAnswer {
  const details = path === undefined ? {} : { details: [{ path, message }] };
  return { status, body: { error: { code, message, ...details } } };
}

const ROUTES: ReadonlyArray<[method: string, path: RegExp, handler: Handler]> = [
  ['POST', /^\/auth\/register$/, register],
  ['POST', /^\/auth\/login$/, logIn],
  ['POST', /^\/auth\/logout$/, (api) => ((api.user = null), { status: 200, body: { ok: true } })],
  ['GET', /^\/me$/, (api) => ({ status: 200, body: { user: api.user } })],
  ['PUT', /^\/me$/, renameMe],
  ['PUT', /^\/me\/password$/, changePassword],
  ['GET', /^\/org$/, (api) => ({ status: 200, body: { orgs: api.orgs } })],
  ['POST', /^\/org$/, createOrg],
  ['PUT', /^\/org\/(\w+)$/, renameOrg],
  ['DELETE', /^\/org\/(\w+)$/, deleteOrg],
  ['GET', /^\/org\/(\w+)\/site$/, listSites],
  ['POST', /^\/org\/(\w+)\/site$/, addSite],
  ['GET', /^\/org\/(\w+)\/site\/(\w+)$/, (api, [, id]) => oneSite(api, id)],
  ['PUT', /^\/org\/(\w+)\/site\/(\w+)$/, changeSite],
  ['DELETE', /^\/org\/(\w+)\/site\/(\w+)$/, deleteSite],
  ['GET', /^\/org\/(\w+)\/site\/(\w+)\/drops$/, (api) => ({ status: 200, body: api.drops })],
  ['POST', /^\/org\/(\w+)\/site\/(\w+)\/stats\/batch$/, statsBatch],
];

export function createFakeApi(): FakeApi {
  return {
    user: null,
    password: 'correct horse',
    orgs: [],
    sites: [],
    drops: { drops: [], date_from: '2026-10-24', date_to: '2026-11-22' },
    intercept: null,
    handle(request) {
      const intercepted = this.intercept?.(request);
      if (intercepted) return intercepted;
      if (this.user === null && !request.path.startsWith('/auth/')) {
        return refuse(401, 'UNAUTHORIZED', 'Sign in first.');
      }
      for (const [method, pattern, handler] of ROUTES) {
        const params = method === request.method ? pattern.exec(request.path) : null;
        if (params) return handler(this, params.slice(1), asRecord(request.body));
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
    return refuse(
      400,
      'VALIDATION_ERROR',
      'is not an e-mail address such as jane@example.com',
      'email',
    );
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
  api.user = JANE;
  return { status: 200, body: { user: JANE } };
}

function renameMe(api: FakeApi, _: string[], { name = '' }: Record<string, string>): ApiAnswer {
  if (name === '') {
    return refuse(400, 'VALIDATION_ERROR', 'must not be empty: 1 to 100 characters', 'name');
  }
  api.user = { ...JANE, name };
  return { status: 200, body: { user: api.user } };
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
  return { status: 200, body: { org } };
}

function deleteOrg(api: FakeApi, [id]: string[]): ApiAnswer {
  api.orgs = api.orgs.filter((known) => known.id !== id);
  return { status: 204 };
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
