/**
 * Two people in two browsers, on a server that lets nobody register without an invitation: one
 * invites, the other registers by the link, joins, sees the figures and nothing to change, and is
 * removed.
 */
import type { Browser, Page } from 'playwright-core';
import { afterEach, expect, test } from 'vitest';
import { describeInChromium, launchChromium } from '../chromium.ts';
import { makeOwner, startProduct, type Owner, type Product } from '../product.ts';

const CHROME =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36';

let browser: Browser | undefined;
let product: Product | undefined;
afterEach(async () => {
  await browser?.close();
  await product?.dispose();
});

/** A browser of somebody's own: nothing in it is shared with the others. */
async function newPerson(problems: string[]): Promise<Page> {
  const context = await browser!.newContext({
    locale: 'en-GB',
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const page = await context.newPage();
  page.on('pageerror', (error) => problems.push(error.message));
  return page;
}

async function sendVisit(url: string): Promise<void> {
  const response = await fetch(`${url}/api/event`, {
    method: 'POST',
    headers: { 'user-agent': CHROME },
    body: JSON.stringify({ domain: 'shop.test', url: 'https://shop.test/pricing' }),
  });
  expect(response.status).toBe(202);
}

/** @returns the link, as the owner would paste it into a message */
async function invite(page: Page, url: string, { orgId }: Owner): Promise<string> {
  await page.goto(`${url}/org/${orgId}/members`);
  await page.getByLabel('Email').fill('owner@example.com');
  await page.getByLabel('Password', { exact: true }).fill('correct horse battery');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Invite Member' }).click();
  await page.getByLabel('Email').fill('vera@example.com');
  await page.getByRole('button', { name: 'Create invite link' }).click();
  await page.getByRole('button', { name: 'Copy', exact: true }).click();
  await page.getByRole('button', { name: 'Copied' }).waitFor();
  return page.evaluate<string>('navigator.clipboard.readText()');
}

async function joinBy(link: string, page: Page): Promise<void> {
  await page.goto(link);
  await page.getByRole('heading', { name: 'Join Acme' }).waitFor();
  await page.getByRole('link', { name: 'Create an account' }).click();
  await expect
    .poll(() => page.getByLabel('Email').inputValue(), { timeout: 20_000 })
    .toBe('vera@example.com');
  await page.getByLabel('Name').fill('Вера 東京');
  await page.getByLabel('Password', { exact: true }).fill('correct horse battery');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Accept invitation' }).click();
  await page.waitForURL(/\/org\/[^/]+\/sites$/);
}

describeInChromium('a team', () => {
  test('invite, register by the link, accept, see, be removed', async () => {
    product = await startProduct({ by: 'npm', env: { REGISTRATION: 'invite' } });
    const { url } = product;
    const owner = await makeOwner(url, 'shop.test');
    await sendVisit(url);
    browser = await launchChromium();
    const problems: string[] = [];
    const olga = await newPerson(problems);
    const vera = await newPerson(problems);

    const link = await invite(olga, url, owner);
    expect(link).toMatch(new RegExp(`^${url}/invite/[0-9a-f]{40}$`));
    await joinBy(link, vera);

    await vera.getByRole('link', { name: 'shop.test' }).click();
    const visitors = vera.getByRole('tab', { name: /Unique visitors/ });
    await visitors.getByText('1', { exact: true }).waitFor();
    const tabs = vera.getByRole('navigation', { name: 'Site' }).getByRole('link');
    expect(await tabs.allTextContents()).not.toContain('Settings');
    const path = `/api/org/${owner.orgId}/site/${owner.siteId}`;
    const change = () =>
      vera.evaluate(async (address) => {
        const headers = { 'content-type': 'application/json' };
        const body = '{"name":"Mine"}';
        return (await fetch(address, { method: 'PUT', headers, body })).status;
      }, path);
    expect(await change()).toBe(403);

    // The link is spent, for whoever finds it.
    const finder = await newPerson(problems);
    await finder.goto(link);
    await finder.getByText('This invitation was used already').waitFor();

    await olga.getByRole('button', { name: 'Done' }).click();
    await olga.reload();
    await olga.getByRole('button', { name: 'More for Вера 東京' }).click();
    await olga.getByRole('menuitem', { name: 'Remove from Acme' }).click();
    await olga.getByRole('button', { name: 'Remove', exact: true }).click();
    await olga.getByText('Вера 東京 is removed').waitFor();
    expect(await change()).toBe(404);
    await vera.reload();
    await vera.getByText('This page isn’t here').waitFor();
    expect(problems).toEqual([]);
  }, 180_000);
});
