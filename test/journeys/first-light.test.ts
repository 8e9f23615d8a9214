/**
 * The first hour of a newcomer, in a real browser and from an empty folder: `npm start`, an account,
 * an organization, a site, the snippet on a page of another origin, and the visit on the screen.
 */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { afterEach, expect, test } from 'vitest';
import { describeInChromium, launchChromium } from '../chromium.ts';
import { startProduct, type Product } from '../product.ts';

let browser: Browser | undefined;
let product: Product | undefined;
let website: Server | undefined;
afterEach(async () => {
  await browser?.close();
  website?.close();
  await product?.dispose();
});

/** A small site of the newcomer's own: every page carries the snippet and a link. */
async function serveWebsite(snippet: string): Promise<string> {
  website = createServer((request, response) => {
    response.setHeader('content-type', 'text/html');
    response.end(
      `<!doctype html><title>Shop</title>${snippet}<h1>${request.url}</h1><a href="/pricing">Pricing</a>`,
    );
  }).listen(0, '127.0.0.1');
  await once(website, 'listening');
  return `http://shop.test:${(website.address() as AddressInfo).port}`;
}

async function register(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.getByRole('link', { name: 'Create an account' }).click();
  await page.getByLabel('Name').fill('Olga Owner');
  await page.getByLabel(/e-?mail/i).fill('olga@example.com');
  await page.getByLabel('Password', { exact: true }).fill('correct horse battery');
  await page.keyboard.press('Enter');
}

/** By keyboard alone, as somebody without a mouse would. */
async function createOrganization(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Create Organization' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').getByLabel('Name').waitFor();
  await page.keyboard.type('Acme Corp');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/org\/[^/]+\/sites$/);
}

async function addSite(page: Page, domain: string): Promise<void> {
  await page.getByRole('button', { name: 'Add Site' }).click();
  await page.getByRole('dialog').getByLabel('Domain').fill(domain);
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/org\/[^/]+\/site\/[^/]+$/);
}

/** The snippet as the page shows it. */
async function shownSnippet(page: Page): Promise<string> {
  const code = page.locator('code', { hasText: 'data-domain' }).first();
  await code.waitFor();
  const text = await code.innerText();
  return /<script[^>]*><\/script>/.exec(text.replaceAll(/\s+/g, ' '))![0];
}

const metric = (page: Page, name: string) => page.getByRole('tab', { name: new RegExp(name, 'i') });

describeInChromium('first light', () => {
  test('from npm start to the first visit on the dashboard', async () => {
    product = await startProduct({ by: 'npm' });
    expect(product.output()).toContain(`Make the first account: ${product.url}/register`);
    browser = await launchChromium();
    const owner = await browser.newPage();
    const problems: string[] = [];
    owner.on('pageerror', (error) => problems.push(error.message));
    owner.on('console', (message) => {
      if (message.type() === 'error' && !message.text().includes('401'))
        problems.push(message.text());
    });

    await register(owner, product.url);
    await createOrganization(owner);
    await addSite(owner, 'shop.test');
    await owner.getByText('Waiting for your first event').waitFor();
    const snippet = await shownSnippet(owner);
    expect(snippet).toBe(
      `<script defer data-domain="shop.test" src="${product.url}/js/purestat.js"></script>`,
    );

    const shop = await serveWebsite(snippet);
    const visitor = await (await browser.newContext({ locale: 'de-DE' })).newPage();
    await visitor.goto(`${shop}/?utm_source=newsletter`);
    await visitor.getByRole('link', { name: 'Pricing' }).click();
    await visitor.getByRole('heading', { name: '/pricing' }).waitFor();

    // The waiting page flips by itself.
    await metric(owner, 'Unique visitors').getByText('1', { exact: true }).waitFor();
    await metric(owner, 'Pageviews').getByText('2', { exact: true }).waitFor();
    await owner.getByText('/pricing').first().waitFor();
    await owner.getByText('Newsletter').first().waitFor();
    expect(problems).toEqual([]);

    // The whole state is in the URL: a reload shows the same.
    await owner.getByText('/pricing').first().click();
    await owner.waitForURL(/pricing/);
    await owner.reload();
    await metric(owner, 'Pageviews').getByText('1', { exact: true }).waitFor();
    expect(problems).toEqual([]);
  }, 180_000);
});
