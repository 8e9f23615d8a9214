import { afterEach, beforeEach, expect, test } from 'vitest';
import { NOW_MS, openTestApp, type TestApp } from '../../testing/http-app.ts';

const created_at = new Date(NOW_MS).toISOString();
const id = expect.stringMatching(/^[0-9A-Za-z]{20}$/);

let app: TestApp;
let as: string;
let sites: string;
let path: string;

beforeEach(async () => {
  app = await openTestApp();
  as = await app.register('ann');
  const org = await app.ask('POST', '/api/org', { as, body: { name: 'Acme' } });
  sites = `/api/org/${org.body.org.id}/site`;
  path = `${sites}/${await addSite('example.com')}/goal`;
});
afterEach(() => app.close());

async function addSite(domain: string): Promise<string> {
  return (await app.ask('POST', sites, { as, body: { domain } })).body.site.id;
}
const create = (body: unknown) => app.ask('POST', path, { as, body });
const refusal = async (body: unknown) => {
  const { status, body: answer } = await create(body);
  return { status, details: answer.error.details };
};

const refused = (field: string, message: string) => ({
  status: 409,
  details: [{ path: field, message }],
});

test('a page goal is called by its path, an event goal by its event, unless named', async () => {
  const made = [
    await create({ goal_type: 'page', page_path: '/thank-you' }),
    await create({ goal_type: 'event', event_name: ' signup ' }),
    await create({ goal_type: 'event', event_name: 'purchase', name: ' Sold ', currency: 'eur' }),
  ];
  const page = { goal_type: 'page', name: 'Visit /thank-you', page_path: '/thank-you' };
  const event = { goal_type: 'event', page_path: null };
  const goals = [
    { id, ...page, event_name: null, currency: null, created_at },
    { id, ...event, name: 'signup', event_name: 'signup', currency: null, created_at },
    { id, ...event, name: 'Sold', event_name: 'purchase', currency: 'EUR', created_at },
  ];
  expect(made.map(({ status, body }) => [status, body])).toEqual(
    goals.map((goal) => [201, { goal }]),
  );
  const listed = (await app.ask('GET', path, { as })).body.goals;
  expect(listed).toHaveLength(3);
  expect(listed).toEqual(expect.arrayContaining(made.map(({ body }) => body.goal)));
});

test.each([
  ['/blog/*/comments', '/blog/*/comments'],
  ['/blog/**', '/blog/**'],
  ['/thank-you/', '/thank-you/'],
  [' /thank-you?ref=mail#top ', '/thank-you'],
  ['/caf%C3%A9', '/café'],
  ['/café/ü b', '/café/ü b'],
  ['/a%2Fb', '/a%2Fb'],
  ['/a/../b', '/b'],
  ['//double', '//double'],
  ['https://example.com/thank-you?x=1', '/thank-you'],
  ['HTTPS://www.Example.com', '/'],
  ['http://example.com:8080/a', '/a'],
])('the page path %j is kept as events carry it: %j', async (page_path, kept) => {
  const answer = await create({ goal_type: 'page', page_path });
  expect([answer.status, answer.body.goal?.page_path]).toEqual([201, kept]);
});

test.each([
  [{}, 'goal_type', /^must be page \(with page_path\) or event \(with event_name\)$/],
  [{ goal_type: 'visit' }, 'goal_type', /^must be page/],
  [{ goal_type: 'page' }, 'page_path', /^is required: a path/],
  [{ goal_type: 'page', page_path: ' ' }, 'page_path', /^must not be empty/],
  [
    { goal_type: 'page', page_path: 'thank-you' },
    'page_path',
    /"thank-you"; it must begin with \//,
  ],
  [
    { goal_type: 'page', page_path: `/${'x'.repeat(2_000)}` },
    'page_path',
    /^is too long: at most 2000/,
  ],
  [
    { goal_type: 'page', page_path: 'https://other.org/a' },
    'page_path',
    /other\.org, the site is example\.com/,
  ],
  [{ goal_type: 'page', page_path: 'https://' }, 'page_path', /^is no valid address/],
  [{ goal_type: 'event' }, 'event_name', /^is required/],
  [{ goal_type: 'event', event_name: '  ' }, 'event_name', /^must not be empty/],
  [{ goal_type: 'event', event_name: 'x'.repeat(121) }, 'event_name', /^is too long: 1 to 120/],
  [{ goal_type: 'event', event_name: 'pageview' }, 'event_name', /goal of type page/],
  [{ goal_type: 'event', event_name: ' engagement' }, 'event_name', /counts as no event/],
  [{ goal_type: 'event', event_name: 'a', name: '' }, 'name', /^must not be empty: 1 to 120/],
  [{ goal_type: 'event', event_name: 'a', name: 'x'.repeat(121) }, 'name', /^is too long/],
  [{ goal_type: 'event', event_name: 'a', currency: 'EURO' }, 'currency', /^must be an ISO 4217/],
])('%j is refused', async (body, field, message) => {
  expect(await refusal(body)).toEqual({
    status: 400,
    details: [{ path: field, message: expect.stringMatching(message) }],
  });
});

