import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { fakeGoal } from './fake-goals.ts';
import { createFakeStats } from './stats-fake.ts';
import { describeInChromium } from '../../../test/chromium.ts';
import { OVER_QUOTA } from './billing-fake.ts';
import { DESKTOP, PHONE, useBrowser } from './browser.ts';
import { ACME, BOB, fakeInvite, fakeMember, fakeSite, type FakeApi, JANE } from './fake-api.ts';
import { fakeEntry, fakeKey } from './fake-keys.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Menus and lists stand beside the landmarks while they are open, as their roles allow. */
const EVERYTHING = { rules: { region: { enabled: false } } };
const CONTRAST = { runOnly: ['color-contrast'] };

/** Rule and place of each violation of WCAG 2.2 A and AA and of good practice. */
async function violations(page: Page, options: RunOptions): Promise<string[]> {
  const results = await page.evaluate<AxeResults>(`axe.run(document, ${JSON.stringify(options)})`);
  return results.violations.flatMap((rule) =>
    rule.nodes.map((node) => `${rule.id}: ${node.target.join(' ')}: ${node.failureSummary ?? ''}`),
  );
}

interface Scene {
  name: string;
  path: string;
  prepare?: (api: FakeApi) => void;
  /** Waits until the scene is there, after pressing what opens it. */
  arrive: (page: Page) => Promise<unknown>;
}

const SITES = [
  fakeSite(1, 'example.com', { first_event_at: '2026-11-02T10:00:00.000Z', name: 'Our shop' }),
  fakeSite(2, 'example.org'),
];
const BROKEN = {
  status: 500,
  body: { error: { code: 'INTERNAL_ERROR', message: 'It broke.', request_id: '8f3a' } },
};

