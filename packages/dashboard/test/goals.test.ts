/** Goals in a real browser: their page, their dialog, and their table on the dashboard. */
import type { Funnel, FunnelStats } from '@purestat/vocabulary';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { describeInChromium } from '../../../test/chromium.ts';
import { useBrowser, type OpenPage } from './browser.ts';
import { ACME, fakeSite, JANE, type ApiAnswer, type ApiRequest } from './fake-api.ts';
import { fakeGoal } from './fake-goals.ts';
import { askedFor, createFakeStats, NOW, type FakeStats } from './stats-fake.ts';

const SITE = '/org/org1/site/site1';
const PRICING = fakeGoal(1, 'Visit /pricing', {
  goal_type: 'page',
  event_name: null,
  page_path: '/pricing',
});
const SIGNUP = fakeGoal(2, 'signup', { properties: { plan: { is: ['pro', 'team'] } } });
const UNMET = fakeGoal(3, 'unsubscribe', { currency: 'EUR' });

const addButton = (page: Page) => page.getByRole('button', { name: 'Add Goal', exact: true });
const rowTexts = async (page: Page, name: string) => {
  const row = page.getByRole('row', { name: new RegExp(name) });
  await row.getByRole('cell').nth(2).getByText(/\d/).waitFor();
  return (await row.getByRole('cell').allInnerTexts()).map((text) => text.trim());
};

const tableTab = (page: Page, name: string) =>
  page.getByRole('tablist', { name: 'Goals, properties and funnels' }).getByRole('tab', { name });

const FUNNEL: Funnel = {
  id: 'funnel1',
  name: 'Buy',
  strict: false,
  steps: [
    { name: '/pricing', type: 'page', goal_id: null, page_path: '/pricing' },
    { name: 'signup', type: 'event', goal_id: 'goal2', page_path: null },
  ],
  created_at: '2026-11-01T08:00:00.000Z',
};

const LONG_FUNNEL: Funnel = { ...FUNNEL, steps: [...FUNNEL.steps, FUNNEL.steps[0]!] };
const LONG_FUNNEL_STATS: FunnelStats = {
  metrics: { entered: 3, completed: 1, conversion_rate: 33.3, median_seconds: 60 },
  steps: [1, 2, 3].map((step) => ({
    visitors: 4 - step,
    entered_rate: 50,
    previous_rate: step === 1 ? null : 50,
    dropped: step === 3 ? 0 : 1,
    drop_rate: 50,
    median_seconds: step === 1 ? null : 30,
    next: [{ type: 'pageview', value: `/about-${step}`, visitors: 1, percentage: 100 }],
  })),
  meta: { timezone: 'UTC', date_from: '2026-11-13', date_to: '2026-11-19', sampled: false },
};

function answerFunnels({ path }: ApiRequest, funnels = [FUNNEL]): ApiAnswer | undefined {
  if (path.endsWith('/funnel')) return { status: 200, body: { funnels } };
  if (!path.endsWith('/funnel/funnel1/stats')) return undefined;
  const metrics = { entered: 200, completed: 50, conversion_rate: 25 };
  return { status: 200, body: { metrics, steps: [{}, {}] } };
}

