import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { describeInChromium } from '../../../test/chromium.ts';
import { PHONE, useBrowser } from './browser.ts';
import { ACME, type FakeApi, fakeSite, JANE } from './fake-api.ts';
import { fakeKey, NEW_KEY } from './fake-keys.ts';

/** As long as a busy machine may need. */
const PATIENTLY = { timeout: 20_000 };
const PATH = '/org/org1/site/site1/api-keys';

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const box = (page: Page, name: string) => page.getByRole('checkbox', { name });
const copied = (page: Page) => page.evaluate(() => navigator.clipboard.readText());
const rowOf = (page: Page, name: string) => page.getByRole('row').filter({ hasText: name });

function signIn(api: FakeApi): void {
  api.user = JANE;
  api.orgs = [ACME];
  api.sites = [fakeSite(1, 'example.com', { first_event_at: '2026-11-02T10:00:00.000Z' })];
}

describeInChromium('API keys', () => {
  const open = useBrowser();

  it('are created by keyboard, shown once, listed without their secret, and revoked', async () => {
    const { page, api } = await open();
    signIn(api);
    await page.goto('/org/org1/site/site1/settings');
    await page.getByRole('link', { name: 'API keys' }).click();
    await page.getByText('No API keys yet').waitFor();
    await button(page, 'Create API Key').press('Enter');
    await page.getByRole('dialog', { name: 'Create an API key' }).waitFor();
    await page.getByLabel('Name').fill('CI Dashboard');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    await page.keyboard.press('Enter');

    const shown = page.getByRole('dialog', { name: 'Key created' });
    await shown.getByText('CI Dashboard · stats:read, realtime:read · never expires').waitFor();
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.textContent), PATIENTLY)
      .toBe('Copy');
    await page.keyboard.press('Enter');
    await button(page, 'Copied').waitFor();
    expect(await copied(page)).toBe(NEW_KEY);

    expect(await button(page, 'Done').isDisabled()).toBe(true);
    await page.keyboard.press('Escape');
    await page.getByRole('alert').getByText('it cannot be shown again').waitFor();
    await box(page, 'I’ve stored it somewhere safe').check();
    await button(page, 'Done').click();
    await shown.waitFor({ state: 'detached' });
    await rowOf(page, 'CI Dashboard').getByText('ps_live_a1b2…').waitFor();
    expect(await page.content()).not.toContain(NEW_KEY);
    expect(api.apiKeys).toEqual([
      fakeKey(1, 'CI Dashboard', { scopes: ['stats:read', 'realtime:read'] }),
    ]);

    await button(page, 'Revoke CI Dashboard').click();
    await page.getByRole('dialog', { name: 'Revoke CI Dashboard?' }).waitFor();
    await button(page, 'Revoke').click();
    await page.getByText('API key revoked').waitFor();
    await page.getByText('No API keys yet').waitFor();
    expect(api.apiKeys).toEqual([]);
  });

  it('say beside each field what is wrong with it', async () => {
    const { page, api } = await open();
    signIn(api);
    await page.goto(PATH);
    await button(page, 'Create API Key').click();
    await button(page, 'Create key').click();
    const alert = page.getByRole('alert');
    await alert.getByText('Name must not be empty: 1 to 100 characters.').waitFor();
    await page.getByLabel('Name').fill('Report');
    await box(page, 'stats:read').uncheck();
    await button(page, 'Create key').click();
    await alert.getByText('What it may do must hold at least one of stats:read.').waitFor();
    await box(page, 'events:write').check();
    await page.getByLabel('Expires').selectOption('On a day …');
    await button(page, 'Create key').click();
    await alert.getByText('The end must be a time in ISO 8601.').waitFor();
    await page.getByLabel('Day').fill('2027-03-01');
    await button(page, 'Create key').click();
    await page.getByText('Report · events:write · expires 1 Mar 2027').waitFor();
    expect(api.apiKeys[0]?.expires_at).toBe('2027-02-28T23:00:00.000Z');
  });

  it('tell when they were used and when they end', async () => {
    const { page, api } = await open();
    signIn(api);
    const soon = new Date(Date.now() + 5.5 * 86_400_000).toISOString();
    api.apiKeys = [
      fakeKey(1, 'Old', { expires_at: '2025-01-01T00:00:00.000Z', created_by: null }),
      fakeKey(2, 'Ending', { expires_at: soon, last_used_at: new Date().toISOString() }),
    ];
    await page.goto(PATH);
    const cells = async (name: string) =>
      (await rowOf(page, name).innerText()).trim().split(/[\t\n]+/);
    expect(await cells('Old')).toEqual([
      'Old',
      'A deleted account',
      'ps_live_a1b2…',
      'stats:read',
      'Never',
      'Expired',
    ]);
    expect((await cells('Ending')).slice(4)).toEqual(['Just now', 'in 6 days']);
  });

  it('come with a command to try, with the site’s own address', async () => {
    const { page, api } = await open();
    signIn(api);
    await page.goto(PATH);
    await page
      .getByRole('figure', { name: 'Example' })
      .getByRole('button', { name: 'Copy' })
      .click();
    await button(page, 'Copied').waitFor();
    expect(await copied(page)).toContain(
      `curl -X POST ${new URL(page.url()).origin}/api/org/org1/site/site1/stats \\\n  -H "X-API-Key: ps_live_…"`,
    );
  });

  it('that somebody else has revoked meanwhile say so, and the list is read again', async () => {
    const { page, api } = await open();
    signIn(api);
    api.apiKeys = [fakeKey(1, 'Report')];
    await page.goto(PATH);
    await button(page, 'Revoke Report').click();
    api.apiKeys = [];
    await button(page, 'Revoke').click();
    await page.getByText('No such API key, or you may not see it.').waitFor();
    await button(page, 'Cancel').click();
    await page.getByText('No API keys yet').waitFor();
    expect(await button(page, 'Revoke Report').count()).toBe(0);
  });

  it('are no matter of viewers', async () => {
    const { page, api } = await open();
    signIn(api);
    api.orgs = [{ ...ACME, role: 'viewer' }];
    await page.goto('/org/org1/site/site1/settings');
    const tabs = page.getByRole('navigation', { name: 'Site' }).getByRole('link');
    await tabs.first().waitFor();
    expect(await tabs.allTextContents()).not.toContain('API keys');
    await page.goto(PATH);
    await page.getByRole('heading', { name: 'API keys', exact: true }).waitFor();
    expect(await button(page, 'Create API Key').count()).toBe(0);
  });

  it('tell a viewer whom to ask, and nothing of a failure', async () => {
    const { page, api } = await open();
    signIn(api);
    api.orgs = [{ ...ACME, role: 'viewer' }];
    const asked: string[] = [];
    api.intercept = ({ path }) => void asked.push(path);
    await page.goto(PATH);
    await page.getByRole('heading', { name: 'Keys are for owners and admins' }).waitFor();
    expect(asked).not.toContain('/org/org1/site/site1/api-key');
    expect(await page.getByText('didn’t load').count()).toBe(0);
  });

  it('with names as long as they may be fit a phone', async () => {
    const { page, api } = await open(PHONE);
    signIn(api);
    const scopes = ['stats:read', 'realtime:read', 'export:read', 'events:write'] as const;
    api.apiKeys = [fakeKey(1, 'ж'.repeat(100), { scopes: [...scopes] })];
    await page.goto(PATH);
    await rowOf(page, 'ж').waitFor();
    const overhang = () =>
      page.evaluate(
        '[document.documentElement, ...document.querySelectorAll(".dialog")].map((node) => node.scrollWidth - node.clientWidth)',
      );
    expect(await overhang()).toEqual([0]);
    await button(page, 'Create API Key').tap();
    await page.getByLabel('Name').fill('x'.repeat(100));
    await button(page, 'Create key').tap();
    await page.getByRole('dialog', { name: 'Key created' }).waitFor();
    expect(await overhang()).toEqual([0, 0]);
  });
});
