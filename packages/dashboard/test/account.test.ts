import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { describeInChromium } from '../../../test/chromium.ts';
import { PHONE, useBrowser } from './browser.ts';
import { ACME, type FakeApi, JANE } from './fake-api.ts';

/** As long as a busy machine may need. */
const PATIENTLY = { timeout: 20_000 };

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const section = (page: Page, name: string) => page.getByRole('region', { name });
/** The page behind a dialog has fields of the same name. */
const inDialog = (page: Page) => page.getByRole('dialog').getByLabel('Present password');
const errorOf = (page: Page) => page.getByRole('alert').textContent();

function signIn(api: FakeApi): void {
  api.user = JANE;
  api.orgs = [ACME];
}

describeInChromium('the account settings', () => {
  const open = useBrowser();

  it('turn two-factor sign-in on by keyboard, and show the recovery codes once', async () => {
    const { page, api } = await open();
    signIn(api);
    await page.goto('/settings');
    await button(page, 'Turn on two-factor sign-in').press('Enter');
    await page.getByRole('dialog', { name: 'Turn on two-factor sign-in' }).waitFor();
    await page.keyboard.type('wrong');
    await page.keyboard.press('Enter');
    await expect
      .poll(() => errorOf(page), PATIENTLY)
      .toBe('Present password is not your present password.');
    await inDialog(page).fill(api.password);
    await page.keyboard.press('Enter');
    await page.getByRole('img', { name: 'QR code for your authenticator app' }).waitFor();
    await page.getByText('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ').waitFor();
    await page.getByLabel('Code', { exact: true }).fill('000000');
    await page.keyboard.press('Enter');
    await expect.poll(() => errorOf(page), PATIENTLY).toBe('Code is not right.');
    await page.getByLabel('Code', { exact: true }).fill('123456');
    await page.keyboard.press('Enter');

    const dialog = page.getByRole('dialog', { name: 'Keep these recovery codes' });
    await dialog.waitFor();
    expect(await dialog.getByRole('listitem').allTextContents()).toEqual(api.account.recoveryCodes);
    // It does not go away by accident.
    await page.keyboard.press('Escape');
    expect(await button(page, 'Done').isDisabled()).toBe(true);
    await page.getByLabel('I have kept them in a safe place').check();
    await button(page, 'Done').click();
    await button(page, 'Turn off two-factor sign-in').waitFor();
    await page.getByText('10 of 10 left.').waitFor();
  });

  it('lead to the confirmation of the email before two-factor sign-in', async () => {
    const { page, api } = await open();
    signIn(api);
    api.user = { ...JANE, email_verified: false };
    await page.goto('/settings');
    await page
      .getByText('Confirm your email first: follow the link that we sent to jane@example.com.')
      .waitFor();
    const turnOn = button(page, 'Turn on two-factor sign-in');
    expect(await turnOn.isDisabled()).toBe(true);
    api.user = JANE;
    await page.reload();
    await turnOn.press('Enter');
    await page.getByRole('dialog', { name: 'Turn on two-factor sign-in' }).waitFor();
  });

  it('turn it off, and draw new recovery codes, for who knows the password', async () => {
    const { page, api } = await open(PHONE);
    signIn(api);
    api.user = { ...JANE, two_factor: true };
    api.account.recoveryCodes = ['a', 'b'];
    await page.goto('/settings');
    await page.getByText('2 of 10 left. Draw new ones before you need them.').waitFor();
    await button(page, 'New recovery codes').tap();
    await inDialog(page).fill(api.password);
    await button(page, 'Draw new codes').tap();
    await page.getByLabel('I have kept them in a safe place').check();
    await button(page, 'Done').tap();
    await button(page, 'Turn off two-factor sign-in').tap();
    await inDialog(page).fill(api.password);
    await button(page, 'Turn off').tap();
    await button(page, 'Turn on two-factor sign-in').waitFor();
    expect(api.user?.two_factor).toBe(false);
  });

  it('list the sessions and end one, the others, or all', async () => {
    const { page, api } = await open();
    signIn(api);
    await page.goto('/settings');
    const sessions = section(page, 'Sessions');
    await sessions.getByText('This browser').waitFor();
    await button(page, 'Log out Safari on iOS').click();
    await expect.poll(() => api.account.sessions.map(({ id }) => id)).toEqual(['session1']);
    await expect.poll(() => button(page, 'Log out everywhere else').count()).toBe(0);
    await button(page, 'Sign out everywhere').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Sign out everywhere' }).click();
    await page.waitForURL('**/login');
    expect(api.account.sessions).toEqual([]);
  });

  it('change the address, at once or by a mailed link', async () => {
    const { page, api } = await open();
    signIn(api);
    api.account.sendsMail = true;
    await page.goto('/settings#email');
    const email = section(page, 'Email');
    await email.getByLabel('New email').fill('jane@new.example.com');
    await email.getByLabel('Present password').fill('wrong');
    await email.getByRole('button', { name: 'Change email' }).click();
    await expect
      .poll(() => errorOf(page), PATIENTLY)
      .toBe('Present password is not your present password.');
    await email.getByLabel('Present password').fill(api.password);
    await page.keyboard.press('Enter');
    await email.getByText('We sent a link to jane@new.example.com.').waitFor();
    await email.getByText('jane@example.com').waitFor();
    api.account.sendsMail = false;
    await email.getByLabel('New email').fill('jane@new.example.com');
    await email.getByLabel('Present password').fill(api.password);
    await page.keyboard.press('Enter');
    await page.getByText('Email changed').waitFor();
    expect(api.user?.email).toBe('jane@new.example.com');
  });

  it('do not ask for a password that there is not', async () => {
    const { page, api } = await open();
    signIn(api);
    api.user = { ...JANE, has_password: false };
    await page.goto('/settings');
    await button(page, 'Set password').waitFor();
    expect(await page.getByLabel('Present password').count()).toBe(0);
  });

  it('delete the account, once it is agreed what goes with it', async () => {
    const { page, api } = await open();
    signIn(api);
    api.account.owned = [{ id: 'org1', name: 'Acme Corp', sites: 2, other_members: 1 }];
    await page.goto('/settings');
    await button(page, 'Delete account').click();
    const dialog = page.getByRole('dialog', { name: 'Delete your account?' });
    await dialog.getByText('1 other member would lose it.').waitFor();
    const link = dialog.getByRole('link', { name: 'Hand it over instead' });
    expect(await link.getAttribute('href')).toBe('/org/org1/members');
    await dialog.getByLabel('Present password').fill(api.password);
    await dialog.getByRole('button', { name: 'Delete account' }).click();
    await expect.poll(() => errorOf(page), PATIENTLY).toBe('You are the only owner of Acme Corp.');
    await dialog.getByLabel('Delete Acme Corp with 2 sites and all events').check();
    await dialog.getByRole('button', { name: 'Delete account' }).click();
    await page.waitForURL('**/login');
    expect(api.account.isDeleted).toBe(true);
  });
});

