import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { readBody, STALL_MS } from './body.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const row = new TextEncoder().encode('{}\n');

/** What is read of a body that gives its first rows at these moments and no end. */
async function readFor(momentsMs: readonly number[], encoding?: string) {
  const taken: string[] = [];
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const atMs of momentsMs) setTimeout(() => controller.enqueue(row), atMs);
    },
    cancel: () => void taken.push('let go'),
  });
  const header = (name: string) => (name === 'content-encoding' ? encoding : undefined);
  const reading = (async () => {
    for await (const chunk of readBody({ body, header }).chunks) taken.push(`${chunk.length}`);
  })().catch((error: Error) => void taken.push(error.message));
  for (let second = 0; second < 200; second++) await vi.advanceTimersByTimeAsync(1_000);
  await reading;
  return taken;
}

test.each([undefined, 'gzip'])('a body that stands still (%s) is let go', async (encoding) => {
  expect((await readFor([], encoding)).toSorted()).toEqual([
    `body: broke off: nothing came for ${STALL_MS / 1_000} seconds`,
    'let go',
  ]);
});

test('a body that comes slowly is read as long as it comes', async () => {
  expect(await readFor([20_000, 45_000, 70_000])).toEqual([
    '3',
    '3',
    '3',
    'let go',
    `body: broke off: nothing came for ${STALL_MS / 1_000} seconds`,
  ]);
});