const SCENES: Scene[] = [
  {
    name: 'goals',
    path: '/org/org1/site/site1/goals',
    prepare: (api) =>
      (api.goals = [fakeGoal(1, 'signup'), fakeGoal(2, 'buy', { currency: 'EUR' })]),
    arrive: (page) => page.getByRole('link', { name: 'signup' }).waitFor(),
  },
  {
    name: 'the values of a property that are numbers',
    path: '/org/org1/site/site1?table=properties&property=size',
    prepare: (api) => (api.intercept = createFakeStats().handle),
    arrive: async (page) => {
      await page.getByRole('tab', { name: 'Properties' }).scrollIntoViewIfNeeded();
      await page.getByText('Average', { exact: true }).waitFor();
    },
  },
  {
    name: 'adding a goal',
    path: '/org/org1/site/site1/goals',
    arrive: async (page) => {
      await page.getByRole('button', { name: 'Add Goal', exact: true }).click();
      await page.getByRole('button', { name: 'Add a property' }).click();
      await page.getByRole('switch', { name: 'Track revenue' }).check();
      await page.getByLabel('Currency').waitFor();
    },
  },
  {
    name: 'billing, the month used up',
    path: '/org/org1/billing',
    prepare: (api) => (api.billing = OVER_QUOTA),
    arrive: (page) => page.getByRole('heading', { name: 'Business' }).waitFor(),
  },
  {
    name: 'billing, off',
    path: '/org/org1/billing',
    arrive: (page) => page.getByText('Billing is off on this server').waitFor(),
  },
  {
    name: 'login with an error',
    path: '/login',
    prepare: (api) => (api.user = null),
    arrive: async (page) => {
      await page.getByRole('button', { name: 'Log in' }).click();
      await page.getByRole('alert').waitFor();
    },
  },
  {
    name: 'register',
    path: '/register',
    prepare: (api) => (api.user = null),
    arrive: (page) => page.getByRole('button', { name: 'Create account' }).waitFor(),
  },
  {
    name: 'the ways to log in by providers',
    path: '/login',
    prepare: (api) => {
      api.user = null;
      api.providers = { google: 'Google', github: 'GitHub', oidc: 'Example ID' };
    },
    arrive: (page) => page.getByRole('link', { name: 'Log in with Example ID' }).waitFor(),
  },
  {
    name: 'a sign-in by a provider that failed',
    path: '/sign-in-failed?reason=refused&provider=google',
    prepare: (api) => {
      api.user = null;
      api.providers = { google: 'Google' };
    },
    arrive: (page) => page.getByRole('link', { name: 'Try Google again' }).waitFor(),
  },
  {
    name: 'asking for a new password',
    path: '/forgot-password',
    prepare: (api) => (api.user = null),
    arrive: async (page) => {
      await page.getByLabel('Email').fill('jane@example.com');
      await page.getByRole('button', { name: 'Send a link' }).click();
      await page.getByText('Check your email').waitFor();
    },
  },
  {
    name: 'choosing a new password',
    path: '/reset-password?token=good',
    prepare: (api) => (api.user = null),
    arrive: (page) => page.getByLabel('New password').waitFor(),
  },
  {
    name: 'a link that is over',
    path: '/reset-password',
    prepare: (api) => (api.user = null),
    arrive: (page) => page.getByText('This link doesn’t work any more').waitFor(),
  },
  {
    name: 'confirming an address',
    path: '/verify-email?token=good',
    prepare: (api) => (api.user = null),
    arrive: (page) => page.getByRole('button', { name: 'Confirm my email' }).waitFor(),
  },
  {
    name: 'an address that is not confirmed',
    path: '/orgs',
    prepare: (api) => (api.user = { ...JANE, email_verified: false }),
    arrive: async (page) => {
      await page.getByRole('button', { name: 'Send again' }).waitFor();
      await page.getByRole('link', { name: 'Acme Corp' }).waitFor();
    },
  },
  {
    name: 'organizations',
    path: '/orgs',
    arrive: (page) => page.getByRole('link', { name: 'Acme Corp' }).waitFor(),
  },
  {
    name: 'no organization',
    path: '/orgs',
    prepare: (api) => (api.orgs = []),
    arrive: (page) => page.getByText('No organization yet').waitFor(),
  },
  {
    name: 'sites',
    path: '/org/org1/sites',
    arrive: (page) => page.getByText('visitors, last 24 hours').waitFor(),
  },
  {
    name: 'sites that did not load',
    path: '/org/org1/sites',
    prepare: (api) =>
      (api.intercept = ({ path }) => (path === '/org/org1/site' ? BROKEN : undefined)),
    arrive: (page) => page.getByText('The sites didn’t load').waitFor(),
  },
  {
    name: 'the dialog that adds a site, its list of time zones open',
    path: '/org/org1/sites',
    arrive: async (page) => {
      await page.getByRole('button', { name: 'Add Site' }).click();
      await page.getByLabel('Time zone').fill('berlin');
      await page.getByRole('option', { name: 'Europe/Berlin' }).waitFor();
    },
  },
  {
    name: 'site settings',
    path: '/org/org1/site/site1/settings',
    prepare: (api) => {
      api.drops.drops = [{ reason: 'bot', events: 1234 }];
      api.drops.cuts = [{ reason: 'key_too_long', events: 3, property: 'k'.repeat(64) }];
    },
    arrive: (page) => page.getByRole('combobox', { name: 'Time zone' }).waitFor(),
  },
  {
    name: 'asking before a site is deleted',
    path: '/org/org1/site/site1/settings',
    arrive: async (page) => {
      await page.getByRole('button', { name: 'Delete site' }).click();
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'the switcher of sites',
    path: '/org/org1/site/site1/settings',
    arrive: async (page) => {
      await page.getByRole('button', { name: 'Site: example.com' }).click();
      await page.getByRole('menu').waitFor();
    },
  },
  {
    name: 'the account menu',
    path: '/orgs',
    arrive: async (page) => {
      await page.getByRole('button', { name: 'Account: Jane Doe' }).click();
      await page.getByRole('menu').waitFor();
    },
  },
  {
    name: 'members',
    path: '/org/org1/members',
    arrive: (page) => page.getByText('cyd@example.com', { exact: true }).waitFor(),
  },
  {
    name: 'the dialog that invites',
    path: '/org/org1/members',
    arrive: async (page) => {
      await page.getByRole('button', { name: 'Invite Member' }).click();
      await page.getByRole('radio', { name: 'Viewer' }).waitFor();
    },
  },
  {
    name: 'an invite link, ready to copy',
    path: '/org/org1/members',
    arrive: async (page) => {
      await page.getByRole('button', { name: 'Invite Member' }).click();
      await page.getByLabel('Email').fill('dan@example.com');
      await page.keyboard.press('Enter');
      await page.getByRole('dialog', { name: 'Send this link' }).waitFor();
    },
  },
  {
    name: 'the menu of roles',
    path: '/org/org1/members',
    arrive: async (page) => {
      await page.getByRole('button', { name: 'Role of Bob Example: Viewer' }).click();
      await page.getByRole('menu').waitFor();
    },
  },
  {
    name: 'asking before a member is removed',
    path: '/org/org1/members',
    arrive: async (page) => {
      await page.getByRole('button', { name: 'More for Bob Example' }).click();
      await page.getByRole('menuitem', { name: 'Remove from Acme Corp' }).click();
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'an invite for who is not signed in',
    path: '/invite/code1',
    prepare: (api) => (api.user = null),
    arrive: (page) => page.getByRole('link', { name: 'Create an account' }).waitFor(),
  },
  {
    name: 'an invite for who is',
    path: '/invite/code1',
    arrive: (page) => page.getByRole('button', { name: 'Accept invitation' }).waitFor(),
  },
  {
    name: 'an invite that does not work',
    path: '/invite/nothing',
    arrive: (page) => page.getByText('This invitation doesn’t work').waitFor(),
  },
  {
    name: 'organization settings, with what was changed',
    path: '/org/org1/settings',
    arrive: (page) => page.getByText('Jane Doe joined as admin').waitFor(),
  },
  {
    name: 'API keys',
    path: '/org/org1/site/site1/api-keys',
    arrive: (page) => page.getByText('Nightly export').waitFor(),
  },
  {
    name: 'the dialog that makes an API key',
    path: '/org/org1/site/site1/api-keys',
    arrive: async (page) => {
      await page.getByRole('button', { name: 'Create API Key' }).click();
      await page.getByLabel('Expires').selectOption('On a day …');
      await page.getByRole('button', { name: 'Create key' }).click();
      await page.getByRole('alert').waitFor();
    },
  },
  {
    name: 'a new API key, not yet stored',
    path: '/org/org1/site/site1/api-keys',
    arrive: async (page) => {
      await page.getByRole('button', { name: 'Create API Key' }).click();
      await page.getByLabel('Name').fill('CI');
      await page.getByRole('button', { name: 'Create key' }).click();
      await page.getByRole('dialog', { name: 'Key created' }).waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('alert').waitFor();
    },
  },
  {
    name: 'account settings',
    path: '/settings',
    arrive: (page) => page.getByRole('button', { name: 'Log out Safari on iOS' }).waitFor(),
  },
  {
    name: 'account settings with a second factor',
    path: '/settings',
    prepare: (api) => {
      api.user = { ...JANE, two_factor: true };
      api.account.recoveryCodes = ['a'];
    },
    arrive: (page) => page.getByText('1 of 10 left.').waitFor(),
  },
  {
    name: 'a secret to scan',
    path: '/settings',
    arrive: async (page) => {
      await page.getByRole('button', { name: 'Turn on two-factor sign-in' }).click();
      await page.getByRole('dialog').getByLabel('Present password').fill('correct horse');
      await page.keyboard.press('Enter');
      await page.getByRole('img', { name: 'QR code for your authenticator app' }).waitFor();
    },
  },
  {
    name: 'asking before the account is deleted',
    path: '/settings',
    prepare: (api) =>
      (api.account.owned = [{ id: 'org1', name: 'Acme Corp', sites: 2, other_members: 1 }]),
    arrive: async (page) => {
      await page.getByRole('button', { name: 'Delete account' }).click();
      await page.getByRole('dialog').getByText('would lose it').waitFor();
    },
  },
  {
    name: 'the second step of signing in',
    path: '/login/code',
    prepare: (api) => (api.user = null),
    arrive: (page) => page.getByLabel('Code').waitFor(),
  },
  {
    name: 'an organization that asks for a second factor',
    path: '/org/org1/members',
    prepare: (api) => (api.orgs = [{ ...ACME, two_factor_required: true }]),
    arrive: (page) => page.getByRole('link', { name: 'Set it up' }).waitFor(),
  },
  {
    name: 'not found',
    path: '/nothing',
    arrive: (page) => page.getByText('This page isn’t here').waitFor(),
  },
  {
    name: 'privacy',
    path: '/privacy',
    arrive: (page) => page.getByRole('heading', { name: 'Privacy' }).waitFor(),
  },
];

async function isWiderThanScreen(page: Page): Promise<boolean> {
  return page.evaluate(
    () => document.documentElement.scrollWidth > document.documentElement.clientWidth,
  );
}

describeInChromium('the pages keep to WCAG 2.2 AA in light and dark', () => {
  const open = useBrowser();

  describe.each([
    { name: 'on a desktop', options: DESKTOP },
    { name: 'on a phone', options: PHONE },
  ])('$name', ({ options }) => {
    it.each(SCENES)('$name', async ({ path, prepare, arrive }) => {
      const { page, api } = await open({ ...options, colorScheme: 'light' });
      Object.assign(api, { user: JANE, orgs: [ACME], sites: [...SITES] });
      api.members = [fakeMember(1, JANE, 'owner'), fakeMember(2, BOB, 'viewer')];
      api.invites = [fakeInvite(1, 'cyd@example.com')];
      api.apiKeys = [fakeKey(1, 'Nightly export', { expires_at: '2025-01-01T00:00:00.000Z' })];
      api.audit = [fakeEntry(1, 'invite:accept', { details: { role: 'admin' } })];
      prepare?.(api);
      await page.goto(path);
      await arrive(page);
      await page.evaluate(AXE);
      const found = await violations(page, EVERYTHING);
      await page.emulateMedia({ colorScheme: 'dark' });
      await page.locator('html[data-theme=dark]').waitFor();
      found.push(...(await violations(page, CONTRAST)));
      if (await isWiderThanScreen(page)) found.push('wider than the screen');
      expect(found).toEqual([]);
    });
  });
});
