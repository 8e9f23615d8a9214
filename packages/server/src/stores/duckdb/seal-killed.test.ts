/** A process that is killed while it seals leaves each day whole: sealed or not, never half. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { addDays } from '../../calendar.ts';
import { engagement, pageview, site, storeEvents } from '../../testing/build.ts';
import type { EventStore } from '../event-store.ts';
import { openEventStore } from '../open.ts';

const OPEN = new URL('../open.ts', import.meta.url).href;
const DAYS = 4;
const VISITORS = 20;
const KILLS = 3;
const SITES = [1, 2].map((number) => site({ number }));

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'purestat-kill-'));
});
afterEach(() => rm(folder, { recursive: true }));

const openStore = (): Promise<EventStore> =>
  openEventStore({ dataDir: folder, memoryLimitMb: 256, threads: 2, minEventsForFigures: 1 });

/** Seals all days in a process of its own, which is killed some time after it has begun. */
async function sealAndKill(afterMs: number): Promise<void> {
  const code = `const { openEventStore } = await import(${JSON.stringify(OPEN)});
    const store = await openEventStore({ dataDir: ${JSON.stringify(folder)}, memoryLimitMb: 256, threads: 2, minEventsForFigures: 1 });
    const days = await store.unsealedDays();
    console.log('sealing');
    await store.sealDays(days);
    setInterval(() => {}, 1000);`;
  const script = join(folder, 'seal.mjs');
  await writeFile(script, code);
  const child = spawn(process.execPath, [script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  await wait(afterMs);
  child.kill('SIGKILL');
  await once(child, 'exit');
}

const rowsOf = async (store: EventStore): Promise<unknown> => [
  await store.query({
    text: 'SELECT site, day, count(*) AS visits, sum(pageviews) AS pageviews, sum(duration_ms) AS ms FROM all_visits GROUP BY ALL ORDER BY ALL',
    params: [],
  }),
  await store.query({
    text: 'SELECT site, day, count(*) AS events, sum(hash(ts, visitor, name, pathname) % 1000) AS sum FROM all_events GROUP BY ALL ORDER BY ALL',
    params: [],
  }),
];

test(`killed ${KILLS} times while sealing, every day is whole, and what was left is sealed the next time`, async () => {
  let store = await openStore();
  for (const one of SITES) {
    for (let day = 0; day < DAYS; day++) {
      const date = addDays('2026-02-20', day);
      const events = Array.from({ length: VISITORS }, (_, visitor) => [
        pageview({ visitor: `v${visitor}`, at: `${date}T10:00:00`, page: `/${visitor}` }),
        pageview({ visitor: `v${visitor}`, at: `${date}T10:05:00`, page: '/b' }),
        engagement({ visitor: `v${visitor}`, at: `${date}T10:06:00`, page: '/b' }),
      ]);
      await storeEvents(store, one, events.flat());
    }
  }
  const before = await rowsOf(store);
  const all = await store.unsealedDays();
  await store.close();

  for (let kill = 0; kill < KILLS; kill++) {
    // Moments spread over the work; the first may come before a day is sealed, the last after all.
    await sealAndKill(10 + kill * 150);
    store = await openStore();
    const sealed = await store.dayCheck!.sealedDays();
    const open = await store.unsealedDays();
    expect(sealed.length + open.length).toBe(all.length);
    expect(await rowsOf(store)).toEqual(before);
    expect(await store.dayCheck!.checkDays(sealed)).toEqual([]);
    await store.close();
  }
  store = await openStore();
  await store.sealDays(await store.unsealedDays());
  const sealed = await store.dayCheck!.sealedDays();
  expect(sealed.map(({ site: number, day }) => ({ site: number, day }))).toEqual(all);
  expect(await store.dayCheck!.checkDays(sealed)).toEqual([]);
  expect(await rowsOf(store)).toEqual(before);

  // Again, whether sealed before or not, changes nothing.
  await store.sealDays(all);
  expect(await store.dayCheck!.checkDays(sealed)).toEqual([]);
  expect(await rowsOf(store)).toEqual(before);
  await store.close();
}, 120_000);

test('a day that gets rows after it was sealed, or is sealed anew, comes to the same as one sealed once', async () => {
  const store = await openStore();
  const [first, second] = SITES;
  const early = [
    pageview({ at: '10:00:00', page: '/a' }),
    pageview({ at: '10:40:00', page: '/b' }),
  ];
  const late = [pageview({ at: '10:20:00', page: '/c' })];
  await storeEvents(store, first!, early);
  await store.sealDays(await store.unsealedDays());
  await storeEvents(store, first!, late);
  await storeEvents(store, second!, [...early, ...late]);
  await store.sealDays(await store.unsealedDays());
  const days = await store.dayCheck!.sealedDays();
  expect(await store.dayCheck!.checkDays(days)).toEqual([]);
  await store.dayCheck!.resealDays(days);
  expect(await store.dayCheck!.checkDays(days)).toEqual([]);
  const of = (number: number) =>
    store.query({
      text: 'SELECT * EXCLUDE (site) FROM visits WHERE site = ? ORDER BY ALL',
      params: [number],
    });
  expect(await of(1)).toEqual(await of(2));
  await store.deleteSite(1);
  expect(await store.dayCheck!.sealedDays()).toEqual([
    { site: 2, day: '2026-03-01', events: early.length + late.length },
  ]);
  await store.close();
}, 60_000);
