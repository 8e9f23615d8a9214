import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { instantOf, pageview, site, storeEvents } from '../testing/build.ts';
import { ENGINES, startStore } from '../testing/engines.ts';
import type { EventStore } from './event-store.ts';
import { sealFinishedDays } from './seal.ts';

describe.each(ENGINES)('on %s', (_engine, startHost) => {
  let store: EventStore;
  let stop: () => Promise<void>;
  beforeAll(async () => {
    ({ store, stop } = await startStore(startHost));
  });
  afterAll(() => stop());

  test('a day is sealed when it has been over in its site’s timezone for ten minutes', async () => {
    const sites = [
      site({ number: 1, timezone: 'Asia/Tokyo' }),
      site({ number: 2, timezone: 'America/New_York' }),
    ];
    for (const one of sites) {
      await storeEvents(store, one, [
        pageview({ at: '2026-03-01T12:00:00' }),
        pageview({ at: '2026-03-02T12:00:00' }),
      ]);
    }
    const sealAt = async (now: string) => {
      const sealed = await sealFinishedDays({
        store,
        site: (number) => sites.find((one) => one.number === number),
        nowMs: instantOf(now, 'UTC'),
      });
      return {
        sealed,
        left: (await store.unsealedDays()).map(({ site: number, day }) => [number, day]),
      };
    };
    const both = [
      [1, '2026-03-01'],
      [1, '2026-03-02'],
      [2, '2026-03-01'],
      [2, '2026-03-02'],
    ];
    expect(await sealAt('2026-03-01T15:09:59Z')).toEqual({ sealed: 0, left: both });
    expect(await sealAt('2026-03-01T15:10:00Z')).toEqual({ sealed: 1, left: both.slice(1) });
    expect(await sealAt('2026-03-02T05:10:00Z')).toEqual({ sealed: 1, left: [both[1], both[3]] });
    expect(await sealAt('2026-03-02T05:10:00Z')).toEqual({ sealed: 0, left: [both[1], both[3]] });
  });
});