test('a limit itself is allowed', async () => {
  const answers = [
    await create({ goal_type: 'event', event_name: 'x'.repeat(120) }),
    await create({ goal_type: 'page', page_path: `/${'y'.repeat(1_999)}` }),
    await create({ goal_type: 'event', event_name: 'a', name: 'n'.repeat(120) }),
  ];
  expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
});

test('the same goal twice is refused, under another name too, and so is a name twice', async () => {
  await create({ goal_type: 'page', page_path: '/thank-you' });
  await create({ goal_type: 'event', event_name: 'signup' });
  const refusals = [
    await refusal({ goal_type: 'page', page_path: 'https://example.com/thank-you' }),
    await refusal({ goal_type: 'event', event_name: 'signup', name: 'Other' }),
    await refusal({ goal_type: 'event', event_name: 'other', name: 'signup' }),
    await refusal({ goal_type: 'event', event_name: 'Visit /thank-you' }),
  ];
  const taken = (name: string) =>
    refused('name', `another goal is called "${name}" already; give this one a name of its own`);
  expect(refusals).toEqual([
    refused('page_path', 'the goal "Visit /thank-you" counts /thank-you already'),
    refused('event_name', 'the goal "signup" counts signup already'),
    taken('signup'),
    taken('Visit /thank-you'),
  ]);
  const sameText = await create({ goal_type: 'event', event_name: '/thank-you' });
  expect(sameText.status).toBe(201);
});

test('of the same goal made several times at once one is made', async () => {
  const body = { goal_type: 'event', event_name: 'signup' };
  const answers = await Promise.all([create(body), create(body), create(body)]);
  expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409, 409]);
});

test('two sites may have the same goal', async () => {
  const body = { goal_type: 'event', event_name: 'signup' };
  await create(body);
  path = `${sites}/${await addSite('example.org')}/goal`;
  expect((await create(body)).status).toBe(201);
});

test('a site has at most 100 goals, and room again once one is gone', async () => {
  const names = Array.from({ length: 100 }, (_, index) => `event ${index}`);
  for (const event_name of names) await create({ goal_type: 'event', event_name });
  const tooMany = await create({ goal_type: 'event', event_name: 'one more' });
  expect([tooMany.status, tooMany.body.error]).toEqual([
    409,
    { code: 'CONFLICT', message: 'A site has at most 100 goals. Delete one first.' },
  ]);
  const { goals } = (await app.ask('GET', path, { as })).body;
  expect((await app.ask('DELETE', `${path}/${goals[0].id}`, { as })).status).toBe(204);
  expect((await create({ goal_type: 'event', event_name: 'one more' })).status).toBe(201);
});

test('a goal is found only under its own site', async () => {
  const { goal } = (await create({ goal_type: 'event', event_name: 'signup' })).body;
  const other = `${sites}/${await addSite('example.org')}/goal`;
  const crossed = await app.ask('DELETE', `${other}/${goal.id}`, { as });
  expect([crossed.status, crossed.body.error.message]).toEqual([
    404,
    'No such goal, or you may not see it.',
  ]);
  expect((await app.ask('GET', path, { as })).body).toEqual({ goals: [goal] });
});

test('the goals of a site go with it', async () => {
  await create({ goal_type: 'event', event_name: 'signup' });
  await app.ask('DELETE', path.replace(/\/goal$/, ''), { as });
  const { db } = app.deps.configStore;
  expect(await db.selectFrom('goals').selectAll().execute()).toEqual([]);
});
