/**
 * A shop measures what it wants of its visitors: goals are made on their page, the calls stand on the
 * shop's own pages as the guide has them, a visitor signs up and buys, and the figures are there.
 */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { afterEach, expect, test } from 'vitest';
import { describeInChromium, launchChromium } from '../chromium.ts';
import { makeOwner, startProduct, type Owner, type Product } from '../product.ts';

let browser: Browser | undefined;
let product: Product | undefined;
let website: Server | undefined;
afterEach(async () => {
  await browser?.close();
  website?.close();
  await product?.dispose();
});

const SIGNUP_CALL = `
  document.querySelector('#signup-form').addEventListener('submit', () => {
    purestat('signup', { props: { source: 'homepage' } })
  })`;
const PURCHASE_CALL = `
  document.querySelector('#buy').addEventListener('click', () => {
    purestat('purchase', {
      revenue: { amount: 29.99, currency: 'USD' },
      props: { plan: 'pro' }
    })
  })`;

const PAGES: Readonly<Record<string, string>> = {
  '/': `<form id="signup-form" action="/thank-you"><button>Sign up</button></form><script>${SIGNUP_CALL}</script>`,
  '/thank-you': `<h1>Thank you</h1><button id="buy">Buy</button><script>${PURCHASE_CALL}</script>`,
};

/** The shop, each page with the snippet. */
async function serveShop(purestat: string): Promise<string> {
  const snippet = `<script defer data-domain="shop.test" src="${purestat}/js/purestat.js"></script>`;
  website = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://shop.test');
    response.setHeader('content-type', 'text/html');
    response.end(`<!doctype html><title>Shop</title>${snippet}${PAGES[pathname] ?? ''}`);
  }).listen(0, '127.0.0.1');
  await once(website, 'listening');
  return `http://shop.test:${(website.address() as AddressInfo).port}`;
}

async function signIn(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/login`);
  await page.getByLabel(/e-?mail/i).fill('owner@example.com');
  await page.getByLabel('Password', { exact: true }).fill('correct horse battery');
  await page.keyboard.press('Enter');
  await page.waitForURL((at) => at.pathname !== '/login');
}

async function addGoal(page: Page, fill: (dialog: ReturnType<Page['getByRole']>) => Promise<void>) {
  await page.getByRole('button', { name: 'Add Goal', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await fill(dialog);
  await dialog.getByRole('button', { name: 'Add goal' }).click();
  await dialog.waitFor({ state: 'detached' });
}

async function visitShop(page: Page, shop: string): Promise<void> {
  await page.goto(shop);
  await page.getByRole('button', { name: 'Sign up' }).click();
  await page.waitForURL(/thank-you/);
  await page.getByRole('button', { name: 'Buy' }).click();
}

/** A goal's row: name, and the figures after it. */
async function figuresOf(page: Page, goal: string): Promise<string[]> {
  const row = page.getByRole('row', { name: new RegExp(goal) });
  await row.getByRole('cell', { name: '100.0%' }).waitFor();
  return (await row.getByRole('cell').allInnerTexts()).slice(2, 6);
}

async function statsOf({ request, orgId, siteId }: Owner): Promise<object[]> {
  const { dimensions } = await request<{ dimensions: object[] }>(
    'POST',
    `/api/org/${orgId}/site/${siteId}/stats`,
    { period: '30d', metrics: ['conversions', 'conversion_rate'], dimensions: ['event_name'] },
  );
  return dimensions;
}

describeInChromium('goals', () => {
  test('goals made on their page count what the calls on a real page send', async () => {
    product = await startProduct({ by: 'npm' });
    const owner = await makeOwner(product.url, 'shop.test');
    browser = await launchChromium();
    const context = await browser.newContext({ locale: 'en-US' });
    const page = await context.newPage();
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(error.message));
    await signIn(page, product.url);
    await page.goto(`${product.url}/org/${owner.orgId}/site/${owner.siteId}/goals`);

    await addGoal(page, async (dialog) => {
      await dialog.getByRole('radio', { name: 'Page visit' }).check({ force: true });
      await dialog.getByLabel('Page', { exact: true }).fill('/thank-you');
    });
    await addGoal(page, (dialog) => dialog.getByLabel('Event name').fill('signup'));

    const shop = await serveShop(product.url);
    const visitor = await (await browser.newContext()).newPage();
    await visitShop(visitor, shop);

    // What came in and is no goal yet is made one with one press.
    await expect.poll(() => statsOf(owner), { timeout: 60_000 }).toHaveLength(3);
    await page.reload();
    await page.getByRole('button', { name: 'Make a goal of purchase' }).click();
    expect(await figuresOf(page, 'Visit /thank-you')).toEqual(['1', '1', '100.0%', '–']);
    expect(await figuresOf(page, 'signup')).toEqual(['1', '1', '100.0%', '–']);
    expect(await figuresOf(page, 'purchase')).toEqual(['1', '1', '100.0%', '$29.99']);
    expect(await statsOf(owner)).toEqual([
      { event_name: 'pageview', conversions: 1, conversion_rate: 100 },
      { event_name: 'purchase', conversions: 1, conversion_rate: 100 },
      { event_name: 'signup', conversions: 1, conversion_rate: 100 },
    ]);
    expect(problems).toEqual([]);
  }, 240_000);
});
