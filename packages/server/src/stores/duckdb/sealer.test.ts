/** What happens between the steps of sealing, on a real database. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  buildRecords,
  pageview,
  site,
  writeSegment,
  type EventFields,
} from '../../testing/build.ts';
import { checkDays } from './check.ts';
import { WriteQueue } from './connections.ts';
import { inTransaction, openDatabase, type Database } from './database.ts';
import { sealDays } from './days.ts';
import { figuresKept } from './figures.ts';
import { appendSegment } from './operations.ts';
import { Sealer } from './sealer.ts';

const DAYS = ['2026-03-05', '2026-03-09', '2026-04-01'];

let folder: string;
let database: Database;
let segments = 0;

/** Runs what a test wants to come in between before one of the jobs that are queued. */
class InterruptedQueue extends WriteQueue {
  #jobs = 0;
  readonly #before: number;
  readonly #interruption: () => Promise<unknown>;

  constructor(before: number, interruption: () => Promise<unknown>) {
    super(database.writer);
    this.#before = before;
    this.#interruption = interruption;
  }

  override async run<T>(job: Parameters<WriteQueue['run']>[0]): Promise<T> {
    if (++this.#jobs === this.#before) await this.#interruption();
    return super.run(job) as Promise<T>;
  }
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'purestat-sealer-'));
  const options = { path: ':memory:', memoryLimitMb: 256, threads: 2, minEventsForFigures: 1 };
  database = await openDatabase({ ...options, queryConnections: 1, streamConnections: 0 });
  segments = 0;
});
afterEach(async () => {
  database.close();
  await rm(folder, { recursive: true });
});

/** Stores events while nothing is being sealed. */
async function storeAll(events: EventFields[]): Promise<void> {
  const segment = await writeSegment(folder, ++segments, buildRecords(site(), events));
  await appendSegment(database.writer, segment, { whenFree: () => Promise.resolve() });
}

/** One pageview on each of the days. */
const store = (...days: string[]) =>
  storeAll(days.map((day) => pageview({ at: `${day}T10:00:00` })));

const days = DAYS.map((day) => ({ site: 1, day }));

test('a month that gets rows between the sealing of its days and its own is not added up', async () => {
  await store(...DAYS);
  const queue = new InterruptedQueue(days.length + 1, () => store('2026-03-09'));
  await new Sealer(database.sealer, queue, 1).seal(days);
  expect(await figuresKept(database.writer)).toEqual([
    { site: 1, days: ['2026-03-05', '2026-04-01'], months: [] },
  ]);
});

test('of events of one instant on a page the same one carries both marks, so that days can be compared', async () => {
  const visitors = Array.from({ length: 500 }, (_, index) => `v${index}`);
  const day = { site: 1, day: '2026-03-01' };
  const events = visitors.flatMap((visitor) =>
    ['10:00:00', '10:10:00', '12:00:00'].flatMap((at) =>
      ['/a', '/b', '/a', '/b', '/a'].map((page) => pageview({ visitor, at, page })),
    ),
  );
  await storeAll(events);
  await new Sealer(database.sealer, new WriteQueue(database.writer), 1).seal([day]);
  const split = await database.writer.runAndReadAll(
    'SELECT count(*) FROM events WHERE new_on_page AND NOT first_on_page',
  );
  expect(split.getRows()).toEqual([[0n]]);
  expect(await checkDays(database.writer, [day])).toEqual([]);
});

test('a day too large to be sorted at once is sealed some visitors at a time, to the same rows', async () => {
  const visitors = Array.from({ length: 100 }, (_, index) => `v${index}`);
  const day = { site: 1, day: '2026-03-01' };
  await storeAll(
    visitors.flatMap((visitor, index) => [
      pageview({ visitor, at: `10:00:${index % 60}`.replace(/:(\d)$/, ':0$1'), page: '/a' }),
      pageview({ visitor, at: '12:00:00', page: `/b/${index % 7}` }),
      pageview({ visitor, at: '12:00:00', page: '/a' }),
    ]),
  );
  await inTransaction(database.sealer, () => sealDays(database.sealer, [day], 40));
  const counted = await database.writer.runAndReadAll(
    `SELECT (SELECT count(*) FROM hot_events), count(*), count_if(first_on_page), count_if(new_on_page),
       (SELECT count(*) FROM visits), (SELECT sum(events) FROM visits) FROM events`,
  );
  expect(counted.getRows()).toEqual([[0n, 300n, 300n, 200n, 200n, 300n]]);
  const ids = await database.writer.runAndReadAll('SELECT visitor FROM events ORDER BY rowid');
  const inOrder = ids.getRows().map(([id]) => id as bigint);
  expect(inOrder).toEqual(inOrder.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0)));
  expect(await checkDays(database.writer, [day])).toEqual([]);
});

test('a day that cannot be sealed keeps no other one from it', async () => {
  await store(...DAYS);
  const queue = new InterruptedQueue(2, () => Promise.reject(new Error('the disk is full')));
  const sealing = new Sealer(database.sealer, queue, 1).seal(days);
  await expect(sealing).rejects.toThrow('the disk is full');
  expect(await figuresKept(database.writer)).toEqual([
    { site: 1, days: ['2026-03-05', '2026-04-01'], months: [] },
  ]);
});
