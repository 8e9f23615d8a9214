import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openTestApp, type TestApp, type TestAppOptions } from '../../testing/http-app.ts';
import { loadSiteRegistry } from './directory.ts';

const CREATED_AT = '2026-03-10T12:00:00.000Z';

let dir: string;
let app: TestApp;
let as: string;
let path: string;

async function open(options: TestAppOptions = {}) {
  app = await openTestApp({ dir, ...options });
}
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'purestat-sites-'));
  await open();
  as = await app.register('ann');
  const org = await app.ask('POST', '/api/org', { as, body: { name: 'Acme' } });
  path = `/api/org/${org.body.org.id}/site`;
});
afterEach(async () => {
  await app.close();
  rmSync(dir, { recursive: true });
});
const create = (body: unknown) => app.ask('POST', path, { as, body });

test('a site is shown as it was made', async () => {
  const created = await create({
    domain: 'https://www.Example.com/path?x',
    name: 'Example',
    timezone: 'America/New_York',
  });
  const site = {
    id: expect.stringMatching(/^[0-9A-Za-z]{20}$/),
    org_id: path.split('/')[3],
    domain: 'example.com',
    name: 'Example',
    timezone: 'America/New_York',
    public: false,
    created_at: CREATED_AT,
    first_event_at: null,
  };
  expect([created.status, created.body]).toEqual([201, { site }]);
  expect((await app.ask('GET', path, { as })).body).toEqual({ sites: [site] });
  const one = await app.ask('GET', `${path}/${created.body.site.id}`, { as });
  expect(one.body).toEqual({ site });
});

test('without name and timezone a site is called by its domain and lives in UTC', async () => {
  const { site } = (await create({ domain: 'blog.example.com' })).body;
  expect([site.name, site.timezone]).toEqual(['blog.example.com', 'UTC']);
});

test.each([
  [{}, 'domain', /^is required: a host name/],
  [{ domain: 'not a host' }, 'domain', /^found "not a host"; allowed is a host name/],
  [
    { domain: 'x.org', timezone: 'Mars/Base' },
    'timezone',
    /^found "Mars\/Base"; allowed is an IANA/,
  ],
  [{ domain: 'x.org', timezone: '+02:00' }, 'timezone', /^found "\+02:00"/],
  [{ domain: 'x.org', name: '' }, 'name', /^must not be empty/],
])('%j is refused', async (body, field, message) => {
  const answer = await create(body);
  expect(answer.status).toBe(400);
  expect(answer.body.error.details).toEqual([
    { path: field, message: expect.stringMatching(message) },
  ]);
});

test('a domain is tracked once on this server, whoever asks', async () => {
  await create({ domain: 'example.com' });
  const bob = await app.register('bob');
  const org = await app.ask('POST', '/api/org', { as: bob, body: { name: 'Other' } });
  const second = await app.ask('POST', `/api/org/${org.body.org.id}/site`, {
    as: bob,
    body: { domain: 'WWW.example.com' },
  });
  expect([second.status, second.body]).toEqual([
    409,
    {
      error: {
        code: 'CONFLICT',
        message: 'The domain example.com is tracked on this server already.',
        details: [{ path: 'domain', message: 'is tracked on this server already' }],
      },
    },
  ]);
});

