/** Where the focus goes when the control that had it vanishes: on, never to the top of the page. */
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { describeInChromium } from '../../../test/chromium.ts';
import { useBrowser, type OpenPage } from './browser.ts';
import { ACME, fakeSite, JANE } from './fake-api.ts';
import { refuse } from './fake-answers.ts';
import { fakeGoal } from './fake-goals.ts';
import { createFakeStats, NOW } from './stats-fake.ts';

const PATIENTLY = { timeout: 20_000 };
const SITE = '/org/org1/site/site1';

/** Tag and name of what has the focus. */
const focused = (page: Page) =>
  page.evaluate(() => {
    const { tagName, ariaLabel, textContent } = document.activeElement ?? document.body;
    return `${tagName} ${ariaLabel ?? textContent ?? ''}`.trim().slice(0, 60);
  });
const pressEnter = async (page: Page, name: string) => {
  await page.getByRole('button', { name }).focus();
  await page.keyboard.press('Enter');
};

describeInChromium('the focus', () => {
  const open = useBrowser();

  async function openSite(path: string): Promise<OpenPage> {
    const opened = await open();
    const stats = createFakeStats();
    const { api, page } = opened;
    api.user = JANE;
    api.orgs = [ACME];
    api.sites = [fakeSite(1, 'kestrel.example', { first_event_at: stats.firstEventAt })];
    api.goals = [fakeGoal(1, 'signup'), fakeGoal(2, 'trial')];
    api.intercept = stats.handle;
    await page.clock.setFixedTime(new Date(NOW));
    await page.goto(path);
    return opened;
  }

  it('goes from a removed filter to the next one, and from the last to the way to add one', async () => {
    const { page } = await openSite(`${SITE}?f=is,country,US&f=is,channel,Direct`);
    await pressEnter(page, 'Remove filter: Country is United States');
    await expect.poll(() => focused(page), PATIENTLY).toBe('BUTTON Edit filter: Channel is Direct');
    await pressEnter(page, 'Remove filter: Channel is Direct');
    await expect.poll(() => focused(page), PATIENTLY).toBe('BUTTON Filter/');
  });

  it('goes on in the list when an entry is deleted in a dialog', async () => {
    const { page } = await openSite(`${SITE}/goals`);
    await pressEnter(page, 'Delete signup');
    await page.getByRole('button', { name: 'Delete goal' }).press('Enter');
    await page.getByRole('link', { name: 'signup' }).waitFor({ state: 'detached' });
    await expect.poll(() => focused(page), PATIENTLY).toBe('A trial');
  });

  it('goes to the part around a control when nothing took its place', async () => {
    const { page, api } = await openSite('/orgs');
    api.intercept = ({ path }) =>
      path === '/org' ? refuse(500, 'INTERNAL_ERROR', 'It broke.') : undefined;
    await page.reload();
    await page.getByText('Your organizations didn’t load').waitFor();
    api.intercept = null;
    await pressEnter(page, 'Try again');
    await page.getByRole('link', { name: 'Acme Corp' }).waitFor();
    await expect.poll(() => focused(page), PATIENTLY).toMatch(/^MAIN Organizations/);
  });

  it('goes to the content of another page, and to its top, also from a site to its organization', async () => {
    const { page } = await openSite('/org/org1/sites');
    await page.getByRole('link', { name: 'kestrel.example' }).press('Enter');
    await page.locator('.chart-box svg').waitFor();
    await expect.poll(() => focused(page), PATIENTLY).toMatch(/^MAIN/);
    await page.evaluate(() => window.scrollTo(0, 300));
    await page.getByRole('button', { name: 'Organization: Acme Corp' }).press('Enter');
    await page.getByRole('menu').getByText('Acme Corp').click();
    await page.getByRole('heading', { name: 'Sites', level: 1 }).waitFor();
    await expect.poll(() => focused(page), PATIENTLY).toMatch(/^MAIN Sites/);
    expect(await page.evaluate(() => window.scrollY)).toBe(0);
  });

  it('stays with nothing where it was given up by a press beside everything', async () => {
    const { page } = await openSite(`${SITE}/goals`);
    await page.getByRole('button', { name: 'Make a goal of purchase' }).focus();
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    await page.evaluate(() => new Promise(requestAnimationFrame));
    await page.evaluate(() => document.querySelector('.goal-suggestions')?.remove());
    await page.evaluate(
      () =>
        new Promise((done) =>
          requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(done))),
        ),
    );
    expect(await focused(page)).toMatch(/^BODY/);
  });
});
