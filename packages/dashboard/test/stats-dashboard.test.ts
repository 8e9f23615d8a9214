/** The dashboard of a site in a real browser, against a stats API with lifelike figures. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { StatsBatchLine } from '@purestat/vocabulary';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { describeInChromium, launchChromium } from '../../../test/chromium.ts';
import { buildDashboard, serveDashboard, type DashboardServer } from './dashboard-server.ts';
import { ACME, createFakeApi, fakeSite, JANE } from './fake-api.ts';
import { askedFor, createFakeStats, fakeRealtime, NOW } from './stats-fake.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const SITE = '/org/org1/site/site1';
/** Long enough for a busy machine; what never comes should still be told before the test's own end. */
const PATIENCE_MS = 15_000;
const PHONE: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  isMobile: true,
  hasTouch: true,
};

const api = createFakeApi();
let stats = createFakeStats();
let built: { folder: string; remove(): void };
let server: DashboardServer;
let browser: Browser;
/** Whatever the page threw or logged as an error. */
let troubles: string[] = [];

function resetApi(): void {
  stats = createFakeStats();
  if (server !== undefined) server.refusesStreams = false;
  api.user = JANE;
  api.orgs = [ACME];
  api.sites = [fakeSite(1, 'kestrel.example', { first_event_at: stats.firstEventAt })];
  api.intercept = stats.handle;
  troubles = [];
}

/** A page far from the site's timezone, at the moment the figures belong to. */
async function openPage(
  path: string,
  options: BrowserContextOptions = {},
  { isTicking = false } = {},
): Promise<Page> {
  const context = await browser.newContext({
    baseURL: server.url,
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    timezoneId: 'America/Los_Angeles',
    reducedMotion: 'reduce',
    ...options,
  });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  if (isTicking) await page.clock.install({ time: new Date(NOW) });
  else await page.clock.setFixedTime(new Date(NOW));
  page.on('pageerror', (error) => troubles.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') troubles.push(message.text());
  });
  await page.goto(path);
  return page;
}

async function openDashboard(query = '', options: BrowserContextOptions = {}): Promise<Page> {
  const page = await openPage(`${SITE}${query}`, options);
  await page.locator('.chart-box svg').waitFor();
  await page.locator('.world-map, .rows').first().waitFor();
  return page;
}

/** A panel's row by what it is called. */
function rowOf(scope: Page | Locator, label: string): Locator {
  return scope.getByRole('button', { name: new RegExp(`^${label} ?: .* Filter by this`) });
}

function queryOf(page: Page): string {
  return decodeURIComponent(new URL(page.url()).search);
}

/** Whether it answers the query of that dimension, or of the totals. */
function isOf(line: StatsBatchLine, what: string): line is StatsBatchLine & { name: string } {
  return 'name' in line && line.name.startsWith(what);
}

interface AxeResult {
  violations: { id: string; nodes: { html: string }[] }[];
}

