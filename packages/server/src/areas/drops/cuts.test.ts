/** What was cut of events, from both endpoints to the answer of the API. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openEventsApp, type EventsApp } from '../../testing/events-app.ts';
import { CutCounter } from './index.ts';

let events: EventsApp;
let counter: CutCounter;
beforeEach(async () => {
  events = await openEventsApp({
    timezone: 'America/New_York',
    ingest: {
      onCut: (site, atMs, cut) => counter.count(site, atMs, cut),
    },
  });
  counter = new CutCounter({ db: db(), sites: events.app.deps.sites });
});
afterEach(() => events.close());

const db = () => events.app.deps.configStore.db;
const LONG_KEY = `${'k'.repeat(64)}ey`;
const LONG = 'x'.repeat(2001);
const many = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`p${index}`, index]));
const URL = 'https://example.com/';

const sendOne = (body: object) =>
  events.ingest.accept(
    { domain: 'example.com', url: URL, ...body },
    {
      ip: '203.0.113.7',
      userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Firefox/130.0',
      acceptLanguage: 'de',
    },
  );
const row = (rest: object) => ({ url: URL, visitor_id: 'ann', ...rest });

async function cuts(days = 30): Promise<unknown> {
  await counter.flush();
  const path = `${events.path}/drops?days=${days}`;
  return (await events.app.ask('GET', path, { as: events.as })).body.cuts;
}

test('is counted once for each event and reason, with the property that was cut last', async () => {
  await sendOne({ props: { [LONG_KEY]: 'v', note: LONG, text: LONG } });
  await sendOne({ props: { note: 'fits' }, title: 'x'.repeat(501) });
  await sendOne({ props: many(32) });
  expect(await cuts()).toEqual([
    { reason: 'key_too_long', events: 1, property: 'k'.repeat(64) },
    { reason: 'title_too_long', events: 1, property: null },
    { reason: 'too_many_properties', events: 1, property: 'p30' },
    { reason: 'value_too_long', events: 1, property: 'note' },
  ]);
  await sendOne({ props: { story: LONG } });
  expect(await cuts()).toMatchObject([
    { reason: 'value_too_long', events: 2, property: 'story' },
    { reason: 'key_too_long' },
    { reason: 'title_too_long' },
    { reason: 'too_many_properties' },
  ]);
});

test('is counted of many events at once on their days, where they are taken', async () => {
  const { errors } = await events.send([
    row({ props: { note: LONG } }),
    // 02:00 UTC on the 10th is the evening of the 9th in New York.
    row({ props: { story: LONG }, timestamp: '2026-03-09T02:00:00Z' }),
    row({ props: { story: LONG }, timestamp: '2026-03-08T12:00:00Z', id: 'once' }),
    row({ props: { story: LONG }, timestamp: '2026-03-08T12:00:00Z', id: 'once' }),
    row({ props: { list: [LONG] } }),
    row({ props: { seats: 3 } }),
  ]);
  expect(errors).toHaveLength(1);
  expect(await cuts(1)).toEqual([{ reason: 'value_too_long', events: 1, property: 'note' }]);
  expect(await cuts(2)).toEqual([{ reason: 'value_too_long', events: 1, property: 'note' }]);
  expect(await cuts(3)).toEqual([{ reason: 'value_too_long', events: 3, property: 'note' }]);
});

test('is not counted of what is dropped, or not on disk', async () => {
  const { dropped } = await events.ingest.accept(
    { domain: 'example.com', url: URL, props: { note: LONG } },
    { ip: '203.0.113.7', userAgent: 'curl/8', acceptLanguage: '' },
  );
  expect(dropped).toBe('bot');
  await events.ingest.close();
  await expect(sendOne({ props: { note: LONG } })).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  expect(await cuts()).toEqual([]);
});

test('keeps a key that a database could not hold as it can', async () => {
  await sendOne({ props: { [`a\0${'b'.repeat(61)}😀`]: 'v' } });
  expect(await cuts()).toEqual([
    { reason: 'key_too_long', events: 1, property: `a${'b'.repeat(61)}\ufffd` },
  ]);
});

test('survives a write that fails, and goes with its site', async () => {
  await sendOne({ props: { note: LONG } });
  await db().schema.alterTable('cuts').renameTo('elsewhere').execute();
  await expect(counter.flush()).rejects.toThrow(/no such table: cuts/);
  await db().schema.alterTable('elsewhere').renameTo('cuts').execute();
  await sendOne({ props: { story: LONG } });
  expect(await cuts()).toEqual([{ reason: 'value_too_long', events: 2, property: 'story' }]);
  expect((await events.app.ask('DELETE', events.path, { as: events.as })).status).toBe(204);
  expect(await db().selectFrom('cuts').selectAll().execute()).toEqual([]);
});
