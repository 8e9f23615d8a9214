/** `npm run seed`, whole: opens the data folder as the server would, fills a site, closes it. */
import { join } from 'node:path';
import type { Logger } from 'pino';
import { loadSiteRegistry, type SiteRegistry } from '../areas/sites/index.ts';
import { addDays, dateAt, startOfDateMs } from '../calendar.ts';
import type { Clock } from '../clock.ts';
import { claimDataFolder, secretKey } from '../data-folder.ts';
import { openConfigStore, type ConfigStore } from '../db/index.ts';
import { openGeo } from '../ingest/enrich/geo.ts';
import { openIngest } from '../ingest/index.ts';
import type { SiteContext } from '../site-context.ts';
import type { EventStore } from '../stores/event-store.ts';
import { openEventStore } from '../stores/open.ts';
import { sealFinishedDays } from '../stores/seal.ts';
import { ArgumentError, type SeedArguments } from './arguments.ts';
import type { Window } from './days.ts';
import { createSetClock, replay, type Replayed } from './replay.ts';
import { ensureSite, type SeededSite } from './site.ts';
import { createTraffic } from './traffic.ts';

export interface Seeded extends SeededSite, Replayed {
  /** From the first event to the last one's being stored. */
  tookMs: number;
}

export interface SeedParts {
  /** The real time; events come up to it. */
  clock: Clock;
  log: Logger;
  /** Called when the events begin to flow. */
  onStart?: (site: SiteContext, window: Window) => void;
}

interface Opened {
  folder: string;
  secretKey: string;
  configStore: ConfigStore;
  store: EventStore;
}

/**
 * Fills the site.
 * @throws StartError when the folder cannot be had, ArgumentError when the site holds events already
 */
export async function seedSite(args: SeedArguments, parts: SeedParts): Promise<Seeded> {
  const folder = claimDataFolder(args.dataDir);
  const { path } = folder;
  const closing: Array<() => unknown> = [() => folder.release()];
  try {
    const file = join(path, 'purestat.sqlite');
    const configStore = await openConfigStore({ path: file, clock: parts.clock });
    closing.push(() => configStore.close());
    const store = await openEventStore({ dataDir: path });
    closing.push(() => store.close());
    const key = secretKey(folder, undefined);
    return await fillFolder(args, parts, { folder: path, secretKey: key, configStore, store });
  } finally {
    for (const close of closing.toReversed()) await close();
  }
}

async function fillFolder(
  args: SeedArguments,
  { clock, log, onStart }: SeedParts,
  opened: Opened,
): Promise<Seeded> {
  const { configStore, store } = opened;
  await makeRoom(args, opened);
  const registry = await loadSiteRegistry(configStore.db, log);
  const zone = registry.byDomain(args.domain)?.timezone ?? args.timezone ?? args.profile.timezone;
  const window = windowOf(args, zone, clock.nowMs());
  // What is made now was made when its first visitor came.
  const madeAt = { nowMs: () => startOfDateMs(zone, window.firstDate) };
  const seeded = await ensureSite({ ...opened, registry, clock: madeAt, log }, args);
  onStart?.(seeded.site, window);
  const startedMs = clock.nowMs();
  const traffic = createTraffic({
    ...args,
    seed: `${args.seed}/${args.profileName}`,
    timezone: seeded.site.timezone,
    window,
  });
  const replayed = await sendAll(traffic, { clock, log }, opened, registry);
  const tookMs = clock.nowMs() - startedMs;
  await sealFinishedDays({
    store,
    site: (number) => registry.byNumber(number),
    nowMs: clock.nowMs(),
  });
  await registry.settled();
  return { ...seeded, ...replayed, tookMs };
}

/** A second run on top of the first would count everybody twice. */
async function makeRoom(
  { domain, isClearing }: SeedArguments,
  { configStore, store }: Opened,
): Promise<void> {
  const sites = configStore.db.selectFrom('sites').select('number');
  const site = await sites.where('domain', '=', domain).executeTakeFirst();
  if (site === undefined) return;
  if (isClearing) {
    await store.deleteSite(site.number);
    const forgetting = configStore.db.updateTable('sites').set({ first_event_at: null });
    await forgetting.where('number', '=', site.number).execute();
  } else if ((await store.firstEventTimes()).has(site.number)) {
    throw new ArgumentError(`${domain} has events already; --clear deletes them first.`);
  }
}

/** The whole days asked for, and today so far unless another last day was given. */
function windowOf({ days, until }: SeedArguments, timezone: string, nowMs: number): Window {
  const today = dateAt(timezone, nowMs);
  if (until === undefined) return { firstDate: addDays(today, -days), days, untilMs: nowMs };
  if (until >= today)
    throw new ArgumentError(`--until: found ${until}; allowed is a day before today (${today}).`);
  const untilMs = startOfDateMs(timezone, addDays(until, 1));
  return { firstDate: addDays(until, 1 - days), days, untilMs };
}

async function sendAll(
  traffic: ReturnType<typeof createTraffic>,
  { clock, log }: SeedParts,
  { folder, store, secretKey: key }: Opened,
  registry: SiteRegistry,
): Promise<Replayed> {
  const geo = await openGeo();
  // Opened at the real time: the visits open now are those that other sites' visitors go on with.
  const simulated = createSetClock(clock.nowMs());
  const ingest = await openIngest({
    dataDir: folder,
    clock: simulated,
    log,
    sites: registry,
    store,
    geo,
    secretKey: key,
    onFirstEvent: (number, atMs) => registry.markFirstEvent(number, atMs),
    onDropped: () => undefined,
    onNoVisit: () => undefined,
  });
  try {
    const replayed = await replay(traffic, ingest, simulated);
    await ingest.flush();
    // Destroys the salts of the days gone by.
    simulated.set(clock.nowMs());
    ingest.tick();
    return replayed;
  } finally {
    await ingest.close();
    geo.close();
  }
}
