import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { describeInChromium } from '../../../test/chromium.ts';
import { PHONE, useBrowser } from './browser.ts';
import { ACME, BOB, fakeInvite, fakeMember, type FakeApi, JANE } from './fake-api.ts';

/** As long as a busy machine may need. */
const PATIENTLY = { timeout: 20_000 };
const HOSTILE = '<img src=x onerror="document.title=1">';

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const copied = (page: Page) => page.evaluate(() => navigator.clipboard.readText());
const focusedText = (page: Page) => page.evaluate(() => document.activeElement?.textContent);
const rowOf = (page: Page, name: string) => page.getByRole('row').filter({ hasText: name });

function signIn(api: FakeApi): void {
  api.user = JANE;
  api.orgs = [ACME];
  api.members = [fakeMember(1, JANE, 'owner'), fakeMember(2, BOB, 'viewer')];
}

describeInChromium('members', () => {
  const open = useBrowser();

  it('are invited by keyboard: the link is shown, copied, listed and revoked', async () => {
    const { page, api } = await open();
    signIn(api);
    await page.goto('/org/org1/sites');
    await page.getByRole('link', { name: 'Members' }).click();
    await button(page, 'Invite Member').press('Enter');
    await page.getByRole('dialog', { name: 'Invite to Acme Corp' }).waitFor();
    await page.getByLabel('Email').fill('cyd');
    await page.keyboard.press('Enter');
    await expect
      .poll(() => page.getByRole('alert').textContent(), PATIENTLY)
      .toBe('This address is not an e-mail address such as jane@example.com.');
    await page.getByLabel('Email').fill('cyd@example.com');
    await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');

    await page.getByRole('dialog', { name: 'Send this link' }).waitFor();
    await expect.poll(() => focusedText(page), PATIENTLY).toBe('Copy');
    await page.keyboard.press('Enter');
    await button(page, 'Copied').waitFor();
    expect(await copied(page)).toBe('https://stats.example.com/invite/code1');
    expect(api.invites).toEqual([fakeInvite(1, 'cyd@example.com', 'admin')]);
    await button(page, 'Done').click();
    await button(page, 'Copy link for cyd@example.com').waitFor();

    await button(page, 'Revoke the invitation for cyd@example.com').click();
    await button(page, 'Revoke').click();
    await page.getByText('Invitation revoked').waitFor();
    expect(api.invites).toEqual([]);
    expect(await page.getByText('Pending invitations').count()).toBe(0);
  });

  it('are told by mail where the server sends mails, and the link can be copied all the same', async () => {
    const { page, api } = await open();
    signIn(api);
    api.account.sendsMail = true;
    await page.goto('/org/org1/members');
    await button(page, 'Invite Member').click();
    await page.getByLabel('Email').fill('cyd@example.com');
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Invitation mailed' });
    await dialog.getByText('We mailed this link to cyd@example.com.').waitFor();
    expect(await dialog.getByRole('button', { name: 'Copy' }).count()).toBe(1);
  });

  it('who are members already are told apart from those who may be invited', async () => {
    const { page, api } = await open(PHONE);
    signIn(api);
    await page.goto('/org/org1/members');
    await button(page, 'Invite Member').tap();
    await page.getByLabel('Email').fill(BOB.email);
    await button(page, 'Create invite link').tap();
    await expect
      .poll(() => page.getByRole('alert').textContent(), PATIENTLY)
      .toBe('This address is a member already.');
  });

  it('get another role at once; an owner is made after a question', async () => {
    const { page, api } = await open();
    signIn(api);
    await page.goto('/org/org1/members');
    await button(page, 'Role of Bob Example: Viewer').click();
    await page.getByRole('menuitemcheckbox', { name: 'Admin' }).click();
    await button(page, 'Role of Bob Example: Admin').waitFor();
    await button(page, 'Role of Bob Example: Admin').click();
    await page.getByRole('menuitemcheckbox', { name: 'Owner' }).click();
    await page.getByRole('dialog', { name: 'Make Bob Example an owner?' }).waitFor();
    await expect.poll(() => api.members[1]?.role).toBe('admin');
    await button(page, 'Change role').click();
    await button(page, 'Role of Bob Example: Owner').waitFor();

    await button(page, 'Role of Jane Doe: Owner').click();
    await page.getByRole('menuitemcheckbox', { name: 'Viewer' }).click();
    await button(page, 'Change role').click();
    await button(page, 'Invite Member').waitFor({ state: 'detached' });
    await expect.poll(() => api.members.map(({ role }) => role)).toEqual(['viewer', 'owner']);
  });

  it('the last owner reads why the role stays', async () => {
    const { page, api } = await open();
    signIn(api);
    await page.goto('/org/org1/members');
    await button(page, 'Role of Jane Doe: Owner').click();
    await page.getByRole('menuitemcheckbox', { name: 'Admin' }).click();
    await button(page, 'Change role').click();
    await page.getByRole('dialog').getByText('An organization needs an owner.').waitFor();
    await button(page, 'Cancel').click();
    await button(page, 'More for Jane Doe').click();
    await page.getByRole('menuitem', { name: 'Leave Acme Corp' }).click();
    await button(page, 'Leave').click();
    await page.getByRole('dialog').getByText('An organization needs an owner.').waitFor();
    expect(api.members).toHaveLength(2);
  });

  it('are removed after a question', async () => {
    const { page, api } = await open(PHONE);
    signIn(api);
    await page.goto('/org/org1/members');
    await button(page, 'More for Bob Example').tap();
    await page.getByRole('menuitem', { name: 'Remove from Acme Corp' }).tap();
    await page.getByRole('dialog', { name: 'Remove Bob Example?' }).waitFor();
    await button(page, 'Remove').tap();
    await rowOf(page, 'Bob Example').waitFor({ state: 'detached' });
    expect(api.members).toEqual([fakeMember(1, JANE, 'owner')]);
  });

  it('a viewer sees who else is there, may leave, and finds nothing else to change', async () => {
    const { page, api } = await open();
    api.user = BOB;
    api.orgs = [{ ...ACME, role: 'viewer' }];
    api.members = [fakeMember(1, JANE, 'owner'), fakeMember(2, BOB, 'viewer')];
    await page.goto('/org/org1/members');
    await rowOf(page, 'Jane Doe').waitFor();
    const names = await page.locator('main').getByRole('button').allTextContents();
    expect(names).toEqual(['']);
    const tabs = page.getByRole('navigation', { name: 'Organization' }).getByRole('link');
    expect(await tabs.allTextContents()).toEqual(['Sites', 'Members', 'Billing']);
    await button(page, 'More for Bob Example').click();
    await page.getByRole('menuitem', { name: 'Leave Acme Corp' }).click();
    await button(page, 'Leave').click();
    await page.waitForURL('**/orgs');
    await page.getByText('You left Acme Corp').waitFor();
    expect(api.members).toEqual([fakeMember(1, JANE, 'owner')]);
  });

  it('an invite is for whoever holds it: another address is told, and may accept', async () => {
    const { page, api } = await open();
    api.user = BOB;
    api.invites = [fakeInvite(1, 'cyd@example.com')];
    await page.goto('/invite/code1');
    await page.getByRole('heading', { name: 'Join Acme Corp' }).waitFor();
    await page.getByText('a link made for cyd@example.com').waitFor();
    await page.getByText('That is another address. You may accept all the same.').waitFor();
    await button(page, 'Accept invitation').press('Enter');
    await page.waitForURL('**/org/org1/sites');
    await page.getByText('You joined Acme Corp').waitFor();
    expect(api.invites).toEqual([]);
  });

  it('an invite can be accepted with another account instead', async () => {
    const { page, api } = await open();
    api.user = BOB;
    api.invites = [fakeInvite(1, JANE.email)];
    await page.goto('/invite/code1');
    await button(page, 'Use another account').click();
    await page.waitForURL('**/login?next=%2Finvite%2Fcode1');
    await page.getByLabel('Email').fill(JANE.email);
    await page.getByLabel('Password').fill(api.password);
    await page.keyboard.press('Enter');
    await page.waitForURL('**/invite/code1');
    await page.getByText('You are logged in as Jane Doe').waitFor();
    expect(await page.getByText('That is another address').count()).toBe(0);
  });

  it('an invite that ended meanwhile, and one of a member, say so', async () => {
    const { page, api } = await open();
    api.user = BOB;
    api.invites = [fakeInvite(1, BOB.email)];
    await page.goto('/invite/code1');
    const accept = button(page, 'Accept invitation');
    await accept.waitFor();
    api.invites = [];
    await accept.click();
    await page.getByText('This invitation was used already.').waitFor();

    api.invites = [fakeInvite(2, BOB.email)];
    api.orgs = [ACME];
    await page.goto('/invite/code2');
    await accept.click();
    await page.getByText('You are a member of Acme Corp already.').waitFor();
    await page.getByRole('link', { name: 'Go to your organizations' }).click();
    await page.waitForURL('**/orgs');
    expect(api.invites).toHaveLength(1);
  });

  it('names and addresses as long as they may be fit a phone', async () => {
    const { page, api } = await open(PHONE);
    signIn(api);
    const [name, email] = ['ж'.repeat(100), `${'x'.repeat(64)}@${'y'.repeat(180)}.com`];
    api.orgs = [{ ...ACME, name }];
    api.members = [fakeMember(1, JANE, 'owner'), fakeMember(2, { ...BOB, name, email }, 'viewer')];
    api.invites = [fakeInvite(1, email)];
    const overhang = () =>
      page.evaluate(
        '[document.documentElement, ...document.querySelectorAll(".dialog")].map((node) => node.scrollWidth - node.clientWidth)',
      );
    await page.goto('/org/org1/members');
    await button(page, `Copy link for ${email}`).waitFor();
    expect(await overhang()).toEqual([0]);
    await button(page, 'Invite Member').tap();
    await page.getByRole('dialog').waitFor();
    expect(await overhang()).toEqual([0, 0]);
    await button(page, 'Cancel').tap();
    await button(page, `More for ${name}`).tap();
    await page.getByRole('menuitem').tap();
    await page.getByRole('dialog').waitFor();
    expect(await overhang()).toEqual([0, 0]);
    await page.goto('/invite/code1');
    await button(page, 'Accept invitation').waitFor();
    expect(await overhang()).toEqual([0]);
  });

  it('what people typed is text, whatever it looks like', async () => {
    const { page, api } = await open();
    signIn(api);
    const hostile = { ...BOB, name: HOSTILE };
    api.orgs = [{ ...ACME, name: HOSTILE }];
    api.members = [fakeMember(1, JANE, 'owner'), fakeMember(2, hostile, 'viewer')];
    await page.goto('/org/org1/members');
    await rowOf(page, HOSTILE).waitFor();
    await button(page, 'Invite Member').click();
    await page.getByRole('dialog', { name: `Invite to ${HOSTILE}` }).waitFor();
    expect(await page.locator('img').count()).toBe(0);
  });
});
