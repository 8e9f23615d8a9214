import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { describeInChromium } from '../../../test/chromium.ts';
import { PHONE, useBrowser } from './browser.ts';
import { ACME, fakeSite, type FakeApi, JANE } from './fake-api.ts';

/** As long as a busy machine may need. */
const PATIENTLY = { timeout: 20_000 };

const focusedName = (page: Page) =>
  page.evaluate(() => document.activeElement?.getAttribute('name') ?? null);

const button = (page: Page, name: string | RegExp) =>
  page.getByRole('button', { name, exact: true });

/** Text of the element that describes a field, with the error in it. */
const errorOf = (page: Page) => page.getByRole('alert').textContent();

function signIn(api: FakeApi): void {
  api.user = JANE;
  api.orgs = [ACME];
}

describeInChromium('the pages', () => {
  const open = useBrowser();

  describe('the newcomer', () => {
    it('comes by keyboard from the sign-up to the page of the first site', async () => {
      const { page, api } = await open();
      await page.goto('/register');
      await page.getByLabel('Name').fill('Ada King');
      await page.keyboard.press('Tab');
      await page.keyboard.type('ada@example.com');
      await page.keyboard.press('Tab');
      await page.keyboard.type('a good password');
      await page.keyboard.press('Enter');

      await page.waitForURL('**/orgs');
      await button(page, 'Create Organization').press('Enter');
      await page.getByRole('dialog', { name: 'Create an organization' }).waitFor();
      await page.getByLabel('Name').waitFor();
      await expect.poll(() => focusedName(page), PATIENTLY).toBe('organization');
      await page.keyboard.type('Acme Corp');
      await page.keyboard.press('Enter');

      await page.waitForURL('**/org/org1/sites');
      await button(page, 'Add Site').press('Enter');
      await page.getByRole('dialog', { name: 'Add a site' }).waitFor();
      await expect.poll(() => focusedName(page), PATIENTLY).toBe('domain');
      await page.keyboard.type('https://www.example.com/welcome');
      await page.keyboard.press('Enter');

      await page.waitForURL('**/org/org1/site/site1');
      await page.getByRole('button', { name: 'Site: example.com' }).waitFor();
      expect(api.sites).toEqual([
        fakeSite(1, 'example.com', { name: 'example.com', timezone: 'Europe/Berlin' }),
      ]);
      expect(api.user).toMatchObject({ name: 'Ada King', email: 'ada@example.com' });
    });

    it('reads beside the field what is wrong with it', async () => {
      const { page } = await open();
      await page.goto('/register');
      await page.getByLabel('Name').fill('Ada King');
      await page.getByLabel('Email').fill('ada');
      await page.getByLabel('Password').fill('short');
      await button(page, 'Create account').click();
      await expect
        .poll(() => errorOf(page), PATIENTLY)
        .toBe('Email is not an e-mail address such as jane@example.com.');
      await expect.poll(() => focusedName(page), PATIENTLY).toBe('email');

      await page.getByLabel('Email').fill('ada@example.com');
      await page.keyboard.press('Enter');
      await expect
        .poll(() => errorOf(page), PATIENTLY)
        .toBe('Password is too short: 8 to 128 characters.');
      await expect.poll(() => focusedName(page), PATIENTLY).toBe('password');

      await page.getByLabel('Email').fill('taken@example.com');
      await page.keyboard.press('Enter');
      await expect
        .poll(() => errorOf(page), PATIENTLY)
        .toContain('There is an account with this email');
    });

    it('finds a time zone by a part of its name', async () => {
      const { page, api } = await open(PHONE);
      signIn(api);
      await page.goto('/org/org1/sites');
      await button(page, 'Add Site').tap();
      await page.getByLabel('Domain').fill('example.com');
      await page.getByLabel('Time zone').fill('new york');
      await page.getByRole('option', { name: 'America/New_York' }).tap();
      await button(page, 'Add site').tap();
      await page.waitForURL('**/site/site1');
      expect(api.sites[0]?.timezone).toBe('America/New_York');
    });

    it('is told when a domain is taken, and keeps what was typed', async () => {
      const { page, api } = await open();
      signIn(api);
      api.sites = [fakeSite(1, 'example.com')];
      await page.goto('/org/org1/sites');
      await button(page, 'Add Site').click();
      await page.getByLabel('Domain').fill('example.com');
      await page.keyboard.press('Enter');
      await expect
        .poll(() => errorOf(page), PATIENTLY)
        .toBe('example.com is already tracked on this server.');
      expect(await page.getByLabel('Domain').inputValue()).toBe('example.com');
    });
  });

  describe('a forgotten password', () => {
    it('is asked for from the sign-in, without saying who has an account', async () => {
      const { page, api } = await open();
      await page.goto('/login');
      await page.getByRole('link', { name: 'Forgot it?' }).click();
      await page.waitForURL('**/forgot-password');
      await expect.poll(() => focusedName(page), PATIENTLY).toBe('email');
      await page.keyboard.type('jane');
      await page.keyboard.press('Enter');
      await expect
        .poll(() => errorOf(page), PATIENTLY)
        .toBe('Email is not an e-mail address such as jane@example.com.');
      await page.getByLabel('Email').fill(JANE.email);
      await page.keyboard.press('Enter');
      await expect
        .poll(() => page.locator('[role=status]').textContent(), PATIENTLY)
        .toContain('If jane@example.com has an account, a link is on its way.');
      expect(api.mailed).toEqual([JANE.email]);
    });

    it('becomes a new one by the link, which signs in', async () => {
      const { page, api } = await open();
      api.orgs = [ACME];
      await page.goto('/reset-password?token=good');
      await expect.poll(() => focusedName(page), PATIENTLY).toBe('password');
      await page.keyboard.type('short');
      await page.keyboard.press('Enter');
      await expect
        .poll(() => errorOf(page), PATIENTLY)
        .toBe('New password is too short: 8 to 128 characters.');
      await page.getByLabel('New password').fill('a new password');
      await page.keyboard.press('Enter');
      await page.waitForURL('**/orgs');
      expect(api.password).toBe('a new password');
    });

    it('is asked for again when the link is over or was cut', async () => {
      const { page } = await open();
      for (const path of ['/reset-password?token=used', '/reset-password']) {
        await page.goto(path);
        if (path.includes('token')) {
          await page.getByLabel('New password').fill('a new password');
          await page.keyboard.press('Enter');
        }
        await page.getByText('This link doesn’t work any more').waitFor();
        await page.getByRole('link', { name: 'Ask for a new link' }).click();
        await page.waitForURL('**/forgot-password');
        expect(await page.getByRole('heading').first().textContent()).toBe('Reset your password');
      }
    });
  });

  describe('an address that is not confirmed', () => {
    it('is told of on every page until the link is followed', async () => {
      const { page, api } = await open();
      signIn(api);
      api.user = { ...JANE, email_verified: false };
      await page.goto('/orgs');
      await page.getByText('We sent a link to jane@example.com.').waitFor();
      await button(page, 'Send again').press('Enter');
      await page.getByText('Sent. Check your email.').waitFor();
      expect(api.mailed).toEqual([JANE.email]);

      await page.goto('/verify-email?token=good');
      await page.getByText('Your email is confirmed').waitFor();
      await page.getByRole('link', { name: 'Continue' }).click();
      await button(page, /^Account/).waitFor();
      expect(await page.getByText('Confirm your email').count()).toBe(0);
    });

    it('says when the link was sent too often', async () => {
      const { page, api } = await open();
      signIn(api);
      api.user = { ...JANE, email_verified: false };
      const message = 'Too many requests: 5 an hour are allowed. Try again in 90 seconds.';
      api.intercept = ({ path }) =>
        path === '/me/verify-email'
          ? { status: 429, body: { error: { code: 'RATE_LIMITED', message } } }
          : undefined;
      await page.goto('/orgs');
      await button(page, 'Send again').click();
      await page.getByText(message).waitFor();
      expect(await page.getByText('We sent a link to').count()).toBe(1);
    });

    it('is confirmed by a press of a button where nobody is signed in', async () => {
      const { page, api } = await open();
      api.intercept = ({ path }) =>
        path === '/me'
          ? { status: 401, body: { error: { code: 'UNAUTHORIZED', message: 'Sign in first.' } } }
          : undefined;
      await page.goto('/verify-email?token=good');
      await button(page, 'Confirm my email').press('Enter');
      await page.getByText('Your email is confirmed').waitFor();
      await page.goto('/verify-email?token=used');
      await button(page, 'Confirm my email').press('Enter');
      await expect
        .poll(() => errorOf(page), PATIENTLY)
        .toContain('This link doesn’t work any more');
    });
  });

  describe('signing in', () => {
    it('says when e-mail and password do not match, then goes where one wanted to go', async () => {
      const { page, api } = await open();
      api.orgs = [ACME];
      await page.goto('/org/org1/sites?q=shop');
      await page.waitForURL('**/login?next=%2Forg%2Forg1%2Fsites%3Fq%3Dshop');
      await page.getByLabel('Email').fill(JANE.email);
      await page.getByLabel('Password').fill('wrong');
      await page.keyboard.press('Enter');
      await expect
        .poll(() => errorOf(page), PATIENTLY)
        .toBe('Email and password don’t match. Try again or reset your password.');
      await expect.poll(() => focusedName(page), PATIENTLY).toBe('password');

      await page.getByLabel('Password').fill(api.password);
      await page.keyboard.press('Enter');
      await page.waitForURL('**/org/org1/sites?q=shop');
    });

    it('takes a second step where the account asks for it, then goes where one wanted to go', async () => {
      const { page, api } = await open();
      api.asksForCode = true;
      api.orgs = [ACME];
      await page.goto('/login?next=%2Forgs');
      await page.getByLabel('Email').fill(JANE.email);
      await page.getByLabel('Password', { exact: true }).fill('correct horse');
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'Enter your code' }).waitFor();
      await page.keyboard.type('000000');
      await page.keyboard.press('Enter');
      await expect.poll(() => errorOf(page), PATIENTLY).toBe('Code is not right.');
      await page.getByRole('button', { name: 'Use a recovery code' }).click();
      await page.getByLabel('Recovery code').fill('rescue');
      await page.keyboard.press('Enter');
      await page.waitForURL('**/orgs');
      await page.getByRole('link', { name: 'Acme Corp' }).waitFor();
    });

    it('begins again when the second step comes too late', async () => {
      const { page } = await open();
      await page.goto('/login/code?next=%2Forgs');
      await page.getByLabel('Code').fill('123456');
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'Log in again' }).waitFor();
      const link = page.getByRole('link', { name: 'Log in', exact: true });
      expect(await link.getAttribute('href')).toBe('/login?next=%2Forgs');
    });

    it('can show the password', async () => {
      const { page } = await open();
      await page.goto('/login');
      const password = page.getByLabel('Password');
      await password.fill('secret');
      await button(page, 'Show typed text').click();
      expect(await password.getAttribute('type')).toBe('text');
      await button(page, 'Hide typed text').click();
      expect(await password.getAttribute('type')).toBe('password');
    });

    it('is asked for again when the session has ended meanwhile', async () => {
      const { page, api } = await open();
      signIn(api);
      await page.goto('/orgs');
      await page.getByRole('link', { name: 'Acme Corp' }).waitFor();
      api.user = null;
      await page.getByRole('link', { name: 'Acme Corp' }).click();
      await page.waitForURL('**/login?next=%2Forg%2Forg1%2Fsites');
      await expect.poll(() => page.getByText('Acme Corp').count(), PATIENTLY).toBe(0);
    });

    it('leads from / to the site looked at last', async () => {
      const { page, api } = await open();
      await page.goto('/');
      await page.waitForURL('**/login');
      signIn(api);
      api.sites = [fakeSite(1, 'example.com')];
      await page.goto('/');
      await page.waitForURL('**/orgs');
      await page.goto('/org/org1/site/site1/settings');
      await page.getByLabel('Domain').waitFor();
      await page.goto('/');
      await expect.poll(() => new URL(page.url()).pathname, PATIENTLY).toBe('/org/org1/site/site1');
    });

    it('ends by logging out', async () => {
      const { page, api } = await open();
      signIn(api);
      await page.goto('/orgs');
      await button(page, 'Account: Jane Doe').click();
      await page.getByRole('menuitem', { name: 'Log out' }).click();
      await page.waitForURL('**/login');
      expect(api.user).toBeNull();
      await page.goBack();
      await page.waitForURL('**/login?next=%2Forgs');
    });
  });

  describe('a site’s settings', () => {
    it('hold the snippet of this server, ready to copy', async () => {
      const { page, api } = await open();
      signIn(api);
      api.sites = [fakeSite(1, 'example.com')];
      await page.goto('/org/org1/site/site1/settings');
      await button(page, 'Copy').click();
      await button(page, 'Copied').waitFor();
      const origin = new URL(page.url()).origin;
      const snippet = `<script defer data-domain="example.com" src="${origin}/js/purestat.js"></script>`;
      expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(snippet);
      expect(await page.getByLabel('Tracker snippet').locator('pre').textContent()).toBe(snippet);
    });

    it('put what is ticked into the snippet', async () => {
      const { page, api } = await open();
      signIn(api);
      api.sites = [fakeSite(1, 'example.com')];
      await page.goto('/org/org1/site/site1/settings');
      await page.getByRole('checkbox', { name: 'File downloads' }).check();
      await page.getByRole('checkbox', { name: 'Outbound links' }).check();
      expect(await page.getByLabel('Tracker snippet').locator('pre').textContent()).toContain(
        '<script defer data-domain="example.com" data-outbound data-downloads src=',
      );
    });

    it('tell what was not counted, and why', async () => {
      const { page, api } = await open();
      signIn(api);
      api.sites = [fakeSite(1, 'example.com')];
      api.drops.drops = [
        { reason: 'bot', events: 1234 },
        { reason: 'no_visit', events: 2 },
      ];
      await page.goto('/org/org1/site/site1/settings');
      const rows = page.getByRole('table').locator('tbody').getByRole('row');
      await rows.first().waitFor();
      expect(await rows.allInnerTexts()).toEqual([
        expect.stringMatching(/^Bots\s.*\s1,234$/s),
        expect.stringMatching(/^No open visit\s.*\s2$/s),
      ]);
      expect(await page.getByText('Counted, but cut').count()).toBe(0);
    });

    it('tell what was cut, where, and what to do', async () => {
      const { page, api } = await open();
      signIn(api);
      api.sites = [fakeSite(1, 'example.com')];
      api.drops.cuts = [
        { reason: 'value_too_long', events: 1234, property: 'note' },
        { reason: 'title_too_long', events: 2, property: null },
      ];
      await page.goto('/org/org1/site/site1/settings');
      await page.getByText('Nothing: every event of the last 30 days was counted.').waitFor();
      const rows = page.getByRole('table').locator('tbody').getByRole('row');
      const texts = (await rows.allInnerTexts()).map((text) => text.replaceAll(/\s+/g, ' '));
      expect(texts).toEqual([
        'Values of properties cut Only the first 2,000 characters of a value are kept. Send less text. Last seen in note 1,234',
        'Page titles cut Only the first 500 characters of a title are kept. 2',
      ]);
    });

    it('are saved', async () => {
      const { page, api } = await open();
      signIn(api);
      api.sites = [fakeSite(1, 'example.com')];
      await page.goto('/org/org1/site/site1/settings');
      await page.getByLabel('Display name').fill('Our shop');
      await page.getByLabel('Time zone').fill('tokyo');
      await page.getByRole('option', { name: 'Asia/Tokyo' }).click();
      await button(page, 'Save').click();
      await page.getByText('Saved', { exact: true }).waitFor();
      expect(api.sites).toEqual([
        fakeSite(1, 'example.com', { name: 'Our shop', timezone: 'Asia/Tokyo' }),
      ]);
    });

    it('offer every event as a file, to those who may have it', async () => {
      const { page, api } = await open();
      signIn(api);
      api.sites = [fakeSite(1, 'example.com')];
      await page.goto('/org/org1/site/site1/settings');
      const links = page.getByRole('link', { name: /^Export events as/ });
      await links.first().waitFor();
      expect(
        await links.evaluateAll((all) => all.map((link) => link.getAttribute('href'))),
      ).toEqual(
        ['csv', 'ndjson', 'parquet'].map(
          (format) => `/api/org/org1/site/site1/export/events?format=${format}`,
        ),
      );
    });

    it('delete the site once its domain was typed', async () => {
      const { page, api } = await open();
      signIn(api);
      api.sites = [fakeSite(1, 'example.com'), fakeSite(2, 'example.org')];
      await page.goto('/org/org1/site/site1/settings');
      const opener = button(page, 'Delete site');
      await opener.click();
      const dialog = page.getByRole('dialog', { name: 'Delete example.com?' });
      await dialog.waitFor();
      const confirm = dialog.getByRole('button', { name: 'Delete site' });
      expect(await confirm.isDisabled()).toBe(true);
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'hidden' });
      await expect
        .poll(() => opener.evaluate((node) => node === document.activeElement), PATIENTLY)
        .toBe(true);

      await opener.click();
      await page.getByLabel('Type example.com to confirm').fill('example.com');
      await confirm.click();
      await page.waitForURL('**/org/org1/sites');
      await page.getByText('example.com is deleted').waitFor();
      await page.getByRole('link', { name: 'example.org' }).waitFor();
      expect(api.sites).toEqual([fakeSite(2, 'example.org')]);
    });

    it('show a viewer the snippet and nothing to change', async () => {
      const { page, api } = await open();
      api.user = JANE;
      api.orgs = [{ ...ACME, role: 'viewer' }];
      api.sites = [fakeSite(1, 'example.com')];
      await page.goto('/org/org1/site/site1/settings');
      await page.getByLabel('Tracker snippet').waitFor();
      expect(await page.getByLabel('Domain').isDisabled()).toBe(true);
      expect(await button(page, 'Save').count()).toBe(0);
      expect(await button(page, 'Delete site').count()).toBe(0);
      expect(await page.getByRole('link', { name: /^Export events as/ }).count()).toBe(0);
      await page.goto('/org/org1/sites');
      await page.getByRole('link', { name: 'example.com' }).waitFor();
      expect(await button(page, 'Add Site').count()).toBe(0);
    });
  });

  describe('the organization and the account', () => {
    it('an organization is renamed and deleted', async () => {
      const { page, api } = await open();
      signIn(api);
      await page.goto('/org/org1/settings');
      await page.getByLabel('Name').fill('Acme Inc');
      await button(page, 'Save').click();
      await page.getByRole('button', { name: 'Organization: Acme Inc' }).waitFor();
      await button(page, 'Delete organization').click();
      await page.getByLabel('Type Acme Inc to confirm').fill('Acme Inc');
      await page.getByRole('dialog').getByRole('button', { name: 'Delete organization' }).click();
      await page.waitForURL('**/orgs');
      await page.getByText('No organization yet').waitFor();
      expect(api.orgs).toEqual([]);
    });

    it('a password is changed only by who knows the present one', async () => {
      const { page, api } = await open();
      signIn(api);
      await page.goto('/settings');
      const form = page.getByRole('region', { name: 'Password', exact: true });
      await form.getByLabel('Present password').fill('wrong');
      await page.getByLabel('New password').fill('another password');
      await button(page, 'Change password').click();
      await expect
        .poll(() => errorOf(page), PATIENTLY)
        .toBe('Present password is not your present password.');
      await form.getByLabel('Present password').fill('correct horse');
      await button(page, 'Change password').click();
      await page.getByText('Password changed').waitFor();
      expect(api.password).toBe('another password');
    });
  });

  describe('when things go wrong', () => {
    it('a list that does not load says so, names the reference and tries again', async () => {
      const { page, api } = await open();
      signIn(api);
      api.sites = [fakeSite(1, 'example.com')];
      api.intercept = ({ path }) =>
        path === '/org/org1/site'
          ? {
              status: 500,
              body: {
                error: { code: 'INTERNAL_ERROR', message: 'It broke.', request_id: '8f3a-20c1' },
              },
            }
          : undefined;
      await page.goto('/org/org1/sites');
      await page.getByText('The sites didn’t load').waitFor();
      await page.getByText('Reference 8f3a-20c1').waitFor();
      api.intercept = null;
      await button(page, 'Try again').click();
      await page.getByRole('link', { name: 'example.com' }).waitFor();
      expect(await page.getByText('The sites didn’t load').count()).toBe(0);
    });

    it('an unknown address, organization or site is not found', async () => {
      const { page, api } = await open();
      signIn(api);
      for (const path of ['/nothing', '/org/org9/sites', '/org/org1/site/site9/settings']) {
        await page.goto(path);
        await expect
          .poll(() => page.locator('h1').textContent(), PATIENTLY)
          .toBe('This page isn’t here');
      }
    });

    it('being offline is said', async () => {
      const { page, api } = await open();
      signIn(api);
      await page.goto('/orgs');
      await page.getByRole('link', { name: 'Acme Corp' }).waitFor();
      await page.context().setOffline(true);
      const notice = page.getByText('You’re offline.');
      await expect.poll(() => notice.count(), PATIENTLY).toBe(1);
      await page.context().setOffline(false);
      await expect.poll(() => notice.count(), PATIENTLY).toBe(0);
    });
  });

  describe('theme and keyboard', () => {
    it('the theme is there before the first paint, and the choice is kept', async () => {
      const { page, api } = await open({ colorScheme: 'dark' });
      signIn(api);
      await page.addInitScript(() => {
        document.addEventListener('DOMContentLoaded', () => {
          document.documentElement.dataset['early'] = document.documentElement.dataset['theme'];
        });
      });
      await page.goto('/orgs');
      const html = page.locator('html');
      expect(await html.getAttribute('data-early')).toBe('dark');
      await button(page, 'Switch to light theme').click();
      expect(await html.getAttribute('data-theme')).toBe('light');
      await page.reload();
      expect(await html.getAttribute('data-early')).toBe('light');
    });

    it('a menu is walked with the arrow keys and gives the focus back', async () => {
      const { page, api } = await open();
      signIn(api);
      api.sites = [fakeSite(1, 'example.com'), fakeSite(2, 'example.org')];
      await page.goto('/org/org1/site/site1/settings');
      const trigger = page.getByRole('button', { name: 'Site: example.com' });
      await trigger.press('Enter');
      await page.getByRole('menu', { name: 'Sites' }).waitFor();
      await page.keyboard.press('Escape');
      await expect
        .poll(() => trigger.evaluate((node) => node === document.activeElement), PATIENTLY)
        .toBe(true);

      await trigger.press('Enter');
      await page.getByRole('menu', { name: 'Sites' }).waitFor();
      // Keys count from when the focus is in the menu.
      await expect
        .poll(
          () => page.evaluate(() => document.activeElement?.closest('[role=menu]') !== null),
          PATIENTLY,
        )
        .toBe(true);
      await page.keyboard.press('End');
      await page.keyboard.press('ArrowUp');
      await page.keyboard.press('Enter');
      await page.waitForURL('**/org/org1/site/site2');
    });

    it('single keys open the switchers, until they are turned off', async () => {
      const { page, api } = await open();
      signIn(api);
      api.sites = [fakeSite(1, 'example.com')];
      await page.goto('/org/org1/site/site1/settings');
      await page.getByRole('button', { name: 'Site: example.com' }).waitFor();
      await page.keyboard.press('s');
      await page.getByRole('menu', { name: 'Sites' }).waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('menu', { name: 'Sites' }).waitFor({ state: 'hidden' });
      await page.keyboard.press('o');
      await page.getByRole('menu', { name: 'Organizations' }).waitFor();
      await page.keyboard.press('Escape');

      await page.goto('/settings');
      await page.getByRole('switch', { name: 'Keyboard shortcuts' }).press('Space');
      await page.goto('/org/org1/sites');
      const organization = page.getByRole('button', { name: 'Organization: Acme Corp' });
      await organization.focus();
      await page.keyboard.press('o');
      // Enter opens it: had the letter done so, this would close it again.
      await page.keyboard.press('Enter');
      await page.getByRole('menu', { name: 'Organizations' }).waitFor();
      expect(await organization.getAttribute('aria-expanded')).toBe('true');
    });

    it('the first Tab offers to skip to the content', async () => {
      const { page, api } = await open();
      signIn(api);
      await page.goto('/orgs');
      await page.getByRole('link', { name: 'Acme Corp' }).waitFor();
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await expect
        .poll(() => page.evaluate(() => document.activeElement?.id), PATIENTLY)
        .toBe('main');
    });
  });
});
