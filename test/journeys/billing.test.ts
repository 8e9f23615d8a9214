/**
 * An owner comes to the limits of Free, pays for Pro on Stripe's page (a local stand-in's), waits for
 * its word, goes on, cancels, and finds the limits again and everything still there.
 */
import type { Browser, Page } from 'playwright-core';
import { afterEach, expect, test } from 'vitest';
import { STRIPE_ENV } from '../../packages/server/src/testing/stripe-env.ts';
import { carryTo, FakeStripe } from '../../packages/server/src/testing/stripe/server.ts';
import { describeInChromium, launchChromium } from '../chromium.ts';
import { makeOwner, startProduct, type Owner, type Product } from '../product.ts';

const CHROME =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36';
const FREE_LIMIT = 10_000;

let browser: Browser | undefined;
let product: Product | undefined;
let stripe: FakeStripe | undefined;
afterEach(async () => {
  await browser?.close();
  await product?.dispose();
  await stripe?.close();
});

async function startStripe(): Promise<FakeStripe> {
  return new FakeStripe({
    secretKey: STRIPE_ENV.STRIPE_SECRET_KEY,
    webhookSecret: STRIPE_ENV.STRIPE_WEBHOOK_SECRET,
    prices: [STRIPE_ENV.STRIPE_PRICE_PRO, STRIPE_ENV.STRIPE_PRICE_BUSINESS],
    nowMs: Date.now,
    carry: (body, signature) => carryTo(`${product!.url}/api/stripe/webhook`)(body, signature),
  }).listen();
}

/** @returns why the visit was not counted; null when it was */
async function visit(url: string): Promise<string | null> {
  const response = await fetch(`${url}/api/event`, {
    method: 'POST',
    headers: { 'user-agent': CHROME },
    body: JSON.stringify({ domain: 'shop.test', url: 'https://shop.test/' }),
  });
  expect(response.status).toBe(202);
  return response.headers.get('x-purestat-dropped');
}

async function useUpTheMonth({ orgId, siteId, request }: Owner): Promise<void> {
  const rows = Array.from({ length: FREE_LIMIT }, (_, index) => ({
    url: 'https://shop.test/',
    visitor_id: `v${index % 100}`,
  }));
  await request('POST', `/api/org/${orgId}/site/${siteId}/events`, rows);
}

async function signIn(page: Page, url: string, path: string): Promise<void> {
  await page.goto(`${url}${path}`);
  await page.getByLabel('Email').fill('owner@example.com');
  await page.getByLabel('Password', { exact: true }).fill('correct horse battery');
  await page.keyboard.press('Enter');
}

async function addSite(page: Page, domain: string): Promise<void> {
  await page.getByRole('button', { name: 'Add Site' }).first().click();
  await page.getByLabel('Domain').fill(domain);
  await page.keyboard.press('Enter');
}

describeInChromium('an owner', () => {
  test('comes to a limit, upgrades, pays, goes on, cancels, and loses nothing', async () => {
    stripe = await startStripe();
    const env = { ...STRIPE_ENV, STRIPE_API_BASE: stripe.url };
    product = await startProduct({ by: 'npm', env });
    const { url } = product;
    const owner = await makeOwner(url, 'shop.test');
    const { orgId } = owner;
    await useUpTheMonth(owner);
    expect(await visit(url)).toBe('quota');

    browser = await launchChromium();
    const page = await (await browser.newContext({ locale: 'en-GB' })).newPage();
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(error.message));
    await signIn(page, url, `/org/${orgId}/sites`);
    await addSite(page, 'blog.test');
    await page.getByText('The plan Free allows 1 site, and Acme has 1.').waitFor();
    await page.keyboard.press('Escape');

    await page.getByRole('link', { name: 'Billing' }).click();
    await page.getByText('This month’s 10,000 pageviews are used up.').waitFor();
    stripe.webhooks.isAutomatic = false;
    const pro = page.getByRole('region', { name: 'Pro', exact: true });
    await pro.getByRole('button', { name: 'Upgrade', exact: true }).click();
    await page.waitForURL(`${stripe.url}/pay/**`);
    await page.getByRole('button', { name: 'Pay' }).click();
    await page.getByText('Waiting for Stripe to confirm Pro.').waitFor();
    expect(await visit(url)).toBe('quota');
    expect(await stripe.webhooks.deliver((waiting) => waiting.toReversed())).toEqual([
      200, 200, 200,
    ]);
    stripe.webhooks.isAutomatic = true;
    await page.getByText('You are on Pro now.').waitFor();
    await page.getByText(/Acme is on Pro, \$9 a month. Renews/).waitFor();
    expect(await visit(url)).toBeNull();
    await page.getByRole('link', { name: 'Sites' }).click();
    await addSite(page, 'blog.test');
    await page.waitForURL(/\/site\//);

    await page.goto(`${url}/org/${orgId}/billing`);
    await page.getByRole('button', { name: 'Manage Billing' }).click();
    await page.waitForURL(`${stripe.url}/portal/**`);
    await page.getByRole('button', { name: 'Cancel now' }).click();
    await page.waitForURL(`${url}/org/${orgId}/billing`);
    await stripe.webhooks.settled();
    await page.reload();
    await page.getByText('Acme is on Free.').waitFor();
    await page.getByText('2 of 1').waitFor();
    expect(await visit(url)).toBe('quota');
    const { sites } = await owner.request<{ sites: unknown[] }>('GET', `/api/org/${orgId}/site`);
    expect(sites).toHaveLength(2);
    await expect(
      owner.request('POST', `/api/org/${orgId}/site`, { domain: 'third.test' }),
    ).rejects.toThrow(/402 .*The plan Free allows 1 site, and Acme has 2/);
    expect(problems).toEqual([]);
  }, 240_000);
});
