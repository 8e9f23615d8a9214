import { afterEach, beforeEach, expect, test } from 'vitest';
import { NOW_MS, openTestApp, type TestApp } from '../../testing/http-app.ts';

const created_at = new Date(NOW_MS).toISOString();
const id = expect.stringMatching(/^[0-9A-Za-z]{20}$/);
const PATHS = [{ page_path: '/pricing' }, { page_path: '/sold' }];

let app: TestApp;
let as: string;
let sites: string;
let site: string;
let path: string;

beforeEach(async () => {
  app = await openTestApp();
  as = await app.register('ann');
  const org = await app.ask('POST', '/api/org', { as, body: { name: 'Acme' } });
  sites = `/api/org/${org.body.org.id}/site`;
  site = `${sites}/${await addSite('example.com')}`;
  path = `${site}/funnel`;
});
afterEach(() => app.close());

async function addSite(domain: string): Promise<string> {
  return (await app.ask('POST', sites, { as, body: { domain } })).body.site.id;
}
async function addGoal(event_name: string, of = site): Promise<string> {
  const body = { goal_type: 'event', event_name };
  return (await app.ask('POST', `${of}/goal`, { as, body })).body.goal.id;
}
const ask = (method: string, at: string, body?: unknown) =>
  app.ask(method, at, { as, ...(body !== undefined && { body }) });
const create = (body: object) => ask('POST', path, { name: 'Sale', steps: PATHS, ...body });

const pageStep = (page_path: string) => ({
  name: `Visit ${page_path}`,
  type: 'page',
  goal_id: null,
  page_path,
});

test('a funnel is made of goals and paths, listed, read, changed and deleted', async () => {
  const goal_id = await addGoal('signup');
  const body = { name: ' Sign up ', steps: [{ page_path: '/pricing' }, { goal_id }] };
  const signup = { name: 'signup', type: 'event', goal_id, page_path: null };
  const made = await create(body);
  const steps = [pageStep('/pricing'), signup];
  const funnel = { id, name: 'Sign up', strict: false, steps, created_at };
  expect([made.status, made.body]).toEqual([201, { funnel }]);
  const one = `${path}/${made.body.funnel.id}`;
  expect((await ask('GET', path)).body).toEqual({ funnels: [made.body.funnel] });
  expect((await ask('GET', one)).body).toEqual({ funnel: made.body.funnel });

  const wider = { name: 'Sign up', strict: true, steps: [{ goal_id }, ...PATHS] };
  const changed = await ask('PUT', one, wider);
  const widened = {
    ...funnel,
    strict: true,
    steps: [signup, ...['/pricing', '/sold'].map(pageStep)],
  };
  expect([changed.status, changed.body]).toEqual([200, { funnel: widened }]);
  expect((await ask('GET', one)).body).toEqual(changed.body);

  expect((await ask('DELETE', one)).status).toBe(204);
  expect((await ask('GET', path)).body).toEqual({ funnels: [] });
  for (const [method, given] of [['GET'], ['PUT', wider], ['DELETE']] as const) {
    const answer = await ask(method, one, given);
    expect([answer.status, answer.body.error.message]).toEqual([
      404,
      'No such funnel, or you may not see it.',
    ]);
  }
});

test('paths are kept as events carry them', async () => {
  const given = ['/caf%C3%A9?a=1', 'https://www.example.com/sold#x', '/blog/**'];
  const made = await create({ steps: given.map((page_path) => ({ page_path })) });
  expect(made.body.funnel.steps).toEqual(['/café', '/sold', '/blog/**'].map(pageStep));
});

const nine = Array.from({ length: 9 }, () => ({ page_path: '/' }));
const ONE_OF = /^give either goal_id, .* or page_path/;

