import { afterAll, beforeAll, expect, test } from 'vitest';
import { openMemoryStore } from '../stores/open.ts';
import type { EventStore } from '../stores/event-store.ts';
import { pageview, site, storeEvents } from '../testing/build.ts';
import { warmUp } from './warm-up.ts';

let store: EventStore;
beforeAll(async () => {
  store = await openMemoryStore({ minEventsForFigures: 1 });
});
afterAll(() => store.close());

const sites = [1, 2, 3, 4].map((number) => site({ number }));

/** Notes of which sites something is asked. */
function watched(): { store: EventStore; asked: Set<number> } {
  const asked = new Set<number>();
  const query: EventStore['query'] = (statement, options) => {
    asked.add(options?.site ?? 0);
    return store.query(statement, options);
  };
  const seen = new Proxy(store, {
    get: (target, name) => {
      if (name === 'query') return query;
      const value = target[name as keyof EventStore];
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  return { store: seen, asked };
}

const input = { sites, firstEventAtMs: () => null, nowMs: Date.UTC(2026, 2, 5) };

test('the largest sites are asked, the smallest is not', async () => {
  for (const { number } of sites.slice(1)) {
    await storeEvents(store, sites[number - 1]!, [pageview()]);
    await store.sealDays([{ site: number, day: '2026-03-01' }]);
  }
  const { asked, ...context } = watched();
  await warmUp({ ...input, ...context, signal: new AbortController().signal });
  expect([...asked].toSorted()).toEqual([2, 3, 4]);
});

test('it ends when the server does', async () => {
  const { asked, ...context } = watched();
  const ended = warmUp({ ...input, ...context, signal: AbortSignal.abort(new Error('closing')) });
  await expect(ended).rejects.toThrow('closing');
  expect(asked.size).toBe(0);
});
