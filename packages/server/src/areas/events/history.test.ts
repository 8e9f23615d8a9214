/** Events of the past: the store gives them their visits. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { NOW_MS } from '../../testing/http-app.ts';
import { createRandom, type Random } from '../../seed/random.ts';
import { openEventsApp, type EventsApp } from '../../testing/events-app.ts';

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0';
const url = 'https://example.com/';

let events: EventsApp;
beforeEach(async () => {
  events = await openEventsApp();
});
afterEach(() => events.close());

const taken = (accepted: number) => ({ accepted, duplicates: 0, dropped: 0, errors: [] });
const duplicate = (accepted: number, duplicates: number) => ({ ...taken(accepted), duplicates });
const now = (fields: object = {}) => ({ url, visitor_id: 'ann', ...fields });
const at = (timestamp: unknown, fields: object = {}) => now({ timestamp, ...fields });
const on = (date: string, visitor_id: unknown) => at(`${date}T10:00:00Z`, { visitor_id });
const withId = (id: unknown, fields: object = {}) => now({ id, ...fields });
const visitors = async () => (await events.stored('count(DISTINCT visitor) AS n'))[0]!.n;
const countStored = async () => (await events.stored('count(*) AS n'))[0]!.n;

describe('timestamps', () => {
  // It is 2026-03-10T12:00:00.000Z.
  test.each([
    ['2026-03-10T12:05:00.000Z', NOW_MS + 300_000],
    ['2021-03-10T12:00:00Z', Date.parse('2021-03-10T12:00:00Z')],
    [NOW_MS - 1, NOW_MS - 1],
    ['2026-03-01T10:00:00.1239Z', Date.parse('2026-03-01T10:00:00.123Z')],
    ['2026-03-01T10:00+05:30', Date.parse('2026-03-01T04:30:00Z')],
    ['2026-03-01 10:00:00-0330', Date.parse('2026-03-01T13:30:00Z')],
    ['2026-03-01 10:00:00.5+02', Date.parse('2026-03-01T08:00:00.500Z')],
    ['2024-02-29T23:59:59z', Date.parse('2024-02-29T23:59:59Z')],
  ])('%s is taken', async (timestamp, ms) => {
    expect((await events.post([at(timestamp)])).body).toEqual(taken(1));
    expect(await events.stored('ts')).toEqual([{ ts: ms }]);
  });
});

describe('who is who', () => {
  test('a name is the same visitor on a day, another one on another day and site, and after a restart', async () => {
    await events.send([on('2026-01-01', 'ann'), on('2026-01-01', 'ann')]);
    expect(await visitors()).toBe(1);
    await events.crashAndRestart();
    await events.send([on('2026-01-01', 'ann')]);
    expect(await visitors()).toBe(1);
    await events.send([on('2026-01-02', 'ann'), on('2026-01-01', 'bob'), on('2026-01-01', 7)]);
    expect(await visitors()).toBe(4);
    await events.send([on('2026-01-01', '7')]);
    expect(await visitors()).toBe(4);
  });

  test('without a name, address and User-Agent make the visitor that the tracker makes of them', async () => {
    const sender = { ip: '203.0.113.7', userAgent: FIREFOX, acceptLanguage: undefined };
    await events.ingest.accept({ domain: 'example.com', url }, sender);
    const { ip } = sender;
    await events.send([{ url, ip, user_agent: FIREFOX }]);
    await events.send([{ url, ip: '::ffff:203.0.113.7', user_agent: FIREFOX }]);
    await events.send([{ url, ip, user_agent: FIREFOX, timestamp: NOW_MS }]);
    expect(await visitors()).toBe(1);
    await events.send([{ url, ip }]);
    expect(await visitors()).toBe(2);
  });
});

test('the same id counts once: in a request, in the next one, of now or of the past', async () => {
  const past = { timestamp: '2026-01-01T10:00:00Z' };
  expect((await events.post([withId('a'), withId('a'), withId('b'), now(), now()])).body).toEqual(
    duplicate(4, 1),
  );
  expect((await events.post([withId('b', past), withId('c', past)])).body).toEqual(duplicate(1, 1));
  expect((await events.post([withId('c'), withId(5), withId('5')])).body).toEqual(duplicate(1, 2));
  expect(await countStored()).toBe(6);
});

test('the first event of a site is the earliest one, whenever it came', async () => {
  const first = async () =>
    (await events.app.ask('GET', events.path, { as: events.as })).body.site.first_event_at;
  await events.send([now()]);
  await events.ingest.flush();
  expect(await first()).toBe('2026-03-10T12:00:00.000Z');
  await events.send([now({ timestamp: '2026-01-01T10:00:00Z' })]);
  await events.ingest.flush();
  await events.app.deps.sites.settled();
  expect(await first()).toBe('2026-01-01T10:00:00.000Z');
});

function dayRow(random: Random, visitor: number): object {
  const path = random.oneOf(['/', '/pricing', '/docs/a', '/docs/b']);
  const query = random.oneOf(['', '', '?utm_source=news&utm_medium=email', '?ref=friend']);
  const name = random.oneOf(['pageview', 'pageview', 'pageview', 'signup', 'engagement', 'hover']);
  return {
    name,
    url: `https://example.com${path}${query}`,
    visitor_id: visitor,
    referrer: random.oneOf(['', 'https://www.google.com/', 'https://news.ycombinator.com/item']),
    ip: random.oneOf(['203.0.113.7', '198.51.100.9']),
    user_agent: visitor % 2 === 0 ? FIREFOX : undefined,
    language: random.oneOf(['de', 'en-US']),
    ...(name === 'engagement' && { engaged_ms: 4_000, scroll_depth: random.whole(1, 100) }),
    ...(name === 'signup' && { revenue: { amount: '9.99', currency: 'EUR' } }),
    ...(name === 'hover' && { interactive: false, props: { where: 'menu' } }),
  };
}

describe('a day back-filled in any order', () => {
  const ZONE = 'America/New_York';
  /** The day on which clocks there go forward: it has 23 hours. */
  const MIDNIGHT = Date.parse('2026-03-08T05:00:00Z');
  const MINUTE = 60_000;
  const apps: EventsApp[] = [];
  const open = async () => {
    const app = await openEventsApp({ timezone: ZONE });
    apps.push(app);
    return app;
  };
  afterEach(() => Promise.all(apps.splice(0).map((app) => app.close())));

  interface DayEvent {
    atMs: number;
    row: object;
  }

  /** Some visitors with gaps on both sides of 30 minutes, all kinds of events, sources that change. */
  function day(): DayEvent[] {
    const random = createRandom('a day');
    const made: DayEvent[] = [];
    for (let visitor = 0; visitor < 25; visitor++) {
      let atMs = MIDNIGHT + random.whole(0, 20 * 60) * MINUTE + visitor;
      for (let step = 0; step < 12 && atMs < MIDNIGHT + 23 * 60 * MINUTE; step++) {
        made.push({ atMs, row: dayRow(random, visitor) });
        atMs += random.oneOf([1, 7, 29, 30, 30, 31, 55]) * MINUTE + random.oneOf([0, 0, 1]);
      }
    }
    return made.toSorted((a, b) => a.atMs - b.atMs);
  }

  const METRICS = [
    'visitors',
    'visits',
    'pageviews',
    'events',
    'views_per_visit',
    'bounce_rate',
    'avg_duration',
  ];
  const OF_PAGES = ['entrances', 'exits', 'time_on_page', 'scroll_depth', 'revenue'];
  const DIMENSIONS = [
    [],
    ['hour'],
    ['source'],
    ['channel'],
    ['country'],
    ['language'],
    ['browser'],
    ['pathname'],
    ['entry_page'],
    ['exit_page'],
    ['event_name'],
  ];

  async function figures({ app, clock, path, as }: EventsApp): Promise<unknown> {
    clock.now = NOW_MS;
    const answers = [];
    for (const dimensions of DIMENSIONS) {
      const period = { period: 'custom', date_from: '2026-03-08', date_to: '2026-03-08' };
      const metrics = dimensions[0] === 'pathname' ? [...METRICS, ...OF_PAGES] : METRICS;
      const body = { ...period, metrics, dimensions };
      const answer = await app.ask('POST', `${path}/stats`, { as, body });
      expect([answer.status, answer.body.error]).toEqual([200, undefined]);
      answers.push([dimensions, answer.body.metrics, answer.body.dimensions]);
    }
    return answers;
  }

  test('has the figures of the same day sent live', async () => {
    const made = day();
    const live = await open();
    for (const { atMs, row } of made) {
      live.clock.now = atMs;
      await live.send([row]);
    }
    await live.ingest.flush();
    const expected = await figures(live);
    expect(JSON.stringify(expected)).toContain('"source":"Google"');

    const late = await open();
    const random = createRandom('any order');
    const shuffled = made
      .map((event) => ({ event, place: random.unit() }))
      .toSorted((a, b) => a.place - b.place)
      .map(({ event }) => event);
    const send = (part: DayEvent[]) =>
      late.send(part.map(({ atMs, row }) => ({ ...row, timestamp: atMs, id: `${atMs}` })));
    await send(shuffled.slice(0, 40));
    await late.ingest.flush();
    await send(shuffled.slice(40, 100));
    await late.ingest.flush();
    await late.seal();
    await send(shuffled.slice(90));
    await late.ingest.flush();
    expect(await figures(late)).toEqual(expected);
    await late.seal();
    expect(await figures(late)).toEqual(expected);
    await live.seal();
    expect(await figures(live)).toEqual(expected);
  });
});