describeInChromium('goals', () => {
  const open = useBrowser();

  async function openGoals(
    path = `${SITE}/goals`,
    prepare: (opened: OpenPage) => void = () => {},
  ): Promise<OpenPage & { stats: FakeStats }> {
    const opened = await open();
    const stats = createFakeStats();
    const { api, page } = opened;
    api.user = JANE;
    api.orgs = [ACME];
    api.sites = [fakeSite(1, 'kestrel.example', { first_event_at: stats.firstEventAt })];
    api.goals = [PRICING, SIGNUP, UNMET];
    api.intercept = stats.handle;
    prepare(opened);
    await page.clock.setFixedTime(new Date(NOW));
    await page.goto(path);
    return { ...opened, stats };
  }

  it('each goal has its figures, all asked for in one request, most visitors first', async () => {
    const { page, stats } = await openGoals();
    expect((await rowTexts(page, 'Visit /pricing'))[0]).toBe('Page /pricing');
    expect((await rowTexts(page, 'signup'))[0]).toBe('Event signup\nplan is pro or team');
    expect((await rowTexts(page, 'unsubscribe')).slice(2, 6)).toEqual(['0', '0', '–', '–']);
    const names = await page.getByRole('rowheader').allInnerTexts();
    expect(names).toEqual(['Visit /pricing', 'signup', 'unsubscribe']);
    expect(stats.batches.map(askedFor)).toEqual([['date', 'goal', 'goal+date']]);
  });

  it('period and filters are the dashboard’s, there and back', async () => {
    const { page, stats } = await openGoals(`${SITE}?period=7d&f=is,country,US`);
    await page.getByRole('navigation', { name: 'Site' }).getByText('Goals').click();
    await page.getByRole('heading', { name: 'Goals', level: 1 }).waitFor();
    await rowTexts(page, 'signup');
    const wanted = { period: '7d', filters: { country: { is: ['US'] } } };
    expect(stats.batches.at(-1)).toMatchObject({ base: wanted });
    await page.getByRole('link', { name: 'signup', exact: true }).click();
    await page.waitForURL(/f=is,country,US&f=is,goal,signup/);
  });

  it('an address of the realtime view is of today, and says so', async () => {
    const { page, stats } = await openGoals(`${SITE}/goals?period=realtime`);
    await rowTexts(page, 'signup');
    await page.getByRole('columnheader', { name: 'Today', exact: true }).waitFor();
    expect(await page.getByText('Realtime').count()).toBe(0);
    expect(stats.batches.at(-1)).toMatchObject({ base: { period: 'today' } });
  });

  it('a goal is added, what is wrong is told beside its field', async () => {
    const { page, api } = await openGoals();
    await addButton(page).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Event name').fill('purchase');
    await dialog.getByText('Seen 246 times in the last 91 days.').waitFor();
    await dialog.getByLabel('Display name').fill('signup');
    await dialog.getByRole('switch', { name: 'Track revenue' }).check();
    await dialog.getByRole('button', { name: 'Add a property' }).click();
    await dialog.getByLabel('Property 1', { exact: true }).fill('plan');
    await dialog.getByLabel('Value 1').fill('pro');
    await dialog.getByText("revenue: { amount: 29.99, currency: 'EUR' }").waitFor();
    await page.keyboard.press('Enter');
    await dialog.getByRole('alert').getByText('another goal is called').waitFor();
    await dialog.getByLabel('Display name').fill('Sold');
    await dialog.getByRole('button', { name: 'Add goal' }).click();
    await page.getByRole('link', { name: 'Sold' }).waitFor();
    expect(api.goals.at(-1)).toMatchObject({
      goal_type: 'event',
      event_name: 'purchase',
      name: 'Sold',
      currency: 'EUR',
      properties: { plan: { is: ['pro'] } },
    });
  });

  it('an event that came in becomes a goal with one press', async () => {
    const { page, api } = await openGoals();
    await page.getByRole('button', { name: 'Make a goal of purchase' }).click();
    await page.getByRole('link', { name: 'purchase' }).waitFor();
    expect(api.goals.at(-1)).toMatchObject({ event_name: 'purchase', properties: {} });
  });

  it('a goal is changed and deleted', async () => {
    const { page, api } = await openGoals();
    await page.getByRole('button', { name: 'Edit signup' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('radio', { name: 'Scroll depth' }).check({ force: true });
    await dialog.getByLabel('Page', { exact: true }).fill('/blog/**');
    await dialog.getByLabel('Scrolled down to').fill('50');
    await dialog.getByRole('button', { name: 'Remove property 2' }).click();
    await dialog.getByRole('button', { name: 'Save goal' }).click();
    await page.getByText('50% of /blog/**').waitFor();
    expect(api.goals[1]).toMatchObject({
      id: 'goal2',
      goal_type: 'scroll',
      page_path: '/blog/**',
      scroll_percent: 50,
      properties: { plan: { is: ['pro'] } },
    });
    await page.getByRole('button', { name: 'Delete unsubscribe' }).click();
    await page.getByRole('button', { name: 'Delete goal' }).click();
    await page.getByRole('link', { name: 'unsubscribe' }).waitFor({ state: 'detached' });
    expect(api.goals.map(({ id }) => id)).toEqual(['goal1', 'goal2']);
  });

  it('viewers see the figures and nothing to change', async () => {
    const { page } = await openGoals(`${SITE}/goals`, ({ api }) => {
      api.orgs = [{ ...ACME, role: 'viewer' }];
    });
    await rowTexts(page, 'signup');
    expect(await page.getByRole('button', { name: /goal|edit|delete/i }).count()).toBe(0);
  });

  it('without goals the page says what they are for', async () => {
    const { page } = await openGoals(`${SITE}/goals`, ({ api }) => {
      api.goals = [];
    });
    await page.getByRole('heading', { name: 'No goals yet' }).waitFor();
    await page.getByRole('button', { name: 'Add the first goal' }).click();
    const dialog = page.getByRole('dialog', { name: 'Add a goal' });
    await dialog.waitFor();
    expect(await dialog.isVisible()).toBe(true);
  });

  it('a press on the dashboard’s goal filters everything, and the cards speak of conversions', async () => {
    const { page, stats } = await openGoals(SITE);
    const row = page.getByRole('button', { name: /^signup/ });
    await row.click();
    await page.waitForURL(/f=is,goal,signup/);
    const cards = page.getByRole('tablist', { name: 'Metric' }).getByRole('tab');
    await cards.getByText('Unique conversions').waitFor();
    expect((await cards.allInnerTexts()).map((text) => text.split('\n')[0])).toEqual([
      'Unique conversions',
      'Total conversions',
      'Conversion rate',
      'Revenue',
      'Average revenue',
      'Visits',
    ]);
    expect(stats.batches.at(-1)).toMatchObject({
      base: { filters: { goal: { is: ['signup'] } } },
    });
    await page
      .getByRole('button', { name: /^signup/, pressed: undefined })
      .last()
      .click();
    await cards.getByText('Unique visitors').waitFor();
  });

  it('a filter may ask for any custom property by its name', async () => {
    const { page } = await openGoals();
    await page.getByRole('button', { name: 'Filter' }).click();
    await page.getByLabel('Dimension').selectOption('Custom property');
    const apply = page.getByRole('button', { name: 'Apply filter' });
    expect(await apply.isDisabled()).toBe(true);
    await page.getByLabel('Property', { exact: true }).fill('plan');
    await page.getByLabel('Value', { exact: true }).fill('pro');
    await apply.click();
    await page.waitForURL(/f=is,props:plan,pro/);
    await page.getByRole('button', { name: 'Edit filter: plan is pro' }).waitFor();
  });

  it('the dashboard’s table lists properties, under one its values, and a press filters by a value', async () => {
    const { page, stats } = await openGoals(SITE);
    await page.getByRole('button', { name: /^signup/ }).waitFor();
    expect(stats.batches).toHaveLength(1);
    await tableTab(page, 'Properties').click();
    await page.waitForURL(/table=properties/);
    await page.getByText('3 properties').waitFor();
    expect(askedFor(stats.batches.at(-1)!)).toEqual(['property']);
    await page.getByRole('button', { name: /^plan.*Show its values/ }).click();
    await page.waitForURL(/property=plan/);
    await page.getByText('3 values of plan').waitFor();
    expect(askedFor(stats.batches.at(-1)!)).toEqual(['props:plan', 'total']);
    await page.getByRole('button', { name: /^\(none\).*Filter by this/ }).click();
    await page.waitForURL(/f=is,props:plan,\(none\)/);
    await page.getByText('1 value of plan', { exact: true }).waitFor();
    expect(stats.batches.at(-1)).toMatchObject({
      base: { filters: { 'props:plan': { is: ['(none)'] } } },
    });
    await page.getByRole('button', { name: /^\(none\).*Filter by this/ }).click();
    await page.getByText('3 values of plan').waitFor();
    await page.getByRole('button', { name: 'All properties' }).click();
    await page.getByText('3 properties').waitFor();
    expect(new URL(page.url()).search).toBe('?table=properties');
  });

  it('of a property whose values are numbers it tells sum and average, and what is left out', async () => {
    const { page } = await openGoals(`${SITE}?table=properties&property=size`);
    const numbers = page.locator('.property-numbers');
    await numbers.scrollIntoViewIfNeeded();
    expect((await numbers.innerText()).split(/\s*\n\s*/)).toEqual([
      'Sum',
      expect.stringMatching(/^\d[\d,]*(\.\d)?$/),
      'Average',
      '4.17',
      expect.stringMatching(/^\d[\d,]* values are not numbers$/),
    ]);
    await page.getByRole('button', { name: 'All properties' }).click();
    await page.getByRole('button', { name: /^plan.*Show its values/ }).click();
    await page.getByText('3 values of plan').waitFor();
    expect(await numbers.count()).toBe(0);
  });

  it('the dashboard’s table lists funnels, each with its figures, and leads to them', async () => {
    const { page } = await openGoals(`${SITE}?table=funnels&period=7d`, ({ api }) => {
      const { intercept } = api;
      api.intercept = (request) => answerFunnels(request) ?? intercept?.(request);
    });
    const row = page.getByRole('link', { name: /^Buy/ });
    await row.scrollIntoViewIfNeeded();
    await page.getByRole('link', { name: /^Buy.*200 entered, 50 completed, 25\.0%/ }).waitFor();
    expect(await row.getAttribute('href')).toBe(`${SITE}/funnels/funnel1?period=7d&table=funnels`);
    await tableTab(page, 'Funnels').press('ArrowLeft');
    await page.waitForURL(/table=properties/);
    expect(
      await tableTab(page, 'Properties').evaluate((tab) => tab === document.activeElement),
    ).toBe(true);
  });

  it('a funnel’s page keeps the step in its address, and saves what it shows as CSV', async () => {
    const exports: ApiRequest[] = [];
    const search = '?period=7d&f=is,country,US&split=channel&after=2';
    const { page } = await openGoals(`${SITE}/funnels/funnel1${search}`, ({ api }) => {
      const { intercept } = api;
      api.intercept = (request) => {
        if (request.path.endsWith('/funnel'))
          return { status: 200, body: { funnels: [LONG_FUNNEL] } };
        if (request.path.endsWith('/stats')) return { status: 200, body: LONG_FUNNEL_STATS };
        if (!request.path.endsWith('/funnel1/export')) return intercept?.(request);
        exports.push(request);
        return {
          status: 200,
          file: { name: 'purestat-funnel-2026-11-19.csv', text: 'step\r\n', isCut: false },
        };
      };
    });
    await page.getByRole('tabpanel', { name: 'After step 2' }).getByText('/about-2').waitFor();
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export CSV', exact: true }).click();
    expect((await download).suggestedFilename()).toBe('purestat-funnel-2026-11-19.csv');
    expect(exports.map(({ query }) => Object.fromEntries(query))).toEqual([
      { period: '7d', split: 'channel', filters: '{"country":{"is":["US"]}}' },
    ]);
    await page.getByRole('tab', { name: /1$/ }).click();
    await page.getByText('/about-1').waitFor();
    expect(new URL(page.url()).search).toBe('?period=7d&f=is,country,US&split=channel');
  });

  it('a split funnel is headed by what splits it', async () => {
    const split = { dimension: 'utm_source' as const, rows: [], total_rows: 0 };
    const { page } = await openGoals(`${SITE}/funnels/funnel1?split=utm_source`, ({ api }) => {
      const { intercept } = api;
      api.intercept = (request) => {
        if (request.path.endsWith('/funnel'))
          return { status: 200, body: { funnels: [LONG_FUNNEL] } };
        if (!request.path.endsWith('/stats')) return intercept?.(request);
        return { status: 200, body: { ...LONG_FUNNEL_STATS, split } };
      };
    });
    await page.getByText('Nobody entered').waitFor();
    const heading = page.getByRole('heading', { name: /^Conversion by/ });
    expect(await heading.textContent()).toBe('Conversion by UTM source');
  });

  it('what is wrong with a funnel’s step is told of that step, and not of what replaced it', async () => {
    const { page } = await openGoals(`${SITE}/funnels`, ({ api }) => {
      const message = 'must not be empty: a path such as /pricing';
      const details = [0, 1].map((at) => ({ path: `steps.${at}.page_path`, message }));
      api.intercept = ({ method, path }) =>
        path.endsWith('/funnel')
          ? method === 'GET'
            ? { status: 200, body: { funnels: [] } }
            : { status: 400, body: { error: { code: 'VALIDATION_ERROR', message, details } } }
          : undefined;
    });
    await page.getByRole('button', { name: 'New funnel' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Create funnel' }).click();
    const errors = dialog.getByText(/must not be empty/);
    await expect.poll(() => errors.count()).toBe(2);
    await dialog.getByRole('combobox', { name: /^Step 2/ }).selectOption('signup');
    await expect
      .poll(() => errors.allInnerTexts())
      .toEqual(['Step 1 must not be empty: a path such as /pricing.']);
  });

  it('without funnels the table says what they are for', async () => {
    const { page } = await openGoals(`${SITE}?table=funnels`, ({ api }) => {
      const { intercept } = api;
      api.intercept = (request) => answerFunnels(request, []) ?? intercept?.(request);
    });
    const make = page.getByRole('link', { name: 'Choose the steps' });
    expect(await make.getAttribute('href')).toBe(`${SITE}/funnels`);
  });

  it('the goals page tells which filter of the address it leaves out', async () => {
    const { page } = await openGoals(`${SITE}/goals?f=is,nonsense,x`);
    await page.getByText('A filter in the address can’t be read').waitFor();
    expect(await page.getByRole('button', { name: 'Dismiss' }).count()).toBe(1);
  });
});