test('the directory follows every change', async () => {
  const facts = () =>
    [...app.deps.sites.all()].map(({ number, domain, timezone, createdAtMs }) => ({
      number,
      domain,
      timezone,
      createdAtMs,
    }));
  const createdAtMs = Date.parse(CREATED_AT);
  const { id } = (await create({ domain: 'example.com' })).body.site;
  expect(facts()).toEqual([{ number: 1, domain: 'example.com', timezone: 'UTC', createdAtMs }]);

  const change = { domain: 'example.org', timezone: 'Asia/Tokyo' };
  const changed = await app.ask('PUT', `${path}/${id}`, { as, body: change });
  expect(changed.body.site).toMatchObject(change);
  expect(facts()).toEqual([{ number: 1, ...change, createdAtMs }]);
  const { sites } = app.deps;
  expect([sites.byDomain('example.com'), sites.byDomain('example.org')?.id]).toEqual([
    undefined,
    id,
  ]);
  expect([sites.byId(id)?.number, sites.byNumber(1)?.id]).toEqual([1, id]);

  await app.ask('DELETE', `${path}/${id}`, { as });
  expect(facts()).toEqual([]);
  expect([sites.byDomain('example.org'), sites.byId(id), sites.byNumber(1)]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

test('a change leaves what it does not name, and must name something', async () => {
  const { site } = (await create({ domain: 'example.com', timezone: 'Asia/Tokyo' })).body;
  const changed = await app.ask('PUT', `${path}/${site.id}`, { as, body: { name: 'New' } });
  expect(changed.body).toEqual({ site: { ...site, name: 'New' } });
  const empty = await app.ask('PUT', `${path}/${site.id}`, { as, body: { public: true } });
  expect([empty.status, empty.body.error.message]).toEqual([
    400,
    'body: send at least one of domain, name, timezone',
  ]);
});

test('a change to a domain that is tracked already is refused', async () => {
  await create({ domain: 'one.example.com' });
  const { site } = (await create({ domain: 'two.example.com' })).body;
  const body = { domain: 'one.example.com' };
  expect((await app.ask('PUT', `${path}/${site.id}`, { as, body })).status).toBe(409);
  expect(app.deps.sites.byDomain('two.example.com')?.id).toBe(site.id);
});

test('a number is never given twice, not even after a restart', async () => {
  const numbers = [];
  for (const domain of ['one.example.com', 'two.example.com']) {
    const { site } = (await create({ domain })).body;
    numbers.push(app.deps.sites.byId(site.id)!.number);
    await app.ask('DELETE', `${path}/${site.id}`, { as });
  }
  await app.close();
  await open();
  const { site } = (await create({ domain: 'one.example.com' })).body;
  numbers.push(app.deps.sites.byId(site.id)!.number);
  expect(numbers).toEqual([1, 2, 3]);
});

test('a refused domain uses up no number that another site could miss', async () => {
  await create({ domain: 'example.com' });
  await create({ domain: 'example.com' });
  await create({ domain: 'example.org' });
  expect([...app.deps.sites.all()].map(({ number }) => number)).toEqual([1, 2]);
});

test('deleting a site deletes its events', async () => {
  const { id } = (await create({ domain: 'example.com' })).body.site;
  expect((await app.ask('DELETE', `${path}/${id}`, { as })).status).toBe(204);
  expect(app.deletedSites).toEqual([1]);
  expect((await app.ask('GET', `${path}/${id}`, { as })).status).toBe(404);
});

test('events that could not be deleted are deleted by the next start', async () => {
  const { id } = (await create({ domain: 'example.com' })).body.site;
  await app.close();
  await open({ deps: { deleteSiteEvents: () => Promise.reject(new Error('store is down')) } });
  expect((await app.ask('DELETE', `${path}/${id}`, { as })).status).toBe(204);
  expect(app.lines.filter((line) => line.includes('wait for the next start'))).toHaveLength(1);
  await app.close();

  await open();
  await app.finishDeletions();
  expect(app.deletedSites).toEqual([1]);
  await app.finishDeletions();
  expect(app.deletedSites).toEqual([1]);
});

test("a site's first event is the earliest one, and survives a restart", async () => {
  const { id } = (await create({ domain: 'example.com' })).body.site;
  const first = Date.parse('2026-03-10T12:01:00.000Z');
  expect(app.deps.sites.firstEventAtMs(1)).toBeNull();
  app.deps.sites.markFirstEvent(1, first);
  app.deps.sites.markFirstEvent(1, first + 5_000);
  app.deps.sites.markFirstEvent(99, first);
  expect(app.deps.sites.firstEventAtMs(1)).toBe(first);
  await app.close();
  await open();
  expect([app.deps.sites.firstEventAtMs(1), app.deps.sites.firstEventAtMs(99)]).toEqual([
    first,
    null,
  ]);
  app.deps.sites.markFirstEvent(1, first - 5_000);
  await app.deps.sites.settled();
  const shown = await app.ask('GET', `${path}/${id}`, { as });
  expect(shown.body.site.first_event_at).toBe('2026-03-10T12:00:55.000Z');
});

test('the earliest note of a first event stays, though another process did not know of it', async () => {
  await create({ domain: 'example.com' });
  const { configStore, log, sites } = app.deps;
  const late = await loadSiteRegistry(configStore.db, log);
  const first = Date.parse('2026-03-10T12:01:00.000Z');
  sites.markFirstEvent(1, first);
  await sites.settled();
  late.markFirstEvent(1, first + 5_000);
  await late.settled();
  const stored = await loadSiteRegistry(configStore.db, log);
  expect(stored.firstEventAtMs(1)).toBe(first);
});
