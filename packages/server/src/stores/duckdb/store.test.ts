/** How the store behaves towards its worker thread and its limits. */
import { expect, test } from 'vitest';
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
