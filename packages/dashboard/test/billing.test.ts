import type { Billing } from '@purestat/vocabulary';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { describeInChromium } from '../../../test/chromium.ts';
import { FREE, NO_BILLING, OVER_QUOTA } from './billing-fake.ts';
import { PHONE, useBrowser } from './browser.ts';
import { ACME, fakeSite, type ApiRequest, type FakeApi, JANE } from './fake-api.ts';

const PATIENTLY = { timeout: 20_000 };
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

function signIn(api: FakeApi, billing: Billing): void {
  api.user = JANE;
  api.orgs = [{ ...ACME, plan: billing.plan }];
  api.billing = billing;
}

describeInChromium('billing', () => {
  const open = useBrowser();

  it('shows what is used, the plans, and leads to Stripe and nowhere else', async () => {
    const { page, api } = await open();
    signIn(api, FREE);
    const asked: ApiRequest[] = [];
    api.intercept = (request) => {
      if (request.method === 'POST') asked.push(request);
      if (request.path === '/stripe/checkout')
        return { status: 200, body: { checkout_url: '/privacy' } };
      return undefined;
    };
    await page.goto('/org/org1/sites');
    await page.getByRole('link', { name: 'Billing' }).click();
    await page.getByText('Acme Corp is on Free.').waitFor();
    const used = page.getByRole('meter', { name: 'Pageviews used' });
    expect(await used.getAttribute('aria-valuetext')).toBe('812 of 10,000');
    expect(await button(page, 'Manage Billing').count()).toBe(0);
    await page
      .getByRole('region', { name: 'Pro', exact: true })
      .getByRole('button', { name: 'Upgrade', exact: true })
      .click();
    await page.waitForURL('**/privacy');
    expect(asked.map(({ path, body }) => [path, body])).toEqual([
      ['/stripe/checkout', { org_id: 'org1', plan: 'pro' }],
    ]);
  });

  it('is one press away from what the plan does not allow', async () => {
    const { page, api } = await open();
    signIn(api, FREE);
    const message = 'The plan Free allows 1 site, and Acme Corp has 1.';
    api.intercept = ({ method, path }) =>
      method === 'POST' && path === '/org/org1/site'
        ? { status: 402, body: { error: { code: 'PLAN_LIMIT', message } } }
        : undefined;
    await page.goto('/org/org1/sites');
    await button(page, 'Add Site').click();
    await page.getByLabel('Domain').fill('example.com');
    await page.keyboard.press('Enter');
    const alert = page.getByRole('dialog').getByRole('alert');
    await alert.getByText(message).waitFor();
    await alert.getByRole('link', { name: 'See plans' }).click();
    await page.getByText('Acme Corp is on Free.').waitFor();
    expect(await page.getByRole('dialog').count()).toBe(0);
  });

  it('says why Stripe’s page does not open', async () => {
    const { page, api } = await open(PHONE);
    signIn(api, OVER_QUOTA);
    const message = 'The payment service does not answer as it should.';
    api.intercept = ({ path }) =>
      path === '/stripe/portal'
        ? { status: 503, body: { error: { code: 'UNAVAILABLE', message } } }
        : undefined;
    await page.goto('/org/org1/billing');
    await button(page, 'Manage Billing').tap();
    await page.getByText(message).waitFor();
    expect(new URL(page.url()).pathname).toBe('/org/org1/billing');
  });

  it('waits for Stripe’s word on the way back, and asks by itself when it does not come', async () => {
    const { page, api } = await open();
    signIn(api, FREE);
    api.intercept = ({ path }) => {
      if (path !== '/stripe/refresh') return undefined;
      api.billing = { ...OVER_QUOTA, notice: null };
      return { status: 204 };
    };
    await page.goto('/org/org1/billing?paid=pro');
    await page.getByText('Waiting for Stripe to confirm Pro.').waitFor();
    await page.getByText('You are on Pro now.').waitFor({ timeout: 40_000 });
    await page.getByText('Waiting for Stripe').waitFor({ state: 'detached' });
    expect(new URL(page.url()).search).toBe('');
  });

  it('tells of a used-up month on the page, and on dashboards until that is put away for a day', async () => {
    const { page, api } = await open();
    signIn(api, OVER_QUOTA);
    // No event may come any more: whoever waits for the first one must know.
    api.sites = [fakeSite(1, 'example.com')];
    await page.goto('/org/org1/site/site1');
    const title = page.getByText('This month’s 100,000 pageviews are used up.');
    await title.waitFor();
    await button(page, 'Dismiss for a day').click();
    await title.waitFor({ state: 'detached' });
    await page.reload();
    await page.getByRole('heading', { name: 'Waiting for your first event' }).waitFor();
    expect(await title.count()).toBe(0);
    await page.goto('/org/org1/billing');
    await title.waitFor();
    await button(page, 'Upgrade to Business').waitFor();
  });

  it('is for owners to act on, and for everybody to see', async () => {
    const { page, api } = await open();
    signIn(api, { ...OVER_QUOTA, can_manage: false });
    api.orgs = [{ ...ACME, plan: 'pro', role: 'viewer' }];
    await page.goto('/org/org1/billing');
    await page.getByRole('heading', { name: 'Business' }).waitFor();
    await expect.poll(() => page.getByText('Your plan').count(), PATIENTLY).toBe(1);
    const names = await page.getByRole('button').allTextContents();
    expect(names.filter((name) => /Upgrade|Manage|Switch/.test(name))).toEqual([]);
  });

  it('says that a server without Stripe has no plans, and shows usage', async () => {
    const { page, api } = await open();
    signIn(api, NO_BILLING);
    await page.goto('/org/org1/billing');
    await page.getByText('Billing is off on this server').waitFor();
    await page.getByText('120 no limit').waitFor();
    expect(await page.getByRole('heading', { name: 'Plans' }).count()).toBe(0);
  });
});
