/** The HTTP app over a real database in a temporary folder, for tests that ask it by `request`. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { createApp, type Mount } from '../app.ts';
import { AuditLog } from '../access/index.ts';
import { KeyUses } from '../areas/api-keys/index.ts';
import { Billing, openStripe } from '../areas/billing/index.ts';
import { loadPageviewMeter, Plans } from '../areas/plans/index.ts';
import { loadSiteRegistry } from '../areas/sites/index.ts';
import { loadConfig } from '../config.ts';
import { openConfigStore } from '../db/index.ts';
import type { Deps, StatsService } from '../deps.ts';
import { Mailer } from '../mail/index.ts';
import type { EventStore } from '../stores/event-store.ts';

export const BASE_URL = 'http://purestat.test';
export const NOW_MS = Date.parse('2026-03-10T12:00:00.000Z');

const refuse = () => Promise.reject(new Error('not part of this test'));

/** An event store that no control-plane route should ever ask. */
const NO_EVENT_STORE = new Proxy({} as EventStore, { get: () => refuse });
/** Figures that no control-plane route should ever ask for. */
export const NO_STATS: StatsService = {
  runStats: refuse,
  runStatsBatch: refuse,
  startStatsBatch: () => {
    throw new Error('not part of this test');
  },
  runRealtime: refuse,
  runFunnel: refuse,
};

export interface TestAppOptions {
  /** Environment variables; rate limits are off unless given. */
  env?: Record<string, string>;
  deps?: Partial<Deps>;
  mounts?: Mount[];
  dir?: string;
  /** How long Stripe may take to answer. */
  stripeTimeoutMs?: number;
}

/** Answers of the app in short: status, parsed body, headers. */
export interface Answer {
  status: number;
  // oxlint-disable-next-line typescript/no-explicit-any -- a test says what it expects of a body
  body: any;
  headers: Headers;
}

export interface Ask {
  body?: unknown;
  headers?: Record<string, string>;
  /** A cookie as `signIn` returns it. */
  as?: string;
  peer?: string;
}

const NO_LIMITS = {
  RATE_LIMIT_AUTH: '0',
  RATE_LIMIT_API: '0',
  RATE_LIMIT_STATS: '0',
  RATE_LIMIT_EVENTS: '0',
  LOG_LEVEL: 'trace',
};

async function toAnswer(response: Response): Promise<Answer> {
  // A stream has no end to wait for.
  const isStream = response.headers.get('content-type')?.includes('event-stream') ?? false;
  if (isStream) await response.body?.cancel();
  const text = isStream ? '' : await response.text();
  const isJson = /^application\/json\b/.test(response.headers.get('content-type') ?? '');
  return {
    status: response.status,
    body: isJson ? JSON.parse(text) : text,
    headers: response.headers,
  };
}

/** @returns what the browser would send back of the cookies that an answer sets */
export function cookieOf(answer: Answer): string {
  return answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ');
}

export async function openTestApp(options: TestAppOptions = {}) {
  const dir = options.dir ?? mkdtempSync(join(tmpdir(), 'purestat-app-'));
  const clock = options.deps?.clock ?? { nowMs: () => NOW_MS };
  const lines: string[] = [];
  const log = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) });
  const configStore = await openConfigStore({ path: join(dir, 'purestat.db'), clock });
  const sites = await loadSiteRegistry(configStore.db, log);
  const deletedSites: number[] = [];
  const config = loadConfig({ BASE_URL, ...NO_LIMITS, ...options.env });
  const mailer = new Mailer({ config, log });
  const meter = await loadPageviewMeter(configStore.db);
  const plans = new Plans({ db: configStore.db, clock, meter, mailer, baseUrl: BASE_URL });
  const stripe = await openStripe(config, options.stripeTimeoutMs);
  const shared = { db: configStore.db, clock, log, mailer, baseUrl: BASE_URL };
  const billing = new Billing({ ...shared, stripe, plans });
  const deps: Deps = {
    config,
    mailer,
    secretKey: 'test-secret-key-of-more-than-32-characters',
    clock,
    log,
    configStore,
    store: NO_EVENT_STORE,
    sites,
    keyUses: new KeyUses({ db: configStore.db, clock: options.deps?.clock ?? clock }),
    plans,
    billing,
    audit: new AuditLog({ db: configStore.db, clock: options.deps?.clock ?? clock, log }),
    stats: NO_STATS,
    events: { acceptAll: refuse },
    deleteSiteEvents: async (siteNumber) => void deletedSites.push(siteNumber),
    clientIp: (peer) => peer,
    isReady: async () => null,
    fetchProvider: refuse,
    metrics: new Registry(),
    assets: { dashboardDir: join(dir, 'no-dashboard'), trackerDir: join(dir, 'no-tracker') },
    ...options.deps,
  };
  const { app, routes, finishDeletions } = await createApp(deps, options.mounts);

  async function ask(method: string, path: string, { body, headers, as, peer }: Ask = {}) {
    const response = await app.request(
      path,
      {
        method,
        headers: {
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...(as !== undefined && { cookie: as, origin: BASE_URL }),
          ...headers,
        },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      },
      { incoming: { socket: { remoteAddress: peer ?? '203.0.113.7' } } },
    );
    return toAnswer(response);
  }

  /** Registers somebody and returns the session's cookie. */
  async function register(name: string): Promise<string> {
    const answer = await ask('POST', '/api/auth/register', {
      body: { email: `${name}@example.com`, name, password: 'correct horse' },
    });
    if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
    return cookieOf(answer);
  }

  return {
    app,
    ask,
    register,
    routes,
    finishDeletions,
    deps,
    dir,
    /** Every line the log has got, as JSON text. */
    lines,
    deletedSites,
    async close() {
      await sites.settled();
      await mailer.close();
      await configStore.close();
      if (options.dir === undefined) rmSync(dir, { recursive: true });
    },
  };
}

export type TestApp = Awaited<ReturnType<typeof openTestApp>>;
