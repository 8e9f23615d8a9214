/** Goals over the whole way: events as they come in, goals as they are made, figures as they are asked. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openEventsApp, type EventsApp } from '../../testing/events-app.ts';

const DAY_MS = 86_400_000;

let events: EventsApp;
beforeEach(async () => {
  events = await openEventsApp();
});
afterEach(() => events.close());

const at = (daysAgo: number, minutes = 0) =>
  new Date(events.clock.now - daysAgo * DAY_MS - 3_600_000 + minutes * 60_000).toISOString();

interface Sent {
  daysAgo?: number;
  minutes?: number;
  visitor?: string;
  path?: string;
  [field: string]: unknown;
}

function row({ daysAgo = 0, minutes = 0, visitor = 'ann', path = '/', ...fields }: Sent): object {
  const url = `https://example.com${path}`;
  return { url, visitor_id: visitor, timestamp: at(daysAgo, minutes), ...fields };
}

const report = (fields: Sent): Sent => ({ name: 'engagement', engaged_ms: 1000, ...fields });

async function send(...rows: Sent[]): Promise<void> {
  const receipt = await events.send(rows.map(row));
  expect(receipt.errors).toEqual([]);
  await events.ingest.flush();
}

const create = async (body: object) => {
  const { app, path, as } = events;
  return (await app.ask('POST', `${path}/goal`, { as, body })).body.goal;
};

async function byGoal(body: object = {}): Promise<unknown> {
  const { app, path, as } = events;
  const asked = { period: '30d', metrics: ['visitors', 'conversions'], dimensions: ['goal'] };
  return (await app.ask('POST', `${path}/stats`, { as, body: { ...asked, ...body } })).body
    .dimensions;
}

test('a goal counts what was sent before it was made, sealed days too, and as it is after a change', async () => {
  await send(
    { daysAgo: 3, path: '/thank-you?order=1' },
    { daysAgo: 3, name: 'signup', minutes: 1, props: { plan: 'pro' } },
    { name: 'signup', props: { plan: 'free' } },
    { name: 'signup', minutes: 1, visitor: 'bob' },
  );
  await events.seal();
  const { id } = await create({ goal_type: 'event', event_name: 'signup' });
  await create({ goal_type: 'page', page_path: 'https://www.example.com/thank-you' });
  expect(await byGoal()).toEqual([
    { goal: 'signup', visitors: 3, conversions: 3 },
    { goal: 'Visit /thank-you', visitors: 1, conversions: 1 },
  ]);
  const { app, path, as } = events;
  const body = { name: 'Paid', properties: { plan: { is_not: ['free', '(none)'] } } };
  await app.ask('PUT', `${path}/goal/${id}`, { as, body });
  expect(await byGoal({ order_by: 'goal' })).toEqual([
    { goal: 'Paid', visitors: 1, conversions: 1 },
    { goal: 'Visit /thank-you', visitors: 1, conversions: 1 },
  ]);
  expect(await byGoal({ filters: { goal: 'Paid' } })).toEqual([
    { goal: 'Paid', visitors: 1, conversions: 1 },
  ]);
});

test('a scroll goal counts a page that a visit read far enough, once, however often it reports', async () => {
  await send(
    { path: '/blog/a' },
    report({ path: '/blog/a', minutes: 1, scroll_depth: 40 }),
    report({ path: '/blog/a', minutes: 2, scroll_depth: 75 }),
    { path: '/blog/b', minutes: 3 },
    report({ path: '/blog/b', minutes: 4, scroll_depth: 100 }),
    { path: '/blog/a', minutes: 5 },
    report({ path: '/blog/a', minutes: 6, scroll_depth: 90 }),
    { path: '/blog/a', visitor: 'bob' },
    report({ path: '/blog/a', visitor: 'bob', minutes: 1, scroll_depth: 74 }),
  );
  await create({ goal_type: 'scroll', page_path: '/blog/*', scroll_percent: 75 });
  const goal = 'Scroll 75% of /blog/*';
  expect(await byGoal()).toEqual([{ goal, visitors: 1, conversions: 2 }]);
  expect(await byGoal({ dimensions: ['pathname'], filters: { goal } })).toEqual([
    { pathname: '/blog/a', visitors: 1, conversions: 1 },
    { pathname: '/blog/b', visitors: 1, conversions: 1 },
  ]);
});

test('events that no goal counts yet are suggested, the most frequent first', async () => {
  await send(
    { path: '/' },
    { name: 'signup' },
    { name: 'buy' },
    { name: 'buy', visitor: 'bob' },
    { name: 'old', daysAgo: 91 },
    { name: 'edge', daysAgo: 90 },
  );
  await create({ goal_type: 'event', event_name: 'signup', properties: { plan: 'pro' } });
  const { app, path, as } = events;
  expect((await app.ask('GET', `${path}/goal/suggestions`, { as })).body).toEqual({
    suggestions: [
      { event_name: 'buy', events: 2, visitors: 2 },
      { event_name: 'edge', events: 1, visitors: 1 },
    ],
    date_from: '2025-12-10',
    date_to: '2026-03-10',
  });
});
