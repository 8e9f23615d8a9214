/**
 * Puts the product together: data folder, stores, ingest, HTTP. `main.ts` calls it with the real
 * environment, tests with a temporary folder and a clock of their own.
 */
import { randomUUID } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { getRequestListener } from '@hono/node-server';
import type { Logger } from 'pino';
import { Registry } from 'prom-client';
import { createApp, type App } from './app.ts';
import { AuditLog } from './access/index.ts';
import { KeyUses } from './areas/api-keys/index.ts';
import { CutCounter, DropCounter } from './areas/drops/index.ts';
import { Billing, openStripe, settlePlans } from './areas/billing/index.ts';
import { loadPageviewMeter, Plans } from './areas/plans/index.ts';
import { loadSiteRegistry, type SiteRegistry } from './areas/sites/index.ts';
import type { Clock } from './clock.ts';
import { ConfigError, isBillingOn, type Config } from './config.ts';
import { claimDataFolder, secretKey, type DataFolder } from './data-folder.ts';
import { openConfigStore, type ConfigStore } from './db/index.ts';
import type { Deps } from './deps.ts';
import { createEventReceiver, openIngest, type Ingest } from './ingest/index.ts';
import { createClientIp, type ClientIp } from './ingest/enrich/client-ip.ts';
import { openGeo, type Geo } from './ingest/enrich/geo.ts';
import { Mailer } from './mail/index.ts';
import { startJobs } from './jobs/schedule.ts';
import { listen } from './listen.ts';
import { LiveSites } from './live/index.ts';
import { countIngest } from './metrics.ts';
import {
  liveLoader,
  runFunnel,
  runRealtime,
  runStats,
  runStatsBatch,
  startStatsBatch,
  warmUp,
} from './query/index.ts';
import { createEventLimit } from './rate-limit-events.ts';
import { openEventStore } from './stores/open.ts';
import type { EventStore } from './stores/event-store.ts';

export interface RunningServer {
  /** Where it listens, such as http://127.0.0.1:3000. */
  url: string;
  /** Whether an account exists already. */
  hasAccounts: boolean;
  /** Refuses new requests, flushes the log, drains, closes the stores. */
  close(): Promise<void>;
}

export interface ServerOptions {
  config: Config;
  clock: Clock;
  log: Logger;
}

const PACKAGES = fileURLToPath(new URL('../../', import.meta.url));

/**
 * Starts everything and resolves when requests are served.
 * @throws StartError, ConfigError with one line when it cannot
 */
export async function startServer({ config, clock, log }: ServerOptions): Promise<RunningServer> {
  const clientIp = readTrustProxy(config);
  const opened: Array<() => unknown> = [];
  try {
    // The port first: a server that cannot have it touches nothing.
    const http = await listen(config);
    opened.push(() => http.close());
    const folder = claimDataFolder(config.DATA_DIR);
    opened.push(() => folder.release());
    const stores = await openStores(folder, { config, clock, log }, opened);
    const parts = await openParts({ config, clock, log }, folder, stores, opened);
    const deps = toDeps({ config, clock, log }, folder, stores, parts, clientIp);
    const { app, finishDeletions, endStreams } = await createApp(deps);
    await finishDeletions();
    await noteFirstEvents(deps, parts.ingest);
    opened.push(startWarmUp(deps));
    http.serve(answerWith(app, { config, log, clientIp, ingest: parts.ingest }));
    return {
      url: http.url,
      hasAccounts: await hasAccounts(stores.configStore),
      // Requests end first, then what serves them, in the reverse order of opening.
      close: () => {
        endStreams();
        return closeAll([...opened.slice(1), opened[0]!]);
      },
    };
  } catch (error) {
    await closeAll(opened);
    throw error;
  }
}

interface Stores {
  configStore: ConfigStore;
  store: EventStore;
  geo: Geo;
}

async function openStores(
  folder: DataFolder,
  { config, clock, log }: ServerOptions,
  opened: Array<() => unknown>,
): Promise<Stores> {
  const geo = await openGeo({ path: config.GEOIP_DB }).catch((cause: Error) => {
    throw new ConfigError(`GEOIP_DB: ${cause.message}`, { cause });
  });
  opened.push(() => geo.close());
  const configStore = await openConfigStore({ path: join(folder.path, 'purestat.sqlite'), clock });
  opened.push(() => configStore.close());
  const store = await openEventStore({
    dataDir: folder.path,
    queryTimeoutMs: config.QUERY_TIMEOUT * 1_000,
    memoryLimitMb: config.QUERY_MEMORY,
    onHealth: (trouble) => noteStoreHealth(log, trouble),
    ...(config.CLICKHOUSE_URL !== undefined && {
      clickhouse: { url: config.CLICKHOUSE_URL, cluster: config.CLICKHOUSE_CLUSTER ?? null },
    }),
  });
  opened.push(() => store.close());
  return { configStore, store, geo };
}

