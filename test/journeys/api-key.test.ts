/**
 * A developer makes a key in the browser, asks for figures with it by curl, exactly as the docs have
 * it, sees that it was used, and takes it back.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { afterEach, expect, test } from 'vitest';
import { describeInChromium, launchChromium } from '../chromium.ts';
import { makeOwner, startProduct, type Product } from '../product.ts';

const CHROME =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36';

let browser: Browser | undefined;
let product: Product | undefined;
afterEach(async () => {
  await browser?.close();
  await product?.dispose();
});

const run = promisify(execFile);

interface CurlBody {
  metrics: object;
  dimensions: object[];
  visitors: number;
  error: { code: string; message: string };
}

/** @returns status and body of what curl was told to ask for */
async function curl(...args: string[]): Promise<{ status: number; body: CurlBody }> {
  const { stdout } = await run('curl', ['--silent', '--write-out', '\n%{http_code}', ...args]);
  const end = stdout.lastIndexOf('\n');
  return { status: Number(stdout.slice(end + 1)), body: JSON.parse(stdout.slice(0, end)) };
}

async function signIn(page: Page): Promise<void> {
  await page.getByLabel('Email').fill('owner@example.com');
  await page.getByLabel('Password', { exact: true }).fill('correct horse battery');
  await page.keyboard.press('Enter');
}

/** @returns the key, as it is copied from the dialog that shows it once */
async function createKey(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Create API Key' }).click();
  await page.getByLabel('Name').fill('CI Dashboard');
  await page.getByRole('checkbox', { name: 'realtime:read' }).check();
  await page.getByRole('button', { name: 'Create key' }).click();
  const shown = page.getByRole('dialog', { name: 'Key created' });
  await shown.getByRole('button', { name: 'Copy', exact: true }).click();
  await shown.getByRole('button', { name: 'Copied' }).waitFor();
  const key = await page.evaluate<string>('navigator.clipboard.readText()');
  await shown.getByRole('checkbox', { name: 'I’ve stored it somewhere safe' }).check();
  await shown.getByRole('button', { name: 'Done' }).click();
  return key;
}

describeInChromium('a program', () => {
  test('gets a key, asks by curl for figures and live figures, and is shut out again', async () => {
    product = await startProduct({ by: 'npm' });
    const { url } = product;
    const { orgId, siteId } = await makeOwner(url, 'shop.test');
    const api = `${url}/api/org/${orgId}/site/${siteId}`;
    const sent = await fetch(`${url}/api/event`, {
      method: 'POST',
      headers: { 'user-agent': CHROME },
      body: JSON.stringify({ domain: 'shop.test', url: 'https://shop.test/pricing' }),
    });
    expect(sent.status).toBe(202);
    browser = await launchChromium();
    const problems: string[] = [];
    const context = await browser.newContext({
      locale: 'en-GB',
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    const page = await context.newPage();
    page.on('pageerror', (error) => problems.push(error.message));
    await page.goto(`${url}/org/${orgId}/site/${siteId}/api-keys`);
    await signIn(page);
    const key = await createKey(page);
    expect(key).toMatch(/^ps_live_[0-9A-Za-z]{32}$/);

    const body = '{ "period": "7d", "metrics": ["visitors", "pageviews"], "dimensions": ["date"] }';
    const type = 'Content-Type: application/json';
    const shown = `X-API-Key: ${key}`;
    const question = ['-X', 'POST', `${api}/stats`, '-H', shown, '-H', type, '-d', body];
    await expect
      .poll(async () => (await curl(...question)).body.metrics, { timeout: 20_000 })
      .toEqual({ visitors: 1, pageviews: 1 });
    const stats = await curl(...question);
    expect([stats.status, stats.body.dimensions.length]).toEqual([200, 7]);
    expect(stats.body.dimensions[0]).toMatchObject({ visitors: 1, pageviews: 1 });

    const realtime = await curl(`${api}/realtime`, '-H', shown);
    expect([realtime.status, realtime.body.visitors]).toEqual([200, 1]);
    const events = await curl(`${api}/events`, '-H', shown, '-d', '[]');
    expect([events.status, events.body.error.message]).toEqual([
      403,
      'This needs the scope events:write; this API key has stats:read, realtime:read.',
    ]);

    await page.reload();
    const row = page.getByRole('row').filter({ hasText: 'CI Dashboard' });
    await row.getByText(`${key.slice(0, 12)}…`).waitFor();
    await row.getByRole('cell', { name: /^(Just now|\d+m ago)$/ }).waitFor();
    await page.getByRole('button', { name: 'Revoke CI Dashboard' }).click();
    await page.getByRole('button', { name: 'Revoke', exact: true }).click();
    await page.getByText('API key revoked').waitFor();
    const refused = await curl(...question);
    expect([refused.status, refused.body.error.code]).toEqual([401, 'UNAUTHORIZED']);
    expect(problems).toEqual([]);
  }, 180_000);
});
