/**
 * What every event store must do with events that come out of the order of time. Each rule stores
 * the same events in two ways, for two sites, and holds all rows against each other.
 */
import { expect, test } from 'vitest';
import { EVENT_COLUMNS, VISIT_PROPERTIES } from '../stores/event-record.ts';
import type { EventStore, ResultRow } from '../stores/event-store.ts';
import {
  backfilled,
  buildRecords,
  customEvent,
  DEFAULT_DATE,
  engagement,
  pageview,
  site,
  storeEvents,
  storeRecords,
  type EventFields,
} from './build.ts';

const LIVE = site({ number: 1 });
const BACK = site({ number: 2 });
const DAYS = [
  { site: 1, day: DEFAULT_DATE },
  { site: 2, day: DEFAULT_DATE },
];

const EVENTS = EVENT_COLUMNS.filter((name) => name !== 'site').join(', ');
const VISITS = `day, visitor, started, duration_ms, pageviews, events, is_bounce, entry_page, exit_page, ${VISIT_PROPERTIES.join(', ')}`;

/** All that is stored of a site, but for its number. */
export async function snapshot(store: EventStore, number: number): Promise<ResultRow[][]> {
  const rows = (columns: string, table: string) =>
    store.query({
      text: `SELECT ${columns} FROM ${table} WHERE site = ? ORDER BY ALL`,
      params: [number],
    });
  return [await rows(EVENTS, 'all_events'), await rows(VISITS, 'all_visits')];
}

const from = (source: string, at: string, fields: EventFields = {}) =>
  pageview({ at, source, page: `/${source}`, ...fields });

/** The answer to one row that changed by so many how much engagement waits. */
const noVisit = (rows: number) => ({ rows: 1, noVisit: [{ ...DAYS[1], rows }] });

