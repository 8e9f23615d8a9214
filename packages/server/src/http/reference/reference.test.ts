/** The reference page in a real browser, under the policy that every page has. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { getRequestListener } from '@hono/node-server';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { describeInChromium, launchChromium } from '../../../../../test/chromium.ts';
import { openTestApp, type TestApp } from '../../testing/http-app.ts';
import { operationsOf, type Description } from '../description/types.ts';

/** Style and script of the page lie among the dashboard's files. */
const FILES = fileURLToPath(new URL('../../../../dashboard/public', import.meta.url));
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

describeInChromium('/docs/api', () => {
  let app: TestApp;
  let server: Server;
  let browser: Browser;
  let page: Page;
  let base: string;
  let description: Description;
  const foreign: string[] = [];
  const errors: string[] = [];

  beforeAll(async () => {
    app = await openTestApp({ deps: { assets: { dashboardDir: FILES, trackerDir: FILES } } });
    description = (await app.ask('GET', '/api/openapi.json')).body as Description;
    server = createServer(getRequestListener(app.app.fetch));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    server.closeAllConnections();
    server.close();
    await app.close();
  });
  beforeEach(async () => {
    const context = await browser.newContext({
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    page = await context.newPage();
    page.on('request', (request) => {
      if (!request.url().startsWith(base)) foreign.push(request.url());
    });
    page.on('console', (message) => {
      if (message.type() === 'error') errors.push(message.text());
    });
    page.on('pageerror', (error) => errors.push(error.message));
  });
  afterEach(async () => {
    await page.context().close();
    const seen = [...foreign.splice(0), ...errors.splice(0)];
    if (seen.length > 0) throw new Error(`The page noticed: ${seen.join('; ')}`);
  });

  test('shows every operation under an address of its own, and loads nothing from elsewhere', async () => {
    await page.goto(`${base}/docs/api`);
    const ids = operationsOf(description).map(({ operation }) => operation.operationId!);
    const shown = await page.locator('.operation').evaluateAll((all) => all.map(({ id }) => id));
    expect(shown.toSorted()).toEqual(ids.toSorted());
    await page.goto(`${base}/docs/api#postOrgSiteStats`);
    expect(await page.locator('.operation:target h3').textContent()).toBe('Figures of a site');
  });

  test('a search leaves what holds all its words, on the page and in the list', async () => {
    await page.goto(`${base}/docs/api`);
    await page.keyboard.press('/');
    await page.keyboard.type('DELETE goal/{goalId}');
    const visible = page.locator('.operation:visible h3');
    expect(await visible.allTextContents()).toEqual(['Delete a goal; no event goes with it']);
    expect(await page.locator('nav li:visible').count()).toBe(1);
    await page.getByRole('searchbox').fill('no such thing');
    await page.getByText('Nothing found.').waitFor();
  });

  test('a command is copied as it is to be run', async () => {
    await page.goto(`${base}/docs/api`);
    const command = page.locator('#getOrgSiteGoal .code').first();
    await command.getByRole('button', { name: 'Copy' }).click();
    await command.getByRole('button', { name: 'Copied' }).waitFor();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(
      'curl "$BASE/api/org/$ORG/site/$SITE/goal" \\\n  -b "$COOKIE"',
    );
  });

  test.each(['light', 'dark'] as const)('is accessible in %s', async (colorScheme) => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width: 390, height: 800 });
    await page.goto(`${base}/docs/api`);
    // The page's policy lets no script in; the debugger may.
    const found = await page.evaluate(`${AXE};
      axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa'] }).then(({ violations }) =>
        violations.map(({ id, nodes }) => id + ' ' + nodes[0].html.slice(0, 120)))`);
    expect(found).toEqual([]);
    const isTooWide = await page.evaluate(
      'document.documentElement.scrollWidth > document.documentElement.clientWidth',
    );
    expect(isTooWide).toBe(false);
  });
});
