/** The pageviews of a month, through the real ingest path and event store. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openEventsApp, type EventsApp } from '../../testing/events-app.ts';
import { FIREFOX } from '../../testing/ingest.ts';
import { STRIPE_ENV } from '../../testing/stripe-env.ts';

const LIMIT = 10_000;
const MARCH = '2026-03';
const FEBRUARY = '2026-02';

let events: EventsApp;
let org: string;
beforeEach(async () => {
  events = await openEventsApp({ env: STRIPE_ENV });
  org = events.path.split('/')[3]!;
});
afterEach(() => events.close());

const row = (fields: object = {}) => ({
  url: 'https://example.com/',
  visitor_id: 'ann',
  ...fields,
});
const rows = (count: number, fields: object = {}) =>
  Array.from({ length: count }, (_, index) => row({ visitor_id: `v${index}`, ...fields }));
const IN_FEBRUARY = { timestamp: '2026-02-28T23:59:59Z' };

/** One event by the public endpoint; what it was dropped for. */
async function send(fields: object = {}): Promise<string | null> {
  const sender = { ip: '203.0.113.7', userAgent: FIREFOX, acceptLanguage: 'de' };
  const event = { domain: 'example.com', url: 'https://example.com/', ...fields };
  return (await events.ingest.accept(event, sender)).dropped;
}
const used = (month = MARCH) => events.meter.used(org, month).total;
async function fill(leaving: number): Promise<void> {
  const { accepted } = await events.send(rows(LIMIT - leaving));
  expect(accepted).toBe(LIMIT - leaving);
}

test('at the limit no further event of any kind is recorded, and what was not is counted', async () => {
  await fill(1);
  expect(await send({ name: 'signup' })).toBeNull();
  expect(await send()).toBeNull();
  expect(used()).toBe(LIMIT);
  expect([
    await send(),
    await send({ name: 'signup' }),
    await send({ name: 'engagement', engaged_ms: 5 }),
  ]).toEqual(['quota', 'quota', 'quota']);
  expect(await events.send([row(), row({ name: 'signup' })])).toMatchObject({
    accepted: 0,
    dropped: 2,
  });
  expect(events.drops).toEqual([...Array(5)].map(() => ['2026-03-10', 'quota']));
  expect(used()).toBe(LIMIT);
  expect(await events.stored('count(*)')).toEqual([{ 'count_star()': LIMIT + 1 }]);
});

test('what would not be counted anyhow is not counted as lost to the quota', async () => {
  await fill(0);
  const bot = { ip: '203.0.113.7', userAgent: 'Googlebot/2.1', acceptLanguage: undefined };
  const event = { domain: 'example.com', url: 'https://example.com/' };
  expect((await events.ingest.accept(event, bot)).dropped).toBe('bot');
  expect(await send({ referrer: 'https://semalt.com/' })).toBe('spam_referrer');
});

test('of a request that goes past the limit as much is recorded as there is room for', async () => {
  await fill(3);
  const sent = [...rows(5), row({ name: 'signup' })];
  expect(await events.send(sent)).toMatchObject({ accepted: 3, dropped: 3 });
  expect(used()).toBe(LIMIT);
});

test('of events that come at once none slips past the limit', async () => {
  await fill(2);
  const dropped = await Promise.all([...Array(6)].map(() => send()));
  expect(dropped.filter((reason) => reason === null)).toHaveLength(2);
  expect(used()).toBe(LIMIT);
});

test('events sent again take no place', async () => {
  await fill(2);
  const twice = [row({ id: 'a' }), row({ id: 'a' }), row({ id: 'a' }), row({ id: 'b' })];
  expect(await events.send(twice)).toMatchObject({ accepted: 2, duplicates: 2, dropped: 0 });
  expect(used()).toBe(LIMIT);
});

test('an event that the quota dropped counts when it is sent again after it is raised', async () => {
  await fill(0);
  expect(await events.send([row({ id: 'a' })])).toMatchObject({ accepted: 0, dropped: 1 });
  events.meter.setPlan(org, 'pro');
  expect(await events.send([row({ id: 'a' })])).toMatchObject({ accepted: 1, dropped: 0 });
  expect(used()).toBe(LIMIT + 1);
});