/** Declares the rules as tests, on the store that is open when they run. */
export function anyOrderRules(open: () => EventStore): void {
  const storeBack = (...events: EventFields[]) => storeRecords(open(), backfilled(BACK, events));
  const sources = async () => {
    const [, visits] = await snapshot(open(), BACK.number);
    return visits!.map(({ source, events }) => [source, events]);
  };
  /** All rows of the back-filled site, as they are and once their day is sealed. */
  const openAndSealed = async () => {
    const rows = await snapshot(open(), BACK.number);
    await open().sealDays(DAYS);
    return [rows, await snapshot(open(), BACK.number)];
  };
  /** The same of a site that got these events live and in order. */
  const inOrder = async (events: EventFields[]) => {
    await storeEvents(open(), LIVE, events);
    const rows = await snapshot(open(), LIVE.number);
    return [rows, rows];
  };

  const day = [
    from('Google', '10:00:00', { country: 'DE', props: { plan: 'pro' } }),
    customEvent('signup', { at: '10:05:00', source: 'Bing', utm_term: '"é"\\' }),
    engagement({ at: '10:06:00', source: 'X' }),
    from('Reddit', '10:30:00', { visitor: 'bob' }),
    from('Bing', '15:00:00', { page_title: 'Late' }),
  ];

  test('come out as if they had come in order', async () => {
    await storeBack(...day.toReversed());
    expect(await openAndSealed()).toEqual(await inOrder(day));
  });

  test('come out the same one by one, the day sealed in between', async () => {
    for (const event of day.toReversed()) {
      await storeBack(event);
      await open().sealDays(DAYS);
    }
    expect(await openAndSealed()).toEqual(await inOrder(day));
  });

  test('before a visit’s first event, one changes where the visit came from', async () => {
    await storeBack(from('Google', '10:10:00'), from('Bing', '10:20:00'));
    expect(await sources()).toEqual([['Google', 2]]);
    await storeBack(from('Reddit', '10:00:00'));
    expect(await sources()).toEqual([['Reddit', 3]]);
    expect(await openAndSealed()).toEqual(
      await inOrder([
        from('Reddit', '10:00:00'),
        from('Google', '10:10:00'),
        from('Bing', '10:20:00'),
      ]),
    );
  });

  test('one between two visits makes them one', async () => {
    const [early, middle, late] = [
      from('Google', '10:00:00'),
      from('Bing', '10:25:00'),
      from('Reddit', '10:50:00'),
    ];
    await storeBack(early!, late!);
    expect(await sources()).toEqual([
      ['Google', 1],
      ['Reddit', 1],
    ]);
    await storeBack(middle!);
    expect(await openAndSealed()).toEqual(await inOrder([early!, middle!, late!]));
    expect(await sources()).toEqual([['Google', 3]]);
  });

  test.each([
    { at: '10:30:00', visits: [['Google', 2]] },
    {
      at: '10:30:00.001',
      visits: [
        ['Google', 1],
        ['Reddit', 1],
      ],
    },
  ])('of a visit begun at 10:00:00, $at comes to $visits', async ({ at, visits }) => {
    await storeBack(from('Reddit', at));
    await storeBack(from('Google', '10:00:00'));
    expect(await sources()).toEqual(visits);
  });

  test('of one instant the same is the visit’s first, in whatever order they came', async () => {
    const together = [
      engagement({ source: 'X' }),
      customEvent('signup', { page: '/', source: 'AOL' }),
      pageview({ page: '/b', source: 'Bing' }),
      pageview({ page: '/a', source: 'Reddit' }),
      pageview({ page: '/a', source: 'Google' }),
    ];
    await storeBack(...together);
    expect(await sources()).toEqual([['Google', 4]]);
    expect(await openAndSealed()).toEqual(await inOrder(together.toReversed()));
  });

  test('engagement makes no visit, and joins the one whose event comes later', async () => {
    const time = engagement({ at: '10:10:00' });
    expect(await storeBack(time)).toEqual(noVisit(1));
    expect(await snapshot(open(), BACK.number)).toEqual([[], []]);
    expect(await storeBack(from('Google', '10:40:00'))).toEqual({ rows: 1 });
    expect(await sources()).toEqual([['Google', 1]]);
    expect(await storeBack(from('Bing', '10:00:00'))).toEqual(noVisit(-1));
    expect(await openAndSealed()).toEqual(
      await inOrder([from('Bing', '10:00:00'), time, from('Google', '10:40:00')]),
    );
  });

  test('engagement that found no visit keeps none open', async () => {
    await storeBack(from('Google', '10:00:00'), engagement({ at: '10:31:00' }));
    await storeBack(from('Bing', '11:00:00'));
    expect(await sources()).toEqual([
      ['Google', 1],
      ['Bing', 1],
    ]);
  });

  test('live rows after them are decided with them, those of the day after are not', async () => {
    const live = [from('Google', '10:10:00'), from('Bing', '2026-03-02T10:00:00')];
    await storeBack(from('Reddit', '10:00:00'));
    await storeRecords(open(), buildRecords(BACK, live));
    expect(await openAndSealed()).toEqual(await inOrder([from('Reddit', '10:00:00'), ...live]));
  });

  test('live rows before them keep what they said themselves', async () => {
    const live = [
      from('Google', '10:10:00', { language: 'de' }),
      from('Bing', '10:20:00', { language: 'fr' }),
      from('Reddit', '10:45:00'),
    ];
    await storeRecords(open(), buildRecords(BACK, live));
    await storeBack(from('X', '10:00:00'));
    expect(await openAndSealed()).toEqual(await inOrder([from('X', '10:00:00'), ...live]));
  });

  test('in a sealed day open it again, for those visitors and nobody else', async () => {
    const before = [from('Google', '10:00:00'), from('Bing', '11:00:00', { visitor: 'bob' })];
    await storeRecords(open(), buildRecords(BACK, before));
    await open().sealDays(DAYS);
    await storeBack(from('Reddit', '09:50:00'));
    expect(await open().unsealedDays()).toEqual([DAYS[1]]);
    expect(await openAndSealed()).toEqual(await inOrder([from('Reddit', '09:50:00'), ...before]));
    expect(await open().unsealedDays()).not.toContainEqual(DAYS[1]);
  });

  test('live rows too late for their sealed day join it, one segment after another', async () => {
    const live = buildRecords(BACK, [
      from('Google', '10:00:00'),
      from('Bing', '11:00:00', { visitor: 'bob' }),
      from('Reddit', '10:10:00'),
      from('X', '11:10:00', { visitor: 'bob' }),
    ]);
    await storeRecords(open(), live.slice(0, 2));
    await open().sealDays(DAYS);
    for (const late of live.slice(2)) await storeRecords(open(), [late]);
    const visits = [
      ['Bing', 2],
      ['Google', 2],
    ];
    expect((await sources()).toSorted()).toEqual(visits);
    await open().sealDays(DAYS);
    expect((await sources()).toSorted()).toEqual(visits);
  });

  test('engagement without a visit changes no sealed day', async () => {
    await storeRecords(open(), buildRecords(BACK, [from('Google', '10:00:00')]));
    await open().sealDays(DAYS);
    const sealed = await snapshot(open(), BACK.number);
    await storeBack(engagement({ at: '12:00:00', visitor: 'bob' }));
    expect(await openAndSealed()).toEqual([sealed, sealed]);
  });

  test('engagement without a visit leaves a sealed day sealed, where deciding is part of storing', async () => {
    await storeRecords(open(), buildRecords(BACK, [from('Google', '10:00:00')]));
    await open().sealDays(DAYS);
    await storeBack(engagement({ at: '12:00:00', visitor: 'bob' }));
    // ClickHouse decides on reading, and until it is sealed again.
    const unsealed = { duckdb: [], clickhouse: [DAYS[1]] };
    expect(await open().unsealedDays()).toEqual(unsealed[open().engine]);
  });

  test('are gone with their site, what waits for a visit too', async () => {
    await storeBack(engagement({ at: '10:10:00' }), from('Google', '12:00:00'));
    await open().deleteSite(BACK.number);
    await storeRecords(open(), buildRecords(BACK, [from('Bing', '10:00:00')]));
    expect(await openAndSealed()).toEqual(await inOrder([from('Bing', '10:00:00')]));
  });

  test('their visits are open visits like others', async () => {
    await storeBack(from('Google', '10:10:00'), from('Bing', '10:00:00'));
    const open30 = await open().openVisits(0);
    expect(open30).toMatchObject([
      { site: 2, properties: { source: 'Bing' }, last_ts: Date.parse('2026-03-01T10:10:00Z') },
    ]);
  });
}
