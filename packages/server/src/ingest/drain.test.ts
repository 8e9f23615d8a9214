import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Segment } from '../stores/event-store.ts';
import { openDrain } from './drain.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'purestat-drain-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const log = pino({ level: 'silent' });

function segment(number: number): Segment {
  const path = join(dir, `${number}.seg`);
  writeFileSync(path, '');
  return { number, path };
}

test('segments are stored one at a time, in order, and deleted once stored', async () => {
  const stored: number[] = [];
  let atOnce = 0;
  const store = {
    async appendSegment({ number, path }: Segment) {
      expect(++atOnce).toBe(1);
      expect(existsSync(path)).toBe(true);
      await Promise.resolve();
      atOnce -= 1;
      stored.push(number);
      return { rows: 1 };
    },
  };
  const drain = openDrain({ store, log });
  const segments = [1, 2, 3].map(segment);
  for (const each of segments) drain.push(each);
  await drain.settle();
  expect(stored).toEqual([1, 2, 3]);
  expect(segments.map(({ path }) => existsSync(path))).toEqual([false, false, false]);
  expect(drain.backlog()).toBe(0);
});

test('a store that fails loses nothing: the segment stays, the same one is tried again, the rest follows', async () => {
  const attempts: number[] = [];
  let failuresLeft = 2;
  const store = {
    appendSegment({ number }: Segment): Promise<{ rows: number }> {
      attempts.push(number);
      return failuresLeft-- > 0
        ? Promise.reject(new Error('store down'))
        : Promise.resolve({ rows: 1 });
    },
  };
  const done = Promise.withResolvers<void>();
  const onStored = ({ number }: Segment): void => {
    if (number === 2) done.resolve();
  };
  const drain = openDrain({ store, log, onStored, retryMs: { first: 1, longest: 2 } });
  const [first, second] = [segment(1), segment(2)];
  drain.push(first);
  drain.push(second);
  await drain.settle();
  expect({
    isFailing: drain.isFailing(),
    backlog: drain.backlog(),
    kept: existsSync(first.path),
  }).toEqual({ isFailing: true, backlog: 2, kept: true });
  await done.promise;
  await drain.settle();
  expect(attempts).toEqual([1, 1, 1, 2]);
  expect({ isFailing: drain.isFailing(), backlog: drain.backlog() }).toEqual({
    isFailing: false,
    backlog: 0,
  });
});

test('who waits for what was pushed does not wait for what is pushed afterwards', async () => {
  let last = 2;
  const stored: number[] = [];
  const store = {
    appendSegment({ number }: Segment): Promise<{ rows: number }> {
      stored.push(number);
      return new Promise((resolve) => setImmediate(resolve, { rows: 1 }));
    },
  };
  // While events come in faster than they are stored there is always another.
  const pushAnother = (): void => {
    if (last < 50) drain.push(segment(++last));
  };
  const drain = openDrain({ store, log, onStored: pushAnother });
  drain.push(segment(1));
  drain.push(segment(2));
  await drain.settle();
  expect(stored.slice(0, 2)).toEqual([1, 2]);
  expect(drain.backlog()).toBeGreaterThan(0);
  await drain.finish();
});

test('a stop waits for what can be stored in 5 seconds; the rest stays in the log', async () => {
  vi.useFakeTimers();
  try {
    const stored: number[] = [];
    const store = {
      async appendSegment({ number }: Segment) {
        await new Promise((resolve) => setTimeout(resolve, 2_000));
        stored.push(number);
        return { rows: 1 };
      },
    };
    const drain = openDrain({ store, log });
    const segments = [1, 2, 3, 4, 5].map(segment);
    for (const each of segments) drain.push(each);
    const finished = drain.finish();
    await vi.advanceTimersByTimeAsync(20_000);
    await finished;
    expect(stored).toEqual([1, 2, 3]);
    expect(segments.map(({ path }) => existsSync(path))).toEqual([false, false, false, true, true]);
  } finally {
    vi.useRealTimers();
  }
});
