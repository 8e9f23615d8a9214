import { afterEach, beforeEach, describe, expect, test } from 'vitest';
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

const withProperties = (properties: unknown) => ({
  goal_type: 'event',
  event_name: 'buy',
  properties,
});

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
  const common = { scroll_percent: null, properties: {} };
  const page = { ...common, goal_type: 'page', name: 'Visit /thank-you', page_path: '/thank-you' };
  const event = { ...common, goal_type: 'event', page_path: null };
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
  [
    {},
    'goal_type',
    /^must be page \(with page_path\), event \(with event_name\) or scroll \(with page_path and scroll_percent\)$/,
  ],
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
  [{ goal_type: 'event', event_name: 'a\0b' }, 'event_name', /^must be whole Unicode characters/],
  [{ goal_type: 'event', event_name: 'a\ud83d' }, 'event_name', /^must be whole Unicode/],
  [{ goal_type: 'event', event_name: ' engagement' }, 'event_name', /counts as no event/],
  [{ goal_type: 'event', event_name: 'a', name: '' }, 'name', /^must not be empty: 1 to 120/],
  [{ goal_type: 'event', event_name: 'a', name: 'x'.repeat(121) }, 'name', /^is too long/],
  [{ goal_type: 'event', event_name: 'a', currency: 'EURO' }, 'currency', /^must be an ISO 4217/],
  [{ goal_type: 'scroll', scroll_percent: 50 }, 'page_path', /^is required: a path/],
  [{ goal_type: 'scroll', page_path: '/' }, 'scroll_percent', /^must be a whole number from 1 to/],
  [{ goal_type: 'scroll', page_path: '/', scroll_percent: 0 }, 'scroll_percent', /from 1 to 100/],
  [{ goal_type: 'scroll', page_path: '/', scroll_percent: 101 }, 'scroll_percent', /from 1 to 100/],
  [{ goal_type: 'scroll', page_path: '/', scroll_percent: 7.5 }, 'scroll_percent', /whole number/],
  [withProperties([]), 'properties', /^must be an object such as/],
  [withProperties({ '': 'a' }), 'properties.', /^a key has 1 to 64 characters/],
  [withProperties({ ['k'.repeat(65)]: 'a' }), `properties.${'k'.repeat(64)}`, /^a key has 1 to 64/],
  [withProperties({ plan: '' }), 'properties.plan', /^must be a text or a list of texts/],
  [withProperties({ plan: [] }), 'properties.plan', /^must be a text or a list of texts/],
  [withProperties({ plan: {} }), 'properties.plan', /^names no operator; allowed: is, is_not/],
  [withProperties({ plan: { matches: 'a' } }), 'properties.plan', /^unknown operator "matches"/],
  [withProperties({ plan: { is: [null] } }), 'properties.plan.is', /^must be a text or a list/],
  [withProperties({ plan: 'x'.repeat(2_001) }), 'properties.plan', /^a value has at most 2000/],
  [withProperties({ plan: Array.from({ length: 51 }, String) }), 'properties.plan', /at most 50/],
  [
    withProperties(Object.fromEntries(Array.from({ length: 11 }, (_, at) => [`key ${at}`, 'a']))),
    'properties',
    /^asks of at most 10 properties, found 11/,
  ],
])('%j is refused', async (body, field, message) => {
  expect(await refusal(body)).toEqual({
    status: 400,
    details: [{ path: field, message: expect.stringMatching(message) }],
  });
});

test('a goal of scrolling, and conditions on properties in every form', async () => {
  const made = [
    await create({ goal_type: 'scroll', page_path: '/blog/**', scroll_percent: 75 }),
    await create({ goal_type: 'event', event_name: 'buy', properties: { plan: 'pro', seats: 5 } }),
    await create({
      goal_type: 'event',
      event_name: 'buy',
      properties: { plan: { is_not: 'free', contains: ['b', 'a', 'a'] }, __proto__x: true },
    }),
  ];
  const goals = made.map(({ body: { goal } }) => [goal?.name, goal?.properties]);
  expect(goals).toEqual([
    ['Scroll 75% of /blog/**', {}],
    ['buy, plan is pro, seats is 5', { plan: { is: ['pro'] }, seats: { is: ['5'] } }],
    [
      'buy, __proto__x is true, plan contains a or b, plan is not free',
      { __proto__x: { is: ['true'] }, plan: { contains: ['a', 'b'], is_not: ['free'] } },
    ],
  ]);
  expect(made[0]!.body.goal).toMatchObject({ page_path: '/blog/**', scroll_percent: 75 });
});