function noteStoreHealth(log: Logger, trouble: unknown): void {
  if (trouble === null) log.info('The event store works again');
  else log.error({ err: trouble }, 'The event store has stopped; it is started again');
}

interface Parts {
  sites: SiteRegistry;
  keyUses: KeyUses;
  plans: Plans;
  billing: Billing;
  audit: AuditLog;
  ingest: Ingest;
  live: LiveSites;
  mailer: Mailer;
  metrics: Registry;
  deleteSiteEvents: (siteNumber: number) => Promise<void>;
}

async function openParts(
  options: ServerOptions,
  folder: DataFolder,
  stores: Stores,
  opened: Array<() => unknown>,
): Promise<Parts> {
  const { config, clock, log } = options;
  const { configStore, store, geo } = stores;
  const sites = await loadSiteRegistry(configStore.db, log);
  const mailer = new Mailer({ config, log });
  opened.push(() => mailer.close());
  const { plans, billing } = await openBilling(options, configStore, mailer);
  const metrics = new Registry();
  const counters = countIngest(metrics);
  const notes = openNotes(options, configStore, sites);
  const load = liveLoader(store);
  const live = new LiveSites({ clock, log, store, load, flush: () => ingest.flush() });
  const ingest: Ingest = await openIngest({
    dataDir: folder.path,
    clock,
    log,
    sites,
    store,
    geo,
    quota: plans.meter,
    secretKey: secretKey(folder, config.SECRET_KEY),
    onAccepted: counters.accepted,
    onDurable: (record, segment) => live.note(record, segment),
    onUndecided: (number, day) => live.noteUndecided(number, day),
    onDropped: (site, atMs, reason) => {
      counters.dropped(reason);
      notes.drops.count(site, atMs, reason);
    },
    onCut: (...event) => notes.cuts.count(...event),
    onNoVisit: (rows) => notes.drops.add(rows, 'no_visit'),
    onFirstEvent: (number, atMs) => sites.markFirstEvent(number, atMs),
  });
  counters.watch(ingest);
  opened.push(
    () => sites.settled(),
    ...Object.values(notes).map((kind) => () => kind.flush()),
    () => live.settled(),
    () => ingest.close(),
  );
  const deleteSiteEvents = siteEventsDeletion({ ingest, store, live });
  const jobs = { store, db: configStore.db, clock, log };
  opened.push(startJobs({ ...jobs, ...notes, ingest, live, sites, plans, billing }));
  const { keyUses, audit } = notes;
  return { sites, keyUses, plans, billing, audit, ingest, live, mailer, metrics, deleteSiteEvents };
}

/** What is noted in memory and written by jobs. */
function openNotes({ clock, log }: ServerOptions, { db }: ConfigStore, sites: SiteRegistry) {
  return {
    drops: new DropCounter({ db, sites }),
    cuts: new CutCounter({ db, sites }),
    keyUses: new KeyUses({ db, clock }),
    audit: new AuditLog({ db, clock, log }),
  };
}

async function openBilling(
  { config, clock, log }: ServerOptions,
  { db }: ConfigStore,
  mailer: Mailer,
): Promise<Pick<Parts, 'plans' | 'billing'>> {
  await settlePlans(db, isBillingOn(config), new Date(clock.nowMs()).toISOString());
  const shared = { db, clock, mailer, baseUrl: config.BASE_URL };
  const plans = new Plans({ ...shared, meter: await loadPageviewMeter(db) });
  const billing = new Billing({ ...shared, log, plans, stripe: await openStripe(config) });
  return { plans, billing };
}

function siteEventsDeletion(parts: Pick<Parts, 'ingest' | 'live'> & Pick<Stores, 'store'>) {
  return async (siteNumber: number): Promise<void> => {
    await parts.ingest.flush();
    parts.ingest.forgetSite(siteNumber);
    await parts.store.deleteSite(siteNumber);
    parts.live.forget(siteNumber);
  };
}

