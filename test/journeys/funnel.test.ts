/**
 * A funnel from its first step to its figures, in a real browser on the real server: made with the
 * keyboard, corrected where the server refuses, split, linked to, read by machine, and deleted.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterEach, expect, test } from 'vitest';
import { describeInChromium, launchChromium } from '../chromium.ts';
import { makeOwner, startProduct, type Owner, type Product } from '../product.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let browser: Browser | undefined;
let product: Product | undefined;
afterEach(async () => {
  await browser?.close();
  await product?.dispose();
});

/** Four visitors of yesterday: two see the prices and sign up, one goes elsewhere, one leaves. */
const WALKS = [
  ['/pricing', '!signup'],
  ['/', '/pricing', '/docs', '!signup'],
  ['/pricing', '/about'],
  ['/pricing'],
];

async function sendVisits({ orgId, siteId, request }: Owner): Promise<void> {
  const startMs = Date.now() - 24 * 3_600_000;
  const noonMs = startMs - (startMs % 86_400_000) + 12 * 3_600_000;
  const events = WALKS.flatMap((steps, visitor) =>
    steps.map((step, index) => ({
      url: `https://shop.test${step.startsWith('!') ? '/pricing' : step}`,
      ...(step.startsWith('!') && { name: step.slice(1) }),
      ...(visitor < 2 && { referrer: 'https://www.google.com/' }),
      visitor_id: `visitor ${visitor}`,
      timestamp: new Date(noonMs + visitor * 1_000 + index * 60_000).toISOString(),
    })),
  );
  await request('POST', `/api/org/${orgId}/site/${siteId}/events`, events);
}

/** Back-filled events are in figures once they are stored. */
async function untilStored({ orgId, siteId, request }: Owner): Promise<void> {
  await expect
    .poll(
      async () => {
        const path = `/api/org/${orgId}/site/${siteId}/stats`;
        const body = { period: '7d', metrics: ['visitors'] };
        const answer = await request<{ metrics: { visitors: number } }>('POST', path, body);
        return answer.metrics.visitors;
      },
      { timeout: 30_000 },
    )
    .toBe(WALKS.length);
}

async function logIn(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/login`);
  await page.getByLabel(/e-?mail/i).fill('owner@example.com');
  await page.getByLabel('Password', { exact: true }).fill('correct horse battery');
  await page.keyboard.press('Enter');
  await page.waitForURL((at) => !at.pathname.endsWith('/login'));
}

async function violations(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const results = await page.evaluate<AxeResults>('axe.run(document)');
  return results.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target }) => `${id}: ${target.join(' ')}`),
  );
}

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

describeInChromium('a funnel', () => {
  test('is made, corrected, read, split, linked to and deleted', async () => {
    product = await startProduct({ by: 'npm' });
    const owner = await makeOwner(product.url, 'shop.test');
    const path = `/org/${owner.orgId}/site/${owner.siteId}`;
    const goal = { goal_type: 'event', event_name: 'signup', name: 'Sign up' };
    await owner.request('POST', `/api${path}/goal`, goal);
    await sendVisits(owner);
    await untilStored(owner);

    browser = await launchChromium();
    const page = await browser.newPage();
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(error.message));
    await logIn(page, product.url);
    await page.goto(`${product.url}${path}/funnels`);
    await page.getByText('No funnels yet').waitFor();
    await button(page, 'New funnel').press('Enter');
    await page.getByLabel('Name').fill('Prices to sign-up');
    await page.getByLabel('Path of step 1').fill('pricing');
    await page.getByLabel('Step 2: what is waited for').selectOption({ label: 'Sign up' });
    await button(page, 'Create funnel').click();
    await page.getByRole('alert').getByText('it must begin with /').waitFor();
    await page.getByLabel('Path of step 1').fill('/pricing');
    await page.keyboard.press('Enter');

    await page.waitForURL(/\/funnels\/\w+$/);
    await page.getByText('2 steps, in order, within one day: nothing links days.').waitFor();
    const summary =
      'Of 4 visitors who entered, 2 completed all 2 steps (50.0%). Most left after step 1, Visit /pricing: 2 (50.0% of it).';
    await page.getByText(summary).waitFor();
    const table = page.getByRole('table', { name: 'Steps of the funnel' });
    expect(await table.getByRole('row').allInnerTexts()).toEqual([
      expect.stringContaining('Visitors'),
      ['1. Visit /pricing', '4', '100.0%', '–', '–', '2 (50.0%)'].join('\t'),
      // A minute, and two.
      ['2. Sign up', '2', '50.0%', '50.0%', '1m 30s', '0 (0.0%)'].join('\t'),
    ]);
    const next = page.getByRole('region', { name: 'Where they went instead' });
    expect(await next.getByRole('listitem').count()).toBe(2);
    await next.getByText('/about').waitFor();
    await next.getByText('(left the site)').waitFor();

    await page.getByLabel('Split by').selectOption('source');
    await page.getByRole('row', { name: /^Google 2 2 100\.0%/ }).waitFor();
    await page.waitForURL(/split=source/);
    expect(await violations(page)).toEqual([]);

    // The address is the view: whoever opens the link sees the same.
    const link = page.url().replace('?', '?period=yesterday&');
    const other = await (
      await browser.newContext({ viewport: { width: 390, height: 844 } })
    ).newPage();
    await logIn(other, product.url);
    await other.goto(link);
    await other.getByText(summary).waitFor();
    await other.getByRole('row', { name: /^Google 2 2 100\.0%/ }).waitFor();
    await other.getByRole('button', { name: 'Period: Yesterday' }).waitFor();
    expect(await violations(other)).toEqual([]);
    const isWide = 'document.documentElement.scrollWidth > document.documentElement.clientWidth';
    expect(await other.evaluate(isWide)).toBe(false);

    await button(page, 'Edit steps').click();
    await page.getByRole('switch', { name: 'Strict' }).check();
    await button(page, 'Save funnel').click();
    // One looked at the documentation in between.
    await page.getByText('Of 4 visitors who entered, 1 completed all 2 steps (25.0%).').waitFor();

    await button(page, 'More: delete the funnel').click();
    await page.getByRole('menuitem', { name: 'Delete funnel' }).click();
    await button(page, 'Delete funnel').click();
    await page.getByText('No funnels yet').waitFor();
    expect(problems).toEqual([]);
  }, 240_000);
});