test('events of the past count towards the month of their own time, UTC', async () => {
  await fill(1);
  expect(await events.send([row(IN_FEBRUARY)])).toMatchObject({ accepted: 1 });
  expect(await events.send([row({ timestamp: '2026-03-01T00:00:00Z' })])).toMatchObject({
    accepted: 1,
  });
  expect([used(FEBRUARY), used()]).toEqual([1, LIMIT]);
  expect(await events.send([row({ timestamp: '2026-03-01T00:00:00Z' })])).toMatchObject({
    dropped: 1,
  });
  expect(await events.send([row(IN_FEBRUARY)])).toMatchObject({ accepted: 1 });
});

test('a past month has the same limit', async () => {
  await events.send(rows(LIMIT, IN_FEBRUARY));
  expect(await events.send([row(IN_FEBRUARY)])).toMatchObject({ accepted: 0, dropped: 1 });
  expect(await send()).toBeNull();
});

test('the month turns at midnight UTC, and recording goes on', async () => {
  await fill(0);
  events.clock.now = Date.parse('2026-03-31T23:59:59.999Z');
  events.ingest.tick();
  expect(await send()).toBe('quota');
  events.clock.now += 1;
  events.ingest.tick();
  expect([await send(), used(), used('2026-04')]).toEqual([null, LIMIT, 1]);
});

test('a raised plan is in force with the next event', async () => {
  await fill(0);
  expect(await send()).toBe('quota');
  events.meter.setPlan(org, 'pro');
  expect([await send(), used()]).toEqual([null, LIMIT + 1]);
});

test('all sites of an organization count together, those of others apart', async () => {
  const { db } = events.app.deps.configStore;
  await db.updateTable('orgs').set({ plan: 'pro' }).execute();
  const add = (path: string, domain: string) =>
    events.app.ask('POST', path, { as: events.as, body: { domain } });
  await add(`/api/org/${org}/site`, 'shop.example');
  const body = { name: 'Other' };
  const other = (await events.app.ask('POST', '/api/org', { as: events.as, body })).body.org.id;
  await add(`/api/org/${other}/site`, 'other.example');
  expect([await send(), await send({ domain: 'shop.example' })]).toEqual([null, null]);
  expect(await send({ domain: 'other.example' })).toBeNull();
  expect([used(), events.meter.used(other, MARCH).total]).toEqual([2, 1]);
});

test('after a crash what the store and the log hold is counted, each event once', async () => {
  await events.send([...rows(5), row({ name: 'signup' }), row(IN_FEBRUARY)]);
  await events.ingest.flush();
  expect([await send(), await send()]).toEqual([null, null]);
  await events.crashAndRestart();
  expect([used(), used(FEBRUARY)]).toEqual([7, 1]);
  await events.ingest.flush();
  await events.crashAndRestart();
  expect([used(), used(FEBRUARY)]).toEqual([7, 1]);
});

test('deleting a site gives nothing back, also after a restart', async () => {
  await fill(0);
  await events.app.ask('DELETE', events.path, { as: events.as });
  expect(used()).toBe(LIMIT);
  await events.crashAndRestart();
  expect(used()).toBe(LIMIT);
  const body = { domain: 'example.com' };
  const again = await events.app.ask('POST', `/api/org/${org}/site`, { as: events.as, body });
  expect([again.status, await send()]).toEqual([201, 'quota']);
});

test('an event that cannot be written takes no place', async () => {
  await fill(1);
  await events.ingest.close();
  await expect(send()).rejects.toThrow('The server is stopping.');
  await expect(
    events.ingest.acceptAll(events.app.deps.sites.byDomain('example.com')!, chunks()),
  ).rejects.toThrow('The server is stopping.');
  expect(used()).toBe(LIMIT - 1);
  await events.crashAndRestart();
  expect(await send()).toBeNull();
});

async function* chunks(): AsyncGenerator<Uint8Array> {
  yield Buffer.from(JSON.stringify([row()]));
}
