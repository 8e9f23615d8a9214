/** The HTTP app with the real ingest path and event store behind it, and a clock that tests set. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadPageviewMeter, type PageviewMeter } from '../areas/plans/index.ts';
import { openIngest, type BulkReceipt, type Ingest, type IngestDeps } from '../ingest/index.ts';
import {
  runFunnel,
  runRealtime,
  runStats,
  runStatsBatch,
  startStatsBatch,
} from '../query/index.ts';
import type { EventStore, ResultRow } from '../stores/event-store.ts';
import { sealFinishedDays } from '../stores/seal.ts';
import { openEventStore } from '../stores/open.ts';
import { NOW_MS, openTestApp, type Answer, type Ask, type TestApp } from './http-app.ts';

export interface EventsApp {
  app: TestApp;
  clock: { now: number; nowMs(): number };
  store: EventStore;
  ingest: Ingest;
  /** What ingest asks of the quota; anew with each opening. */
  meter: PageviewMeter;
  dataDir: string;
  /** The session of the owner. */
  as: string;
  /** `/api/org/…/site/…` of a site called example.com. */
  path: string;
  /** By site number, day and reason; and how many events `onAccepted` told of. */
  drops: Array<[day: string, reason: string]>;
  acceptedEvents: number;
  /** Posts a body; an array is sent as JSON. */
  post(body: unknown, ask?: Omit<Ask, 'body'>): Promise<Answer>;
  /** Posts rows and returns what became of them. */
  send(rows: readonly object[]): Promise<BulkReceipt>;
  /** What the store holds after a flush. */
  stored(columns: string): Promise<ResultRow[]>;
  /** Seals the days that are over. */
  seal(): Promise<number>;
  /** Ends the ingest as a kill -9 would, without a flush, and opens it anew on the same folder. */
  crashAndRestart(): Promise<void>;
  close(): Promise<void>;
}

export async function openEventsApp(
  options: { timezone?: string; env?: Record<string, string>; ingest?: Partial<IngestDeps> } = {},
): Promise<EventsApp> {
  const dataDir = mkdtempSync(join(tmpdir(), 'purestat-events-'));
  const clock = { now: NOW_MS, nowMs: () => clock.now };
  const store = await openEventStore({ dataDir, memoryLimitMb: 256, threads: 2 });
  const app = await openTestApp({
    ...(options.env && { env: options.env }),
    deps: {
      clock,
      store,
      stats: { runStats, runStatsBatch, startStatsBatch, runRealtime, runFunnel },
      events: { acceptAll: (...body) => events.ingest.acceptAll(...body) },
      deleteSiteEvents: async (number) => {
        await events.ingest.flush();
        events.ingest.forgetSite(number);
        await store.deleteSite(number);
      },
    },
  });
  const openHere = async (): Promise<Ingest> => {
    events.meter = await loadPageviewMeter(app.deps.configStore.db);
    return openIngest({
      dataDir,
      clock,
      store,
      log: app.deps.log,
      sites: app.deps.sites,
      secretKey: app.deps.secretKey,
      geo: {
        locate: (ip) =>
          ip === '203.0.113.7'
            ? { country: 'DE', region: 'Berlin', city: 'Berlin' }
            : { country: '', region: '', city: '' },
      },
      onFirstEvent: (number, atMs) => app.deps.sites.markFirstEvent(number, atMs),
      onAccepted: (count) => (events.acceptedEvents += count),
      onDropped: (_site, atMs, reason) =>
        events.drops.push([new Date(atMs).toISOString().slice(0, 10), reason]),
      onNoVisit: () => undefined,
      quota: events.meter,
      ...options.ingest,
    });
  };
  const as = await app.register('ann');
  const { org } = (await app.ask('POST', '/api/org', { as, body: { name: 'Acme' } })).body;
  const { site } = (
    await app.ask('POST', `/api/org/${org.id}/site`, {
      as,
      body: { domain: 'example.com', timezone: options.timezone ?? 'UTC' },
    })
  ).body;
  const path = `/api/org/${org.id}/site/${site.id}`;
  const events: EventsApp = {
    app,
    clock,
    store,
    dataDir,
    as,
    path,
    ingest: undefined as unknown as Ingest,
    meter: app.deps.plans.meter,
    drops: [],
    acceptedEvents: 0,
    post: (body, ask = {}) => app.ask('POST', `${path}/events`, { as, ...ask, body }),
    async send(rows) {
      const answer = await events.post(rows);
      if (answer.status !== 202) throw new Error(JSON.stringify(answer.body));
      return answer.body;
    },
    async stored(columns) {
      await events.ingest.flush();
      return store.query({ text: `SELECT ${columns} FROM all_events ORDER BY ALL`, params: [] });
    },
    seal: () =>
      sealFinishedDays({
        store,
        site: (number) => app.deps.sites.byNumber(number),
        nowMs: clock.nowMs(),
      }),
    async crashAndRestart() {
      events.ingest = await openHere();
    },
    async close() {
      await events.ingest.close();
      await app.close();
      await store.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
  events.ingest = await openHere();
  return events;
}