/** First events that a previous process stored, or left in the log, without noting them. */
async function noteFirstEvents({ store, sites, log }: Deps, ingest: Ingest): Promise<void> {
  const note = async (): Promise<void> => {
    for (const [number, atMs] of await store.firstEventTimes()) sites.markFirstEvent(number, atMs);
  };
  await note();
  // A long log takes its time; the start does not wait for it.
  void ingest
    .flush()
    .then(note)
    .catch((error: unknown) => log.error({ err: error }, 'First events were not noted'));
}

/** While the server answers already. @returns ends it */
function startWarmUp({ store, sites, clock, log }: Deps): () => void {
  const ending = new AbortController();
  warmUp({
    store,
    sites: sites.all(),
    firstEventAtMs: sites.firstEventAtMs,
    nowMs: clock.nowMs(),
    signal: ending.signal,
  }).catch((error: unknown) => {
    if (!ending.signal.aborted) log.warn({ err: error }, 'The dashboards were not warmed up');
  });
  return () => ending.abort(new Error('The server is closing.'));
}

function toDeps(
  options: ServerOptions,
  folder: DataFolder,
  stores: Stores,
  parts: Parts,
  clientIp: ClientIp,
): Deps {
  const { config, clock, log } = options;
  const { configStore, store } = stores;
  const { sites, keyUses, plans, billing, audit, ingest, live, mailer, metrics, deleteSiteEvents } =
    parts;
  return {
    config,
    secretKey: secretKey(folder, config.SECRET_KEY),
    clock,
    log,
    configStore,
    mailer,
    store,
    sites,
    keyUses,
    plans,
    billing,
    audit,
    events: ingest,
    stats: {
      runStats,
      runStatsBatch: (context, body) => runStatsBatch({ ...context, live }, body),
      startStatsBatch: (context, body) => startStatsBatch({ ...context, live }, body),
      runRealtime: (context) => runRealtime({ ...context, live }),
      runFunnel,
    },
    deleteSiteEvents,
    clientIp,
    isReady: () => readiness(stores, ingest),
    fetchProvider: fetch,
    metrics,
    assets: {
      dashboardDir: join(PACKAGES, 'dashboard/dist'),
      trackerDir: join(PACKAGES, 'tracker/dist'),
    },
  };
}

function isDown(probe: Promise<unknown>): Promise<boolean> {
  return probe.then(
    () => false,
    () => true,
  );
}

/** @returns null when ready, else one sentence about what is not */
async function readiness({ store, configStore }: Stores, ingest: Ingest): Promise<string | null> {
  const { backlogSegments, isStoreFailing, isLogFailing } = ingest.status();
  if (isLogFailing) return 'Events are refused: the log cannot be written. See the server’s log.';
  if (isStoreFailing) {
    return `The event store does not take events; ${backlogSegments} segments wait safely in the log.`;
  }
  if (await isDown(store.ping())) return 'The event store does not answer.';
  if (await isDown(hasAccounts(configStore))) return 'The accounts database does not answer.';
  return null;
}

interface HttpParts {
  config: Config;
  log: Logger;
  clientIp: ClientIp;
  ingest: Ingest;
}

/** `/api/event` is answered on node's own request and response; everything else by the app. */
function answerWith(
  app: App['app'],
  { config, log, clientIp, ingest }: HttpParts,
): RequestListener {
  const listener = getRequestListener(app.fetch);
  const receive = createEventReceiver({
    ingest,
    log,
    clientIp,
    limit: createEventLimit(config.RATE_LIMIT_EVENTS),
    newRequestId: randomUUID,
  });
  return (request, response) => {
    const { url = '' } = request;
    if (url === '/api/event' || url.startsWith('/api/event?')) receive(request, response);
    else void listener(request, response);
  };
}

/** Closes in the reverse order of opening; one failure does not keep the rest open. */
async function closeAll(opened: Array<() => unknown>): Promise<void> {
  const failures: unknown[] = [];
  for (const close of opened.splice(0).toReversed()) {
    try {
      await close();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, 'Not everything could be closed');
}

function readTrustProxy({ TRUST_PROXY }: Config): ClientIp {
  try {
    return createClientIp(TRUST_PROXY);
  } catch (cause) {
    throw new ConfigError(`TRUST_PROXY: ${(cause as Error).message}`, { cause });
  }
}

async function hasAccounts({ db }: ConfigStore): Promise<boolean> {
  return (await db.selectFrom('users').select('id').limit(1).executeTakeFirst()) !== undefined;
}