test('a name made of conditions is cut between characters, and follows them all the same', async () => {
  const before = 'buy, note is '.length;
  const note = `${'x'.repeat(119 - before - 1)}😀😀`;
  const { goal } = (await create(withProperties({ note }))).body;
  expect([goal.name.isWellFormed(), goal.name.length]).toEqual([true, 119]);
  const body = { event_name: 'order' };
  const { body: answer } = await app.ask('PUT', `${path}/${goal.id}`, { as, body });
  expect(answer.goal.name).toMatch(/^order, note is x+…$/);
});

test('a goal that counts the same is the same, however it is written', async () => {
  await create(withProperties({ plan: ['a', 'b'], size: 'L' }));
  expect(await refusal(withProperties({ size: { is: ['L'] }, plan: ['b', 'a', 'b'] }))).toEqual(
    refused('event_name', 'the goal "buy, plan is a or b, size is L" counts the same already'),
  );
  const others = [
    await create(withProperties({ plan: ['a', 'b'] })),
    await create(withProperties({})),
    await create({ goal_type: 'page', page_path: '/a' }),
    await create({ goal_type: 'scroll', page_path: '/a', scroll_percent: 50 }),
    await create({ goal_type: 'scroll', page_path: '/a', scroll_percent: 51 }),
  ];
  expect(others.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201]);
});

describe('a change', () => {
  let goalId: string;
  const change = (body: unknown, of = goalId) => app.ask('PUT', `${path}/${of}`, { as, body });
  beforeEach(async () => {
    const made = await create({ goal_type: 'event', event_name: 'buy', currency: 'EUR' });
    goalId = made.body.goal.id;
  });

  test('touches only what it names, and a name that nobody gave follows', async () => {
    const changes = [
      { properties: { plan: 'pro' } },
      { event_name: 'order' },
      { name: 'Ordered', currency: null },
      { properties: {}, page_path: 'https://example.com/thanks?x', goal_type: 'page' },
      { goal_type: 'scroll', scroll_percent: 50 },
      { name: null },
    ];
    const told = [];
    for (const body of changes) {
      const { goal } = (await change(body)).body;
      const { name, currency, event_name, page_path, scroll_percent, properties } = goal;
      told.push([name, currency, event_name ?? page_path, scroll_percent, properties]);
    }
    const pro = { plan: { is: ['pro'] } };
    expect(told).toEqual([
      ['buy, plan is pro', 'EUR', 'buy', null, pro],
      ['order, plan is pro', 'EUR', 'order', null, pro],
      ['Ordered', null, 'order', null, pro],
      ['Ordered', null, '/thanks', null, {}],
      ['Ordered', null, '/thanks', 50, {}],
      ['Scroll 50% of /thanks', null, '/thanks', 50, {}],
    ]);
  });

  test('keeps id and age, and may leave everything as it is', async () => {
    const { goals } = (await app.ask('GET', path, { as })).body;
    const answer = await change({ event_name: 'buy' });
    expect([answer.status, answer.body]).toEqual([200, { goal: goals[0] }]);
  });

  test('is refused where it makes a second one of a goal or name, or is not whole', async () => {
    await create({ goal_type: 'event', event_name: 'signup' });
    const refusals = [];
    for (const body of [
      { event_name: 'signup' },
      { name: 'signup' },
      { goal_type: 'page' },
      { goal_type: 'scroll', page_path: '/a' },
      { event_name: 'pageview' },
      {},
    ]) {
      const { status, body: answer } = await change(body);
      refusals.push([status, answer.error.details[0].path, answer.error.details[0].message]);
    }
    expect(refusals).toEqual([
      [409, 'event_name', 'the goal "signup" counts signup already'],
      [409, 'name', expect.stringContaining('another goal is called "signup"')],
      [400, 'page_path', expect.stringContaining('is required for this goal_type')],
      [400, 'scroll_percent', expect.stringContaining('is required for this goal_type')],
      [400, 'event_name', expect.stringContaining('goal of type page')],
      [400, 'body', expect.stringContaining('send at least one of')],
    ]);
  });

  test('of a goal of another site finds none', async () => {
    const other = `${sites}/${await addSite('example.org')}/goal`;
    const answer = await app.ask('PUT', `${other}/${goalId}`, { as, body: { name: 'Mine' } });
    expect(answer.status).toBe(404);
    expect((await change({ name: 'Mine' }, 'none')).status).toBe(404);
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
