/** How the store behaves towards its worker thread and its limits. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { buildRecords, pageview, site, writeSegment } from '../../testing/build.ts';
import type { EventStore, Segment } from '../event-store.ts';
import type { WorkerOptions } from './protocol.ts';
import { openDuckDbStore } from './store.ts';

/** Never ends by itself, and holds little in memory. */
const ENDLESS = {
  text: 'SELECT count(*) FROM range(1000000000000) a, range(1000) b WHERE hash(a.range, b.range) = 1',
  params: [],
};

test('a query past the store’s limit is stopped in the engine, so that the next one has its place', async () => {
  const store = await openDuckDbStore({
    path: ':memory:',
    memoryLimitMb: 256,
    threads: 2,
    concurrentQueries: 1,
    queryTimeoutMs: 101,
  });
  // The first runs, the second waits for the only connection; its own time begins when it runs.
  const tooLong = store.query(ENDLESS);
  const next = store.query({ text: 'SELECT 42 AS answer', params: [] });
  await expect(tooLong).rejects.toMatchObject({
    code: 'UNAVAILABLE',
    status: 503,
    message:
      'The query took longer than 1 s and was stopped. Ask for a shorter period, fewer dimensions or fewer filters.',
  });
  expect(await next).toEqual([{ answer: 42 }]);
  await store.close();
});

/**
 * How the thread is made to end: at once, by a bug, or when a segment is stored and nobody has heard
 * of it. `forgetful`: it does not end, and cannot tell which figures are kept.
 */
type End = 'exit' | 'bug' | 'unheard' | 'forgetful';

const WORKER = new URL('./worker.ts', import.meta.url).href;
const FRAGILE = `
  import { parentPort } from 'node:worker_threads';
  let isUnheard = false;
  let isForgetful = false;
  parentPort.on('message', ({ end }) => {
    if (end === 'exit') process.exit(1);
    if (end === 'bug') setImmediate(() => { throw new Error('a bug'); });
    if (end === 'unheard') isUnheard = true;
    if (end === 'forgetful') isForgetful = true;
  });
  const post = parentPort.postMessage.bind(parentPort);
  parentPort.postMessage = (reply) => {
    if (isUnheard && reply.value?.rows > 0) process.exit(1);
    const isKept = Array.isArray(reply.value) && reply.value[0]?.months !== undefined;
    const error = { name: 'Error', message: 'forgotten' };
    post(isForgetful && isKept ? { id: reply.id, error } : reply);
  };
  await import(${JSON.stringify(WORKER)});`;
const BROKEN = `throw new Error('cannot start')`;

describe('when the worker thread ends unasked', () => {
  let folder: string;
  let store: EventStore;
  let threads: Worker[];
  let isBrokenOnce = false;
  let health: Array<string | null>;
  /** Resolves when the store says that it works again. */
  let worksAgain: PromiseWithResolvers<void>;

  function startWorker(workerData: WorkerOptions): Worker {
    const source = threads.length === 1 && isBrokenOnce ? BROKEN : FRAGILE;
    const thread = new Worker(new URL(`data:text/javascript,${encodeURIComponent(source)}`), {
      workerData,
    });
    threads.push(thread);
    return thread;
  }

  const openStore = () =>
    openDuckDbStore({
      path: join(folder, 'events.duckdb'),
      memoryLimitMb: 256,
      threads: 2,
      startWorker,
      retryMs: { first: 1, longest: 4 },
      minEventsForFigures: 1,
      onHealth: (trouble) => {
        health.push(trouble === null ? null : (trouble as Error).message);
        if (trouble === null) worksAgain.resolve();
      },
    });
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker, not a window
  const end = (how: End) => threads.at(-1)!.postMessage({ end: how });
  /** Tries again once the store works again, as the drain does. */
  const storeInTheEnd = (segment: Segment) =>
    store
      .appendSegment(segment)
      .catch(() => worksAgain.promise.then(() => store.appendSegment(segment)));

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'purestat-worker-'));
    threads = [];
    health = [];
    isBrokenOnce = false;
    worksAgain = Promise.withResolvers();
    store = await openStore();
  });
  afterEach(async () => {
    await store.close();
    await rm(folder, { recursive: true });
  });

  const STOPPED = {
    code: 'UNAVAILABLE',
    message: 'The event store has stopped and is being started again. Try again soon.',
    retryAfterSeconds: 1,
  };

  test('another one takes its place; calls that it had say so, and so do those in between', async () => {
    const running = store.query(ENDLESS);
    await store.ping();
    end('bug');
    await expect(running).rejects.toMatchObject(STOPPED);
    await expect(store.ping()).rejects.toMatchObject(STOPPED);
    await worksAgain.promise;
    await store.ping();
    expect(health).toEqual(['a bug', null]);
  });

  test('a start that fails is tried again', async () => {
    isBrokenOnce = true;
    end('exit');
    await worksAgain.promise;
    await store.ping();
    expect(health).toEqual(['The store’s thread has ended.', 'cannot start', null]);
    expect(threads.length).toBe(3);
  });

  test.each<{ when: string; how: End }>([
    { when: 'before it was stored', how: 'exit' },
    { when: 'after it was stored', how: 'unheard' },
  ])('a segment that was cut off $when is there once', async ({ how }) => {
    const records = ['ann', 'bob'].map((visitor) => buildRecords(site(), [pageview({ visitor })]));
    const segments = await Promise.all(
      records.map((each, index) => writeSegment(folder, index + 1, each)),
    );
    const versionBefore = store.dataVersion(1);
    end(how);
    expect(await storeInTheEnd(segments[0]!)).toEqual({ rows: how === 'exit' ? 1 : 0 });
    await store.appendSegment(segments[1]!);
    const rows = { text: 'SELECT visitor::VARCHAR AS visitor FROM all_events', params: [] };
    expect(await store.query(rows)).toEqual(
      records.map(([record]) => ({ visitor: record!.visitor })),
    );
    expect(health).toEqual(['The store’s thread has ended.', null]);
    // What was answered before holds no longer, even where the store said nothing of new rows.
    expect(store.dataVersion(1)).toBeGreaterThan(versionBefore);
  });

  test('figures of a day that gets rows are not relied on when nothing can be learnt of them', async () => {
    const storeOne = (number: number) =>
      writeSegment(folder, number, buildRecords(site(), [pageview()])).then((segment) =>
        store.appendSegment(segment),
      );
    await storeOne(1);
    await store.sealDays([{ site: 1, day: '2026-03-01' }]);
    expect([...store.sealedFigures(1).days]).toEqual(['2026-03-01']);
    end('forgetful');
    expect(await storeOne(2)).toEqual({ rows: 1 });
    expect([...store.sealedFigures(1).days]).toEqual([]);
  });

  test('closing while it is away ends in order', async () => {
    end('exit');
    await expect(store.ping()).rejects.toMatchObject(STOPPED);
    await store.close();
    await expect(store.ping()).rejects.toThrow('The event store has stopped.');
  });
});