describeInChromium('an organization that asks for two-factor sign-in', () => {
  const open = useBrowser();

  it('leads members without it to their settings', async () => {
    const { page, api } = await open();
    signIn(api);
    api.orgs = [{ ...ACME, role: 'viewer', two_factor_required: true }];
    api.account.requiredBy = ['Acme Corp'];
    await page.goto('/org/org1/members');
    await page.getByRole('heading', { name: 'Acme Corp asks for two-factor sign-in' }).waitFor();
    await page.getByRole('link', { name: 'Set it up' }).click();
    await page.getByText('You can’t open anything there until it is on.').waitFor();
    expect(new URL(page.url()).hash).toBe('#two-factor');
  });

  it('is made one by its owner, who has it', async () => {
    const { page, api } = await open();
    signIn(api);
    await page.goto('/org/org1/settings');
    const choice = page.getByRole('switch', { name: 'Require two-factor sign-in' });
    await page.getByText('Set it up for your own account first').waitFor();
    expect(await choice.isDisabled()).toBe(true);
    api.user = { ...JANE, two_factor: true };
    await page.reload();
    await page.getByText('Members without it are kept out').waitFor();
    await choice.click();
    await page.getByText('Saved').waitFor();
    expect(api.orgs[0]?.two_factor_required).toBe(true);
  });
});

describeInChromium('the links of a change of address', () => {
  const open = useBrowser();

  it('do what they are for by a press of a button', async () => {
    const { page } = await open();
    await page.goto('/change-email?token=good');
    await button(page, 'Confirm my new email').press('Enter');
    await page.getByText('Your email is changed').waitFor();
    await page.goto('/undo-email-change?token=good');
    await button(page, 'Take it back').press('Enter');
    await page.getByText('The account has your address again').waitFor();
    await page.goto('/undo-email-change?token=used');
    await button(page, 'Take it back').press('Enter');
    await expect.poll(() => errorOf(page), PATIENTLY).toContain('This link doesn’t work any more');
  });
});
