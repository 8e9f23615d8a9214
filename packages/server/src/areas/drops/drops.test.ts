import { afterEach, beforeEach, expect, test } from 'vitest';
import { NOW_MS, openTestApp, type TestApp } from '../../testing/http-app.ts';
import { DropCounter } from './index.ts';

const DAY_MS = 86_400_000;

let app: TestApp;
let as: string;
let path: string;
let counter: DropCounter;
beforeEach(async () => {
  app = await openTestApp();
  as = await app.register('ann');
  const { org } = (await app.ask('POST', '/api/org', { as, body: { name: 'Acme' } })).body;
  const body = { domain: 'example.com', timezone: 'America/New_York' };
  const { site } = (await app.ask('POST', `/api/org/${org.id}/site`, { as, body })).body;
  path = `/api/org/${org.id}/site/${site.id}`;
  counter = new DropCounter({ db: app.deps.configStore.db, sites: app.deps.sites });
});
afterEach(() => app.close());

const site = () => app.deps.sites.byDomain('example.com')!;
const drops = async (query = '') => (await app.ask('GET', `${path}/drops${query}`, { as })).body;

test('drops are counted by site, day and reason, across flushes, the most frequent first', async () => {
  counter.count(site(), NOW_MS, 'bot');
  counter.count(site(), NOW_MS, 'no_visit');
  counter.count(site(), NOW_MS, 'no_visit');
  await counter.flush();
  counter.count(site(), NOW_MS, 'no_visit');
  counter.count(site(), NOW_MS - 30 * DAY_MS, 'spam_referrer');
  await counter.flush();
  const lastMonth = [
    { reason: 'no_visit', events: 3 },
    { reason: 'bot', events: 1 },
  ];
  expect(await drops()).toEqual({
    drops: lastMonth,
    cuts: [],
    date_from: '2026-02-09',
    date_to: '2026-03-10',
  });
  expect((await drops('?days=31')).drops).toEqual([
    ...lastMonth,
    { reason: 'spam_referrer', events: 1 },
  ]);
});

test('the day is that of the site’s timezone', async () => {
  // 02:00 UTC on 10 March is the evening of the 9th in New York.
  counter.count(site(), Date.parse('2026-03-10T02:00:00Z'), 'bot');
  await counter.flush();
  expect((await drops('?days=1')).drops).toEqual([]);
  expect((await drops('?days=2')).drops).toEqual([{ reason: 'bot', events: 1 }]);
});

test('counts of a site that is deleted go with it, and do not stop those of others', async () => {
  const gone = site();
  counter.count(gone, NOW_MS, 'bot');
  await counter.flush();
  counter.count(gone, NOW_MS, 'bot');
  expect((await app.ask('DELETE', path, { as })).status).toBe(204);
  await counter.flush();
  expect(await app.deps.configStore.db.selectFrom('drops').selectAll().execute()).toEqual([]);
});

test('a write that fails loses no count', async () => {
  counter.count(site(), NOW_MS, 'bot');
  const { db } = app.deps.configStore;
  await db.schema.alterTable('drops').renameTo('elsewhere').execute();
  await expect(counter.flush()).rejects.toThrow(/no such table: drops/);
  await db.schema.alterTable('elsewhere').renameTo('drops').execute();
  await counter.flush();
  expect((await drops()).drops).toEqual([{ reason: 'bot', events: 1 }]);
});

test.each(['0', '367', 'x', '1.5'])('days=%s is refused, saying what is allowed', async (days) => {
  const answer = await app.ask('GET', `${path}/drops?days=${days}`, { as });
  expect(answer.status).toBe(400);
  expect(answer.body.error.details).toEqual([
    { path: 'days', message: 'must be a whole number from 1 to 366' },
  ]);
});