async function violationsOf(page: Page): Promise<string[]> {
  // The policy forbids injected script tags; evaluating in the page is not one.
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() =>
    (window as unknown as { axe: { run: () => Promise<AxeResult> } }).axe.run(),
  );
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`);
}

describeInChromium('the stats pages', () => {
  beforeAll(async () => {
    built = await buildDashboard();
    server = await serveDashboard(built.folder, api);
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
    built?.remove();
  });
  beforeEach(resetApi);

  describe('the dashboard of a site', () => {
    it('asks for the whole first view in one request', async () => {
      const page = await openDashboard();
      expect(stats.batches.map(askedFor)).toEqual([
        ['browser', 'country', 'date', 'goal', 'pathname', 'source', 'total'],
      ]);
      expect(stats.batches[0]).toMatchObject({ base: { period: '30d' }, realtime: true });
      await page.context().close();
    });

    it('asks for cards and chart before anything else', async () => {
      const page = await openDashboard();
      const [cards, chart] = Object.values(stats.batches[0]!.queries);
      expect([cards!.dimensions, chart!.dimensions]).toEqual([undefined, ['date']]);
      await page.context().close();
    });

    it('shows each part as soon as it is known', async () => {
      const { promise: pagesAreKnown, resolve: tellPages } = Promise.withResolvers<void>();
      stats.tell = async function* (lines) {
        yield* lines.slice(0, -1).filter((line) => !isOf(line, 'pathname'));
        await pagesAreKnown;
        yield* lines.filter((line) => isOf(line, 'pathname'));
        yield lines.at(-1)!;
      };
      const page = await openDashboard();
      await rowOf(page, 'Google').waitFor();
      const pages = page.getByRole('region', { name: 'Pages' });
      await pages.locator('.skeleton').first().waitFor();
      expect(await pages.getAttribute('aria-busy')).toBe('true');
      expect(await page.locator('.live').innerText()).toMatch(/^12/);
      tellPages();
      await rowOf(pages, '/pricing').waitFor();
      expect(stats.batches).toHaveLength(1);
      await page.context().close();
    });

    it('shows the failure of one part in its place alone', async () => {
      stats.tell = (lines) =>
        lines.map((line) => {
          if (!isOf(line, 'pathname')) return line;
          return { name: line.name, error: { code: 'VALIDATION_ERROR', message: 'Not this way.' } };
        });
      const page = await openDashboard();
      await page.getByRole('region', { name: 'Pages' }).getByText('Not this way.').waitFor();
      expect(await page.getByText(/didn’t load/).allInnerTexts()).toEqual(['Pages didn’t load']);
      await rowOf(page, 'Google').waitFor();
      await page.context().close();
    });

    it('says that the totals failed, and asks for them alone when told to', async () => {
      let broken = true;
      stats.tell = (lines) =>
        lines.map((line) => {
          if (!broken || !isOf(line, 'total')) return line;
          return { name: line.name, error: { code: 'UNAVAILABLE', message: 'Too slow.' } };
        });
      const page = await openPage(SITE);
      await page.getByText('The totals didn’t load').waitFor();
      expect(await page.getByRole('region', { name: 'Traffic' }).locator('.skeleton').count()).toBe(
        0,
      );
      broken = false;
      await page.getByRole('button', { name: 'Try again' }).click();
      await page.locator('.chart-box svg').waitFor();
      expect(stats.batches.slice(1).map(askedFor)).toEqual([['total'], ['total'], ['total']]);
      await page.context().close();
    });

    it('asks again for what an answer that was cut off lacks', async () => {
      stats.tell = (lines) => (stats.batches.length === 1 ? lines.slice(0, 4) : lines);
      const page = await openDashboard();
      await rowOf(page, '/pricing').waitFor();
      expect(stats.batches).toHaveLength(2);
      expect(stats.batches.map((batch) => askedFor(batch).length)).toEqual([7, 4]);
      await page.context().close();
    });

    it('shows the server’s figures, short in the cards and in full in their titles', async () => {
      const page = await openDashboard();
      const card = page.getByRole('tab', { name: /^Unique visitors/ });
      const visitors = (await card.locator('[title]').getAttribute('title'))!;
      expect(visitors).toMatch(/^1\d,\d{3}$/);
      expect(await card.locator('.metric-value').innerText()).toBe(
        `${(Number(visitors.replace(',', '')) / 1000).toFixed(1)}k`,
      );
      expect(await page.getByText('Times in Europe/Berlin').isVisible()).toBe(true);
      expect(
        await page.getByRole('link', { name: 'IP geolocation by DB-IP' }).getAttribute('href'),
      ).toBe('https://db-ip.com');
      await page.context().close();
    });

    it('filters by a pressed row, steps to the finer tab, and takes it back', async () => {
      const page = await openDashboard('?locations=country');
      await rowOf(page, 'United States').click();
      await rowOf(page, 'California').waitFor();
      expect(queryOf(page)).toBe('?f=is,country,US&locations=region');
      expect(stats.batches.at(-1)!.base.filters).toEqual({ country: { is: ['US'] } });
      await page.getByRole('button', { name: 'Undo' }).click();
      await rowOf(page, 'United States').waitFor();
      expect(queryOf(page)).toBe('?locations=country');
      await page.goBack();
      await rowOf(page, 'California').waitFor();
      await page.context().close();
    });

    it('stays on the tab when a modifier is held, for the next value to be added', async () => {
      const page = await openDashboard('?devices=os');
      await rowOf(page, 'Linux').click({ modifiers: ['Control'] });
      await page.getByRole('button', { name: 'Edit filter: Operating system is Linux' }).waitFor();
      expect(queryOf(page)).toBe('?f=is,os,Linux&devices=os');
      await page.context().close();
    });

    it('makes a filter in the editor, edits it by its chip and removes it', async () => {
      const page = await openDashboard();
      await page.keyboard.press('/');
      const editor = page.getByRole('dialog', { name: 'Add a filter' });
      await editor.getByRole('textbox', { name: 'Value' }).fill('germ');
      await editor.getByRole('checkbox', { name: /^Germany/ }).check();
      await editor.getByRole('button', { name: 'Apply filter' }).click();
      const chip = page.getByRole('button', { name: 'Edit filter: Country is Germany' });
      await chip.click();
      const edit = page.getByRole('dialog', { name: 'Edit filter: Country is Germany' });
      await edit.getByRole('combobox', { name: 'Operator' }).selectOption('is not');
      await edit.getByRole('button', { name: 'Apply filter' }).click();
      await page.getByRole('button', { name: 'Remove filter: Country is not Germany' }).click();
      await chip.waitFor({ state: 'detached' });
      expect(queryOf(page)).toBe('');
      await page.context().close();
    });

    it('begins a filter at its first field, also while the editor is on its way', async () => {
      const page = await openDashboard();
      await page.keyboard.press('/');
      const first = page.getByRole('combobox', { name: 'Dimension' });
      await first.waitFor();
      await expect
        .poll(() => first.evaluate((field) => field === document.activeElement))
        .toBe(true);
      await page.context().close();
    });

    it('says of values that are on their way, or fail, not that there are none', async () => {
      const page = await openDashboard();
      const answer = Promise.withResolvers<void>();
      await page.route('**/stats**', async (route) => {
        await answer.promise;
        const error = { code: 'VALIDATION_ERROR', message: 'That is too much at once.' };
        await route.fulfill({ status: 400, json: { error } });
      });
      await page.keyboard.press('/');
      const editor = page.getByRole('dialog', { name: 'Add a filter' });
      await editor.getByRole('combobox', { name: 'Dimension' }).selectOption('City');
      await editor.getByText('Looking …').waitFor();
      answer.resolve();
      await editor.getByText('That is too much at once.').waitFor();
      expect(await editor.getByText('Nothing found.').count()).toBe(0);
      await page.context().close();
    });

    it.each([
      { query: '?period=7d', title: 'kestrel.example, last 7 days' },
      {
        query: '?period=custom&from=2026-11-01&to=2026-11-07',
        title: 'kestrel.example, 1 – 7 Nov',
      },
    ])('is headed by its site and period: $title', async ({ query, title }) => {
      const page = await openDashboard(query);
      expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe(title);
      await page.context().close();
    });

    it('filters by a part of the text as it was typed', async () => {
      const page = await openDashboard();
      await page.getByRole('button', { name: 'Filter', exact: true }).click();
      const editor = page.getByRole('dialog', { name: 'Add a filter' });
      await editor.getByRole('combobox', { name: 'Dimension' }).selectOption('Page');
      await editor.getByRole('combobox', { name: 'Operator' }).selectOption('contains');
      await editor.getByRole('textbox', { name: 'Value' }).fill('/docs');
      await editor.getByRole('button', { name: 'Apply filter' }).click();
      await page.getByRole('button', { name: 'Edit filter: Page contains /docs' }).waitFor();
      expect(queryOf(page)).toBe('?f=contains,pathname,/docs');
      await page.context().close();
    });

    it('chooses periods by menu, keys, arrows and calendar', async () => {
      const page = await openDashboard();
      const button = page.locator('#period-button');
      await button.click();
      await page.getByRole('button', { name: 'Last 7 days' }).click();
      await expect.poll(() => queryOf(page)).toBe('?period=7d');
      await page.keyboard.press('p');
      await expect.poll(() => queryOf(page)).toBe('?period=last_month');
      await page.keyboard.press('ArrowLeft');
      await expect.poll(() => queryOf(page)).toBe('?period=custom&from=2026-09-01&to=2026-09-30');
      await page.keyboard.press('c');
      await page.getByRole('button', { name: / 8 September 2026$/ }).click();
      await page.getByRole('button', { name: / 12 September 2026$/ }).click();
      await page.getByRole('button', { name: 'Apply' }).click();
      await expect.poll(() => queryOf(page)).toBe('?period=custom&from=2026-09-08&to=2026-09-12');
      expect(await button.innerText()).toContain(
        '8–12 Sept'.replace('–', ''.padEnd(0)) ? 'Sept' : '',
      );
      await page.goBack();
      await page.goBack();
      await expect.poll(() => queryOf(page)).toBe('?period=last_month');
      await page.context().close();
    });

    it('reads the chart by arrow keys and opens a day by Enter', async () => {
      const page = await openDashboard();
      const chart = page.getByRole('slider', { name: /^Unique visitors, / });
      await chart.focus();
      await page.keyboard.press('End');
      await page.keyboard.press('ArrowLeft');
      expect(await chart.getAttribute('aria-valuetext')).toMatch(
        /^Wed,? 18 Nov: \d+; \d+ on Mon,? 19 Oct$/,
      );
      expect(await page.locator('.chart-tip').innerText()).toContain('Press to open this day');
      await page.keyboard.press('Enter');
      await expect.poll(() => queryOf(page)).toBe('?period=yesterday');
      await page.context().close();
    });

    it('changes metric, interval and comparison by keys, asking only for what is new', async () => {
      const page = await openDashboard();
      await page.keyboard.press('5');
      await page.getByRole('slider', { name: /^Bounce rate/ }).waitFor();
      expect(stats.batches).toHaveLength(1);
      await page.keyboard.press('i');
      await page.getByRole('menuitemcheckbox', { name: 'Weeks' }).click();
      await expect.poll(() => stats.batches.length).toBe(2);
      expect(askedFor(stats.batches[1]!)).toEqual(['week']);
      await page.keyboard.press('x');
      await expect.poll(() => stats.batches.length).toBe(3);
      expect(askedFor(stats.batches[2]!)).toEqual(['total', 'week']);
      await page.locator('.legend .is-compared').waitFor({ state: 'detached' });
      await page.context().close();
    });

    it('does not take keys that belong to a field', async () => {
      const page = await openDashboard();
      await page.keyboard.press('/');
      await page.getByRole('textbox', { name: 'Value' }).fill('wtp');
      expect(queryOf(page)).toBe('');
      await page.context().close();
    });

    it('lists all values with search, order and pages', async () => {
      const page = await openDashboard();
      await page.getByRole('button', { name: 'Pages: details' }).click();
      const dialog = page.getByRole('dialog', { name: 'Top pages' });
      await dialog.getByRole('button', { name: '/compare. Filter by this.' }).waitFor();
      expect(await dialog.getByText('1–10 of 23').isVisible()).toBe(true);
      await dialog.getByRole('button', { name: 'Next page' }).click();
      await dialog.getByRole('button', { name: '/security. Filter by this.' }).waitFor();
      await dialog.getByRole('textbox', { name: 'Find in pages' }).fill('blog');
      await dialog.getByText('1–4 of 4').waitFor();
      await dialog.getByRole('button', { name: 'Visits' }).click();
      await expect
        .poll(() => Object.values(stats.batches.at(-1)!.queries)[0])
        .toMatchObject({ order_by: 'visits', order_dir: 'desc', offset: 0 });
      await dialog.getByRole('button', { name: '/blog/kestrel-3. Filter by this.' }).click();
      await page.getByRole('button', { name: 'Remove filter: Page is /blog/kestrel-3' }).waitFor();
      expect(await dialog.isVisible()).toBe(false);
      await page.context().close();
    });

    it('counts the rows of a list once they are there', async () => {
      const page = await openDashboard();
      const answer = Promise.withResolvers<void>();
      await page.route('**/stats**', async (route) => {
        await answer.promise;
        await route.continue();
      });
      await page.getByRole('button', { name: 'Pages: details' }).click();
      const dialog = page.getByRole('dialog', { name: 'Top pages' });
      await dialog.locator('.skeleton').first().waitFor();
      expect(await dialog.getByRole('navigation').count()).toBe(0);
      answer.resolve();
      await dialog.getByText(/^1–10 of \d+/).waitFor();
      await page.context().close();
    });

    it('presses a country on the map', async () => {
      const page = await openDashboard();
      const germany = page.getByRole('button', {
        name: /^Germany: .* visitors, .*%\. Filter by this\.$/,
      });
      await germany.focus();
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: 'Remove filter: Country is Germany' }).waitFor();
      expect(queryOf(page)).toBe('?f=is,country,DE&locations=region');
      await page.context().close();
    });

    it('says what cannot be read in the address and shows the rest', async () => {
      const page = await openDashboard('?f=is,planet,Mars&f=is,country,US&period=never');
      const banner = page.getByRole('status').filter({ hasText: 'can’t be read' });
      expect(await banner.innerText()).toContain('“planet”');
      await page.getByRole('button', { name: 'Remove filter: Country is United States' }).waitFor();
      await banner.getByRole('button', { name: 'Dismiss' }).click();
      await banner.waitFor({ state: 'detached' });
      expect(queryOf(page)).toBe('?f=is,country,US');
      await page.context().close();
    });

    it('says what the server refuses, and offers the way back', async () => {
      api.intercept = (request) => {
        const batch = request.body as { base?: { filters?: object } } | undefined;
        if (!request.path.endsWith('/batch') || batch?.base?.filters === undefined) {
          return stats.handle(request);
        }
        const message = 'filters.pathname: is too long';
        return { status: 400, body: { error: { code: 'VALIDATION_ERROR', message } } };
      };
      const page = await openPage(`${SITE}?f=is,pathname,/x`);
      await page.getByText('filters.pathname: is too long').first().waitFor();
      await page.getByRole('button', { name: 'Clear filters' }).first().click();
      await page.locator('.chart-box svg').waitFor();
      expect(queryOf(page)).toBe('');
      troubles = [];
      await page.context().close();
    });

    it('keeps the page when one part fails, and tries again when asked', async () => {
      let broken = true;
      api.intercept = (request) => {
        const asked = JSON.stringify(request.body ?? '');
        if (broken && asked.includes('"entry_page"')) {
          const error = { code: 'INTERNAL_ERROR', message: 'Something broke.', request_id: '8f3a' };
          return { status: 500, body: { error } };
        }
        return stats.handle(request);
      };
      const page = await openDashboard();
      await page.getByRole('tab', { name: 'Entry' }).click();
      const panel = page.getByRole('region', { name: 'Pages' });
      await panel.getByText('Pages didn’t load').waitFor();
      expect(await panel.getByText('Reference 8f3a').isVisible()).toBe(true);
      broken = false;
      await panel.getByRole('button', { name: 'Try again' }).click();
      await rowOf(panel, '/pricing').waitFor();
      troubles = [];
      await page.context().close();
    });

    it('offers the way back where nothing matches', async () => {
      const page = await openPage(`${SITE}?f=is,country,US&f=is,pathname,/nowhere`);
      await page.getByText('No visits match these filters').waitFor();
      await page.getByRole('button', { name: 'Remove “Page is /nowhere”' }).click();
      await page.locator('.chart-box svg').waitFor();
      expect(queryOf(page)).toBe('?f=is,country,US');
      await page.context().close();
    });

    it('tells one visitor as one, seen and heard', async () => {
      stats.currentVisitors = 1;
      const page = await openDashboard();
      await page.getByRole('button', { name: '1 current visitor , show realtime' }).waitFor();
      const heard = page.locator('output.sr').filter({ hasText: 'current' });
      await expect.poll(() => heard.textContent()).toBe('1 current visitor');
      await page.context().close();
    });

    it('shows the last 30 minutes as realtime', async () => {
      const page = await openDashboard();
      await page.getByRole('button', { name: '12 current visitors , show realtime' }).click();
      await page.getByRole('heading', { name: 'Last 30 minutes' }).waitFor();
      expect(queryOf(page)).toBe('?period=realtime');
      expect(await page.locator('.minute').count()).toBe(30);
      await page.context().close();
    });

    it('says what a figure means, to a mouse, to keys and to a long press', async () => {
      const page = await openDashboard();
      const tip = page.getByRole('tooltip');
      const card = page.getByRole('tab', { name: /^Bounce rate/ });
      await card.hover();
      await page.getByText('Share of visits with at most one pageview').waitFor();
      expect(await card.getAttribute('aria-describedby')).toBe(await tip.getAttribute('id'));
      expect(await violationsOf(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await expect.poll(() => tip.count()).toBe(0);
      await page.getByRole('tab', { name: /^Unique visitors/ }).focus();
      await page.keyboard.press('ArrowRight');
      await page.getByText('Events of one visitor on one day').waitFor();
      await page.keyboard.press('Escape');
      await page
        .getByRole('tab', { name: /^Pageviews/ })
        .dispatchEvent('pointerdown', { pointerType: 'touch' });
      await page.getByText('Pages viewed: events named pageview.').waitFor();
      await page.context().close();
    });

    it('follows the stream of live figures, and asks for them when it ends', async () => {
      const page = await openDashboard();
      const shows = (visitors: number) =>
        page
          .getByRole('button', { name: `${visitors} current visitors , show realtime` })
          .waitFor();
      await shows(12);
      await expect.poll(() => server.streams.size).toBe(1);
      const [stream] = server.streams;
      const figures = JSON.stringify(fakeRealtime(27));
      stream!.write(`retry: 60000\nid: 1\nevent: realtime\ndata: ${figures}\n\n`);
      await shows(27);
      stats.currentVisitors = 31;
      stream!.end();
      await shows(31);
      await page.context().close();
      await expect.poll(() => server.streams.size).toBe(0);
    });

    it('asks for live figures while the stream is refused, and follows it when it is there again', async () => {
      server.refusesStreams = true;
      const page = await openPage(`${SITE}?period=realtime`, {}, { isTicking: true });
      const minutes = page.getByRole('region', { name: 'Last 30 minutes' });
      const shows = (visitors: number) =>
        minutes.getByText(String(visitors), { exact: true }).first().waitFor();
      await shows(12);
      stats.currentVisitors = 31;
      await page.clock.fastForward(6_000);
      await shows(31);
      server.refusesStreams = false;
      await page.clock.fastForward(31_000);
      await expect.poll(() => server.streams.size).toBe(1);
      const [stream] = server.streams;
      // Told again and again: the answer to the last question may come after the first word.
      const showsTold = async (visitors: number) => {
        stream!.write(`event: realtime\ndata: ${JSON.stringify(fakeRealtime(visitors))}\n\n`);
        return minutes.getByText(String(visitors), { exact: true }).count();
      };
      await expect.poll(() => showsTold(44)).toBeGreaterThan(0);
      stats.currentVisitors = 50;
      await page.clock.fastForward(6_000);
      await expect.poll(() => showsTold(45)).toBeGreaterThan(0);
      await page.context().close();
    });

    it('tells while what it shows cannot be had anew, and stops when it can', async () => {
      server.refusesStreams = true;
      const page = await openPage(SITE, {}, { isTicking: true });
      await page.getByRole('button', { name: '12 current visitors , show realtime' }).waitFor();
      const error = { code: 'UNAVAILABLE', message: 'Away.' };
      api.intercept = () => ({ status: 503, body: { error } });
      const notice = page.getByText(/The server isn’t answering\. What you see is of \d\d:\d\d\./);
      const afterAWhile = async (counted: Locator) => {
        await page.clock.fastForward(31_000);
        return counted.count();
      };
      await expect.poll(() => afterAWhile(notice)).toBe(1);
      await expect.poll(() => afterAWhile(page.getByText('Live count paused'))).toBe(1);
      // The figures stay: they are those of that time.
      expect(await page.locator('.chart-box svg').count()).toBe(1);
      api.intercept = stats.handle;
      await expect.poll(async () => (await afterAWhile(notice)) === 0).toBe(true);
      await page.getByRole('button', { name: '12 current visitors , show realtime' }).waitFor();
      troubles = [];
      await page.context().close();
    });

    it('follows no stream while the tab is hidden', async () => {
      const page = await openDashboard();
      await expect.poll(() => server.streams.size).toBe(1);
      const show = (state: 'hidden' | 'visible') =>
        page.evaluate((now) => {
          Object.defineProperty(document, 'hidden', {
            value: now === 'hidden',
            configurable: true,
          });
          document.dispatchEvent(new Event('visibilitychange'));
        }, state);
      await show('hidden');
      await expect.poll(() => server.streams.size).toBe(0);
      await show('visible');
      await expect.poll(() => server.streams.size).toBe(1);
      await page.context().close();
    });

    it('saves what the chart shows as CSV, under the name that the server gives', async () => {
      const page = await openDashboard('?period=7d&f=is,country,US&interval=date');
      const download = page.waitForEvent('download');
      await page.getByRole('button', { name: 'Export CSV', exact: true }).click();
      const file = await download;
      expect(file.suggestedFilename()).toBe('purestat-export-2026-11-19.csv');
      expect(readFileSync(await file.path(), 'utf8')).toBe('date,visitors\r\n2026-11-19,3\r\n');
      expect(Object.fromEntries(stats.exports[0]!)).toEqual({
        period: '7d',
        metrics: 'visitors,visits,pageviews,views_per_visit,bounce_rate,avg_duration',
        dimensions: 'date',
        compare: 'previous_period',
        filters: '{"country":{"is":["US"]}}',
      });
      await page.context().close();
    });

    it('saves the whole table of the details, as it is searched and sorted', async () => {
      const page = await openDashboard('?details=pages');
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Find in pages').fill('docs');
      // What is typed counts when the typing has rested.
      const isAskedFor = () => JSON.stringify(stats.batches).includes('"contains":["docs"]');
      await expect.poll(isAskedFor).toBe(true);
      await dialog.getByRole('button', { name: 'Pageviews' }).click();
      await dialog.getByText(/^1–\d+ of/).waitFor();
      const download = page.waitForEvent('download');
      await dialog.getByRole('button', { name: 'Export CSV', exact: true }).click();
      await download;
      expect(Object.fromEntries(stats.exports[0]!)).toEqual({
        period: '30d',
        metrics: 'visitors,visits,pageviews,bounce_rate,avg_duration',
        dimensions: 'pathname',
        filters: '{"pathname":{"contains":["docs"]}}',
        order_by: 'pageviews',
        order_dir: 'desc',
      });
      await page.context().close();
    });

    it('saves nothing of a file that is cut off, and says so', async () => {
      stats.cutsExports = true;
      const page = await openDashboard();
      await page.getByRole('button', { name: 'Export CSV', exact: true }).click();
      const toast = page.getByText(/^Nothing was saved\./);
      await toast.waitFor();
      expect(await toast.innerText()).toContain('The server can’t be reached.');
      await page.context().close();
    });

    it('exports from the menu on a phone', async () => {
      const page = await openDashboard('', PHONE);
      await page.getByRole('button', { name: /^More: move the period/ }).click();
      const download = page.waitForEvent('download');
      await page.getByRole('menuitem', { name: 'Export CSV' }).click();
      expect((await download).suggestedFilename()).toBe('purestat-export-2026-11-19.csv');
      await page.context().close();
    });

    it('lists its keys', async () => {
      const page = await openDashboard();
      await page.keyboard.press('?');
      await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
      await page.keyboard.press('Escape');
      await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
      await page.context().close();
    });

    it('has no accessibility faults and no errors, in both themes, wide and narrow', async () => {
      const found: string[] = [];
      for (const colorScheme of ['light', 'dark'] as const) {
        for (const device of [{}, PHONE]) {
          const page = await openDashboard('?f=is,channel,Direct', { ...device, colorScheme });
          found.push(...(await violationsOf(page)));
          await page.locator('#period-button').click();
          await page.getByRole('button', { name: /^Last 7 days/ }).waitFor();
          found.push(...(await violationsOf(page)));
          await page.keyboard.press('Escape');
          await page.getByRole('button', { name: 'Pages: details' }).click();
          await page.getByRole('button', { name: '/pricing. Filter by this.' }).waitFor();
          found.push(...(await violationsOf(page)));
          await page.context().close();
        }
      }
      expect([...found, ...troubles]).toEqual([]);
    }, 120_000);

    it('never scrolls sideways, down to 320 px', async () => {
      const wide: string[] = [];
      for (const width of [320, 390, 768, 1000, 1440]) {
        const page = await openDashboard('?f=is,country,US&f=is,channel,Direct', {
          viewport: { width, height: 800 },
        });
        const over = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        if (over > 0) wide.push(`${width}: ${over}`);
        await page.context().close();
      }
      expect(wide).toEqual([]);
    });

    it('waits on a phone for the first event of a site with a long domain', async () => {
      stats.firstEventAt = null;
      api.sites = [fakeSite(1, `${'long-'.repeat(10)}domain.${'long-'.repeat(10)}domain.example`)];
      const page = await openPage(SITE, { viewport: { width: 390, height: 844 } });
      await page.getByRole('link', { name: /^Open long-/ }).waitFor();
      const over = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(over).toBe(0);
      await page.context().close();
    });
  });

  describe('a site without events', () => {
    beforeEach(() => {
      stats.firstEventAt = null;
      api.sites = [fakeSite(1, 'kestrel.example')];
    });

    it('waits with the snippet and flips into the dashboard by itself', async () => {
      const page = await openPage(SITE);
      await page.getByRole('heading', { name: 'Waiting for your first event' }).waitFor();
      expect(await page.locator('.code pre').innerText()).toBe(
        `<script defer data-domain="kestrel.example" src="${server.url}/js/purestat.js"></script>`,
      );
      expect(await violationsOf(page)).toEqual([]);
      stats.firstEventAt = '2026-11-19T13:20:00.000Z';
      api.sites = [fakeSite(1, 'kestrel.example', { first_event_at: stats.firstEventAt })];
      await page.locator('.chart-box svg').waitFor();
      expect(
        await page.getByRole('heading', { name: 'Waiting for your first event' }).count(),
      ).toBe(0);
      expect(troubles).toEqual([]);
      await page.context().close();
    });
  });
});
