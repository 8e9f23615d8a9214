/** Waiting for an answer of the store. */
import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import type { EventStore, ResultRow } from '../stores/event-store.ts';
import { StatementCache } from './cache.ts';

const STATEMENT = { text: 'SELECT 1', params: [] };

function answering(query: () => Promise<ResultRow[]>): StatementCache {
  let version = 0;
  const store: Partial<EventStore> = { query, dataVersion: () => ++version };
  return new StatementCache(store as EventStore);
}

test('a signal that goes on hears nothing more of an answer that has come, or has failed', async () => {
  const { signal } = new AbortController();
  const cache = answering(async () => [{ n: 1 }]);
  for (let asked = 0; asked < 20; asked++) await cache.query(1, STATEMENT, signal);
  const failing = answering(() => Promise.reject(new Error('away')));
  await expect(failing.query(1, STATEMENT, signal)).rejects.toThrow('away');
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});

test('who waits by a signal that fires waits no more, and the query is ended when nobody does', async () => {
  const controllers = [new AbortController(), new AbortController()] as const;
  const ended: unknown[] = [];
  const store: Partial<EventStore> = {
    dataVersion: () => 1,
    query: (_, options) =>
      new Promise(() => {
        options?.signal?.addEventListener('abort', () => ended.push(options.signal!.reason));
      }),
  };
  const cache = new StatementCache(store as EventStore);
  const waiting = controllers.map(({ signal }) => cache.query(1, STATEMENT, signal));
  controllers[0].abort(new Error('gone'));
  await expect(waiting[0]).rejects.toThrow('gone');
  expect(ended).toEqual([]);
  controllers[1].abort(new Error('gone too'));
  await expect(waiting[1]).rejects.toThrow('gone too');
  expect(ended).toHaveLength(1);
});
