/** Funnels over the whole way: events as they come in, goals as they are changed, figures as they are asked. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openEventsApp, type EventsApp } from '../../testing/events-app.ts';

let events: EventsApp;
let funnel: string;
let signup: string;

const ask = (method: string, path: string, body?: unknown) =>
  events.app.ask(method, path, { as: events.as, ...(body !== undefined && { body }) });

beforeEach(async () => {
  events = await openEventsApp();
  const goal = { goal_type: 'event', event_name: 'signup' };
  signup = (await ask('POST', `${events.path}/goal`, goal)).body.goal.id;
  const steps = [{ page_path: '/pricing' }, { goal_id: signup }];
  const made = await ask('POST', `${events.path}/funnel`, { name: 'Sign up', steps });
  funnel = `${events.path}/funnel/${made.body.funnel.id}`;
  await send(
    { visitor: 'ann', path: '/pricing?from=mail', referrer: 'https://www.google.com/' },
    { visitor: 'ann', minutes: 2, name: 'signup', props: { plan: 'pro' } },
    { visitor: 'bob', path: '/pricing' },
    { visitor: 'bob', minutes: 1, path: '/about' },
    { visitor: 'bob', minutes: 4, name: 'signup', props: { plan: 'free' } },
    { visitor: 'cid', path: '/pricing' },
    { visitor: 'dan', path: '/' },
  );
});
afterEach(() => events.close());

interface Sent {
  visitor: string;
  minutes?: number;
  path?: string;
  [field: string]: unknown;
}

async function send(...rows: Sent[]): Promise<void> {
  const startMs = events.clock.now - 2 * 86_400_000;
  const receipt = await events.send(
    rows.map(({ visitor, minutes = 0, path = '/', ...fields }) => ({
      url: `https://example.com${path}`,
      visitor_id: visitor,
      timestamp: new Date(startMs + minutes * 60_000).toISOString(),
      ...fields,
    })),
  );
  expect(receipt.errors).toEqual([]);
  await events.ingest.flush();
}

const METRICS = { entered: 3, completed: 2, conversion_rate: 66.7, median_seconds: 180 };

test('figures come with the funnel, are the same once days are sealed, and count what comes later', async () => {
  const before = await ask('POST', `${funnel}/stats`, { period: '7d' });
  expect([before.status, before.body.funnel.name, before.body.metrics]).toEqual([
    200,
    'Sign up',
    METRICS,
  ]);
  expect(before.body.steps[0].next).toEqual([
    { type: 'left', value: null, visitors: 1, percentage: 100 },
  ]);
  await events.seal();
  expect((await ask('POST', `${funnel}/stats`, { period: '7d' })).body).toEqual(before.body);
  await send({ visitor: 'cid', minutes: 10, name: 'signup' });
  expect((await ask('POST', `${funnel}/stats`, { period: '7d' })).body.metrics.completed).toBe(3);
});

test.each([
  ['', {}],
  ['period=7d&next=false', { period: '7d', next: false }],
  ['split=source&compare=previous_period', { split: 'source', compare: 'previous_period' }],
  ['filters[source]=Google', { filters: { source: 'Google' } }],
  [
    'filters[pathname][contains]=ABOUT&filters[pathname][contains]=x',
    { filters: { pathname: { contains: ['ABOUT', 'x'] } } },
  ],
  [
    'filters[props:plan]=pro&filters[props:plan]=none',
    { filters: { 'props:plan': ['pro', 'none'] } },
  ],
  [
    `filters=${encodeURIComponent('["not",["has_done",["is","goal",["signup"]]]]')}`,
    { filters: ['not', ['has_done', ['is', 'goal', ['signup']]]] },
  ],
])('?%s asks the same as a body', async (query, body) => {
  const got = await ask('GET', `${funnel}/stats?${query}`);
  expect(got.status).toBe(200);
  expect(got.body).toEqual((await ask('POST', `${funnel}/stats`, body)).body);
});

test.each([
  ['period=7d&period=30d', 'period', 'is given more than once.'],
  ['filters={', 'filters', 'is not valid JSON.'],
  ['filters={}&filters[source]=x', 'filters', 'goes in one form: as JSON, or as filters[NAME].'],
  ['next=no', 'next', 'must be true or false, found "no".'],
])('?%s is refused', async (query, path, message) => {
  const { status, body } = await ask('GET', `${funnel}/stats?${query}`);
  expect([status, body.error.details]).toEqual([400, [{ path, message }]]);
});

test('a goal that is changed changes the funnels of which it is a step', async () => {
  const change = { properties: { plan: 'pro' } };
  expect((await ask('PUT', `${events.path}/goal/${signup}`, change)).status).toBe(200);
  const { metrics } = (await ask('POST', `${funnel}/stats`, { period: '7d' })).body;
  expect(metrics).toEqual({ entered: 3, completed: 1, conversion_rate: 33.3, median_seconds: 120 });
});

test('an API key that may read figures may read those of funnels, and change none', async () => {
  const made = await ask('POST', `${events.path}/api-key`, { name: 'k', scopes: ['stats:read'] });
  const headers = { 'x-api-key': made.body.api_key.key };
  const read = await events.app.ask('GET', `${funnel}/stats?period=7d`, { headers });
  expect([read.status, read.body.metrics]).toEqual([200, METRICS]);
  expect((await events.app.ask('DELETE', funnel, { headers })).status).toBe(403);
});

const exported = (query: string) => ask('GET', `${funnel}/export?${query}`);
const HEADER = 'step,name,visitors,entered_rate,previous_rate,dropped,drop_rate,median_seconds';

test('the export is the steps as a file, by the value where they are split', async () => {
  const { status, headers, body } = await exported('period=7d');
  expect([status, headers.get('content-type'), headers.get('content-disposition')]).toEqual([
    200,
    'text/csv; charset=utf-8',
    'attachment; filename="purestat-funnel-2026-03-10.csv"',
  ]);
  expect(body).toBe(
    `${HEADER}\r\n1,Visit /pricing,3,100,,1,33.3,\r\n2,signup,2,66.7,66.7,0,0,180\r\n`,
  );
  const split = await exported('period=7d&split=source&filters[source]=Google&format=json');
  const row = { source: 'Google', entered_rate: 100, drop_rate: 0, dropped: 0, visitors: 1 };
  expect(split.body).toEqual([
    { ...row, step: 1, name: 'Visit /pricing', previous_rate: null, median_seconds: null },
    { ...row, step: 2, name: 'signup', previous_rate: 100, median_seconds: 120 },
  ]);
});

test.each([
  ['period=7d&period=8d', 'period'],
  ['compare=previous_period', 'compare'],
  ['format=xls', 'format'],
  ['split=pathname', 'split'],
  ['filters=x', 'filters'],
])('an export by %s is refused, naming it', async (query, path) => {
  const { status, body } = await exported(query);
  expect([status, body.error.details[0].path]).toEqual([400, path]);
});
