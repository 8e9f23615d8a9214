/** What happens between the steps of sealing, on a real database. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { buildRecords, pageview, site, writeSegment } from '../../testing/build.ts';
import { WriteQueue } from './connections.ts';
import { openDatabase, type Database } from './database.ts';
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
  database = await openDatabase({ ...options, queryConnections: 1 });
  segments = 0;
});
afterEach(async () => {
  database.close();
  await rm(folder, { recursive: true });
});

/** One pageview on each of the days, stored while nothing is being sealed. */
async function store(...days: string[]): Promise<void> {
  const events = days.map((day) => pageview({ at: `${day}T10:00:00` }));
  const segment = await writeSegment(folder, ++segments, buildRecords(site(), events));
  await appendSegment(database.writer, segment, { whenFree: () => Promise.resolve() });
}

const days = DAYS.map((day) => ({ site: 1, day }));

test('a month that gets rows between the sealing of its days and its own is not added up', async () => {
  await store(...DAYS);
  const queue = new InterruptedQueue(days.length + 1, () => store('2026-03-09'));
  await new Sealer(database.sealer, queue, 1).seal(days);
  expect(await figuresKept(database.writer)).toEqual([
    { site: 1, days: ['2026-03-05', '2026-04-01'], months: [] },
  ]);
});