test.each([
  [{ steps: undefined }, 'steps', /^is required: a funnel has 2 to 8 steps/],
  [{ steps: 'all' }, 'steps', /^is required/],
  [{ steps: [{ page_path: '/' }] }, 'steps', /^are too few: a funnel has 2 to 8 steps/],
  [{ steps: nine }, 'steps', /^are too many: a funnel has 2 to 8 steps/],
  [{ steps: ['/', PATHS[0]] }, 'steps.0', /^is no step: give either/],
  [{ steps: [...PATHS, {}] }, 'steps.2', ONE_OF],
  [{ steps: [...PATHS, { page_path: '/', goal_id: 'x' }] }, 'steps.2', ONE_OF],
  [{ steps: [...PATHS, { event_name: 'signup' }] }, 'steps.2', ONE_OF],
  [{ steps: [...PATHS, { goal_id: 'nobody' }] }, 'steps.2.goal_id', /^is no goal of this site$/],
  [{ steps: [...PATHS, { page_path: ' ' }] }, 'steps.2.page_path', /^must not be empty/],
  [{ steps: [...PATHS, { page_path: 'sold' }] }, 'steps.2.page_path', /must begin with \//],
  [
    { steps: [...PATHS, { page_path: 'https://other.org/' }] },
    'steps.2.page_path',
    /^is an address of other\.org/,
  ],
  [{ name: undefined }, 'name', /^is required: text of 1 to 120/],
  [{ name: ' ' }, 'name', /^must not be empty/],
  [{ name: 'x'.repeat(121) }, 'name', /^is too long: 1 to 120/],
  [{ strict: 'yes' }, 'strict', /^must be true or false/],
])('%j is refused', async (body, field, message) => {
  const { status, body: answer } = await create(body);
  expect([status, answer.error.details]).toEqual([
    400,
    [{ path: field, message: expect.stringMatching(message) }],
  ]);
});

test('a limit itself is allowed, and the same step may come again', async () => {
  const made = await create({ name: 'x'.repeat(120), steps: nine.slice(1) });
  expect([made.status, made.body.funnel.steps]).toEqual([
    201,
    Array.from({ length: 8 }, () => pageStep('/')),
  ]);
});

test('a name is taken once for a site', async () => {
  const { funnel } = (await create({})).body;
  const message = 'another funnel is called "Sale" already; give this one a name of its own';
  const taken = [409, [{ path: 'name', message }]];
  const again = await create({});
  expect([again.status, again.body.error.details]).toEqual(taken);
  const other = (await create({ name: 'Other' })).body.funnel;
  const renamed = await ask('PUT', `${path}/${other.id}`, { name: 'Sale', steps: PATHS });
  expect([renamed.status, renamed.body.error.details]).toEqual(taken);
  expect((await ask('PUT', `${path}/${funnel.id}`, { name: 'Sale', steps: PATHS })).status).toBe(
    200,
  );
  path = `${sites}/${await addSite('example.org')}/funnel`;
  expect((await create({})).status).toBe(201);
});

test('of the same funnel made several times at once one is made', async () => {
  const answers = await Promise.all([create({}), create({}), create({})]);
  expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409, 409]);
});

test('a site has at most 100 funnels', async () => {
  for (let count = 0; count < 100; count++) await create({ name: `Funnel ${count}` });
  const more = await create({ name: 'One more' });
  expect([more.status, more.body.error.message]).toEqual([
    409,
    'A site has at most 100 funnels. Delete one first.',
  ]);
});

test('a goal of another site is no step', async () => {
  const foreign = await addGoal('signup', `${sites}/${await addSite('example.org')}`);
  const { status, body } = await create({ steps: [...PATHS, { goal_id: foreign }] });
  expect([status, body.error.details]).toEqual([
    400,
    [{ path: 'steps.2.goal_id', message: 'is no goal of this site' }],
  ]);
});

test('a goal that is a step stays, and the answer names the funnels', async () => {
  const goal_id = await addGoal('signup');
  const steps = [{ goal_id }, ...PATHS];
  const { funnel } = (await create({ steps })).body;
  await create({ name: 'Other', steps: [...steps, { goal_id }] });
  const remove = () => ask('DELETE', `${site}/goal/${goal_id}`);
  const refused = await remove();
  expect([refused.status, refused.body.error]).toEqual([
    409,
    {
      code: 'CONFLICT',
      message:
        'The goal is a step of the funnels "Other", "Sale". Take it out there first, or delete the funnel.',
    },
  ]);
  await ask('PUT', `${path}/${funnel.id}`, { name: 'Sale', steps: PATHS });
  expect((await remove()).body.error.message).toMatch(
    /^The goal is a step of the funnel "Other"\./,
  );
  const [other] = (await ask('GET', path)).body.funnels;
  await ask('DELETE', `${path}/${other.id}`);
  expect((await remove()).status).toBe(204);
});

test('the funnels of a site go with it, goals that are steps among them', async () => {
  const goal_id = await addGoal('signup');
  await create({ steps: [{ goal_id }, ...PATHS] });
  expect((await ask('DELETE', site)).status).toBe(204);
  const { db } = app.deps.configStore;
  expect(await db.selectFrom('funnels').selectAll().execute()).toEqual([]);
  expect(await db.selectFrom('funnel_steps').selectAll().execute()).toEqual([]);
});
