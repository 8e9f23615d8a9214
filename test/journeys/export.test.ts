/** What the dashboard shows, taken along as a file: the rows of the file are those of the API. */
import { readFile } from 'node:fs/promises';
import type { AnyMetricValue, StatsAnswer } from '@purestat/vocabulary';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterEach, expect, test } from 'vitest';
import { describeInChromium, launchChromium } from '../chromium.ts';
import { makeOwner, startProduct, type Owner, type Product } from '../product.ts';

let browser: Browser | undefined;
let product: Product | undefined;
afterEach(async () => {
  await browser?.close();
  await product?.dispose();
});

const DAY_MS = 86_400_000;
const CARDS = ['visitors', 'visits', 'pageviews', 'views_per_visit', 'bounce_rate', 'avg_duration'];

/** Some visits of the last days, a path that a spreadsheet would run among them. */
async function sendHistory({ orgId, siteId, request }: Owner): Promise<void> {
  const paths = ['/', '/blog/one', '/blog/two', '/blog/=1+1', '/pricing'];
  const events = Array.from({ length: 60 }, (_, place) => ({
    url: `https://shop.test${paths[place % paths.length]}`,
    visitor_id: `visitor ${place % 7}`,
    timestamp: new Date(Date.now() - (1 + (place % 5)) * DAY_MS + place * 1_000).toISOString(),
  }));
  await request('POST', `/api/org/${orgId}/site/${siteId}/events`, events);
  await expect
    .poll(async () => (await stats({ orgId, siteId, request }, {})).metrics['pageviews'], {
      timeout: 30_000,
    })
    .toBe(60);
}

function stats({ orgId, siteId, request }: Owner, query: object) {
  const body = { period: '7d', ...query };
  return request<StatsAnswer<AnyMetricValue>>(
    'POST',
    `/api/org/${orgId}/site/${siteId}/stats`,
    body,
  );
}

async function signIn(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/login`);
  await page.getByLabel(/e-?mail/i).fill('owner@example.com');
  await page.getByLabel('Password', { exact: true }).fill('correct horse battery');
  await page.keyboard.press('Enter');
  await page.waitForURL((address) => !address.pathname.startsWith('/login'));
}

/** @returns name and lines of the file that the button saves */
async function saved(page: Page, scope: Page | Locator): Promise<[string, string[]]> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    scope.getByRole('button', { name: 'Export CSV', exact: true }).click(),
  ]);
  const text = await readFile(await download.path(), 'utf8');
  return [download.suggestedFilename(), text.split('\r\n')];
}

const cells = (values: readonly unknown[]) => values.map((value) => value ?? '').join(',');

describeInChromium('export', () => {
  test('the button saves the chart with filters and comparison, the details their whole table', async () => {
    product = await startProduct({ by: 'npm' });
    const owner = await makeOwner(product.url, 'shop.test');
    await sendHistory(owner);
    browser = await launchChromium();
    const page = await browser.newPage();
    await signIn(page, product.url);

    const site = `${product.url}/org/${owner.orgId}/site/${owner.siteId}`;
    await page.goto(`${site}?period=7d&f=contains,pathname,blog`);
    const [name, chart] = await saved(page, page);
    expect(name).toMatch(/^purestat-export-\d{4}-\d\d-\d\d\.csv$/);
    const filters = { pathname: { contains: 'blog' } };
    const answer = await stats(owner, {
      filters,
      metrics: CARDS,
      dimensions: ['date'],
      compare: 'previous_period',
    });
    expect(chart).toEqual([
      ['date', ...CARDS, ...CARDS.flatMap((card) => [`${card}_comparison`, `${card}_change`])].join(
        ',',
      ),
      ...answer.dimensions.map((row) => {
        const { metrics, change } = row['comparison'] as {
          metrics: Record<string, unknown>;
          change: Record<string, unknown>;
        };
        return cells([
          row['date'],
          ...CARDS.map((card) => row[card]),
          ...CARDS.flatMap((card) => [metrics[card], change[card]]),
        ]);
      }),
      '',
    ]);
    expect(answer.metrics['pageviews']).toBe(36);

    await page.getByRole('region', { name: 'Pages' }).getByText('Details').click();
    const columns = ['visitors', 'visits', 'pageviews', 'bounce_rate', 'avg_duration'];
    const [, pages] = await saved(page, page.getByRole('dialog'));
    const listed = await stats(owner, { filters, metrics: columns, dimensions: ['pathname'] });
    expect(pages).toEqual([
      ['pathname', ...columns].join(','),
      ...listed.dimensions.map((row) =>
        cells([row['pathname'], ...columns.map((column) => row[column])]),
      ),
      '',
    ]);
  }, 180_000);
});
