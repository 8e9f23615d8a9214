import { expect, it } from 'vitest';
import { describeInChromium } from '../../../test/chromium.ts';
import { PHONE, useBrowser } from './browser.ts';
import { ACME, BOB, type FakeApi, fakeMember, JANE } from './fake-api.ts';
import { fakeEntry } from './fake-keys.ts';

const PATH = '/org/org1/settings';
const BY_BOB = { actor: { kind: 'person' as const, id: BOB.id, name: BOB.name } };

function signIn(api: FakeApi): void {
  api.user = JANE;
  api.orgs = [ACME];
  api.members = [fakeMember(1, JANE, 'owner'), fakeMember(2, BOB, 'admin')];
  api.audit = [
    fakeEntry(3, 'site:delete', { site: { id: 'site1', domain: 'example.com' } }),
    fakeEntry(2, 'invite:accept', { ...BY_BOB, details: { role: 'admin' } }),
    fakeEntry(1, 'org:create'),
  ];
}

describeInChromium('the activity of an organization', () => {
  const open = useBrowser();

  it('is told newest first, by the page, and filtered by what and who', async () => {
    const { page, api } = await open();
    signIn(api);
    await page.goto(PATH);
    const section = page.getByRole('region', { name: 'Activity' });
    const told = () => section.locator('li p').allTextContents();
    await section.getByText('Jane Doe deleted the site · example.com').waitFor();
    await section.getByRole('button', { name: 'Show earlier' }).click();
    await section.getByText('Jane Doe created the organization').waitFor();
    expect(await told()).toEqual([
      'Jane Doe deleted the site · example.com',
      'Bob Example joined as admin',
      'Jane Doe created the organization',
    ]);
    await section.getByLabel('Who').selectOption('Bob Example');
    await section.getByText('Jane Doe deleted').waitFor({ state: 'detached' });
    expect(await told()).toEqual(['Bob Example joined as admin']);
    await section.getByLabel('What').selectOption('Goal deleted');
    await section.getByText('Nothing was changed').waitFor();
    await section.getByLabel('From').fill('2026-11-01');
    const link = section.getByRole('link', { name: 'Export CSV' });
    expect(await link.getAttribute('href')).toBe(
      '/api/org/org1/audit?action=goal%3Adelete&actor=user2&from=2026-11-01&format=csv',
    );
  });

  it('is no matter of viewers', async () => {
    const { page, api } = await open();
    signIn(api);
    api.orgs = [{ ...ACME, role: 'viewer' }];
    await page.goto(PATH);
    await page.getByText('You are a viewer here.').waitFor();
    expect(await page.getByRole('region', { name: 'Activity' }).count()).toBe(0);
  });

  it('with names as long as they may be fits a phone', async () => {
    const { page, api } = await open(PHONE);
    signIn(api);
    const name = 'ж'.repeat(100);
    api.audit = [fakeEntry(1, 'member:delete', { actor: { kind: 'key', id: 'key1', name } })];
    await page.goto(PATH);
    await page.getByText(name).waitFor();
    const overhang = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
    expect(await page.evaluate(overhang)).toBe(0);
  });
});
