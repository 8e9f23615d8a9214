import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { describeInChromium } from '../../../test/chromium.ts';
import { PHONE, useBrowser } from './browser.ts';
import { JANE } from './fake-api.ts';
import { fakeMethod } from './fake-sign-in.ts';

const PATIENTLY = { timeout: 20_000 };
const ALL = {
  google: 'Google',
  github: 'GitHub',
  microsoft: 'Microsoft',
  linkedin: 'LinkedIn',
  facebook: 'Facebook',
  oidc: 'Example ID',
};

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const section = (page: Page) => page.getByRole('region', { name: 'Sign-in methods' });
const links = (page: Page, group: string) =>
  page
    .getByRole('group', { name: group })
    .getByRole('link')
    .evaluateAll((all) => all.map((link) => [link.ariaLabel, link.getAttribute('href')]));

describeInChromium('signing in by a provider', () => {
  const open = useBrowser();

  it('is offered for the providers that are on, and leads back to where one wanted to go', async () => {
    const { page, api } = await open();
    api.providers = ALL;
    await page.goto('/login?next=%2Forg%2Forg1%2Fsites');
    await page.getByRole('link', { name: 'Log in with Google' }).waitFor();
    expect(await links(page, 'Log in with a provider')).toEqual(
      Object.entries(ALL).map(([id, name]) => [
        `Log in with ${name}`,
        `/api/oauth/${id}?next=%2Forg%2Forg1%2Fsites`,
      ]),
    );
    await page.getByRole('link', { name: 'Create an account' }).click();
    await page.getByRole('link', { name: 'Sign up with Google' }).waitFor();
    expect((await links(page, 'Sign up with a provider'))[0]).toEqual([
      'Sign up with Google',
      '/api/oauth/google?next=%2Forg%2Forg1%2Fsites',
    ]);
  });

  it('is not spoken of where no provider is on', async () => {
    const { page } = await open();
    await page.goto('/login');
    await button(page, 'Log in').waitFor();
    expect(await page.getByText('or with email').count()).toBe(0);
  });

  it('says on a page why it failed, and how to go on', async () => {
    const { page, api } = await open(PHONE);
    api.providers = ALL;
    await page.goto('/sign-in-failed?reason=refused&provider=oidc&next=%2Forgs');
    await page.getByRole('heading', { name: 'You turned back' }).waitFor();
    const again = page.getByRole('link', { name: 'Try Example ID again' });
    expect(await again.getAttribute('href')).toBe('/api/oauth/oidc?next=%2Forgs');
    await page.getByRole('link', { name: 'Other ways to log in' }).click();
    await page.waitForURL('**/login?next=%2Forgs');

    await page.goto('/sign-in-failed?reason=account_unconfirmed&provider=google');
    await page.getByText(/then link Google under Settings/).waitFor();
    expect(await page.getByRole('link', { name: /again$/ }).count()).toBe(0);
    await page.getByRole('link', { name: 'Ask for a new password' }).click();
    await page.waitForURL('**/forgot-password');
  });

  it('takes what the address says for nothing more than it is', async () => {
    const { page, api } = await open();
    api.providers = ALL;
    await page.goto(
      '/sign-in-failed?reason=<img src=x onerror=alert(1)>&provider=<b>&next=//evil.example.com',
    );
    await page.getByRole('heading', { name: 'That answer can’t be used' }).waitFor();
    await page.getByText(/^The provider answered in a way/).waitFor();
    const other = page.getByRole('link', { name: 'Other ways to log in' });
    expect(await other.getAttribute('href')).toBe('/login');
  });

  it('is linked and unlinked in the settings, by keyboard', async () => {
    const { page, api } = await open();
    api.user = JANE;
    api.providers = { github: 'GitHub', oidc: 'Example ID' };
    await page.goto('/settings');
    await section(page).getByText('Password', { exact: true }).waitFor();
    expect(
      await section(page)
        .getByRole('button', { name: /^Unlink/ })
        .count(),
    ).toBe(0);
    await button(page, 'Link GitHub').press('Enter');
    await page.getByRole('dialog', { name: 'Link GitHub' }).waitFor();
    await page.keyboard.type('wrong');
    await page.keyboard.press('Enter');
    await page.getByText('Present password is not your present password.').waitFor();
    await page.getByRole('dialog').getByLabel('Present password').fill(api.password);
    await page.keyboard.press('Enter');
    await page.getByText('GitHub is linked').waitFor();
    await expect.poll(() => page.url(), PATIENTLY).toMatch(/\/settings#sign-in-methods$/);
    await button(page, `Unlink GitHub (${JANE.email})`).press('Enter');
    await page.getByRole('dialog', { name: 'Unlink GitHub?' }).waitFor();
    await button(page, 'Unlink').press('Enter');
    await page.getByText('GitHub is unlinked').waitFor();
    await expect.poll(() => section(page).getByRole('listitem').count(), PATIENTLY).toBe(1);
  });

  it('shows why a provider cannot be linked, and which one is turned off', async () => {
    const { page, api } = await open();
    api.user = JANE;
    api.providers = { oidc: 'Example ID' };
    api.methods.push(fakeMethod(2, 'google', { name: 'Google', usable: false, can_unlink: true }));
    const message = 'Example ID cannot be reached, or gives wrong answers. Try again later.';
    api.intercept = ({ method, path }) =>
      method === 'POST' && path === '/me/sign-in-methods'
        ? { status: 503, body: { error: { code: 'UNAVAILABLE', message } } }
        : undefined;
    await page.goto('/settings');
    await section(page).getByText(`${JANE.email} · turned off on this server`).waitFor();
    await button(page, 'Link Example ID').click();
    await button(page, 'Continue to Example ID').click();
    await expect
      .poll(() => page.getByRole('dialog').getByRole('alert').textContent(), PATIENTLY)
      .toBe(message);
  });

  it('leads to the form for a password where the account has none', async () => {
    const { page, api } = await open();
    api.user = JANE;
    api.methods = [fakeMethod(1, 'oidc', { name: 'Example ID' })];
    await page.goto('/settings');
    const link = section(page).getByRole('link', { name: 'Set a password' });
    await link.press('Enter');
    const target = await link.getAttribute('href');
    await page.locator(target!).getByLabel('New password').waitFor();
    expect(new URL(page.url()).hash).toBe(target);
  });
});
