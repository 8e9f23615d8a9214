/** One Chromium and one build for a test file; a page of its own, and an API of its own, per test. */
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { launchChromium } from '../../../test/chromium.ts';
import { buildDashboard, type DashboardServer, serveDashboard } from './dashboard-server.ts';
import { createFakeApi, type FakeApi } from './fake-api.ts';

export const DESKTOP: BrowserContextOptions = { viewport: { width: 1440, height: 900 } };
export const PHONE: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  isMobile: true,
  hasTouch: true,
};

export interface OpenPage {
  page: Page;
  api: FakeApi;
}

/** What a page does wrong by itself, whatever the test is about. */
function watch(page: Page, origin: string, problems: string[]): void {
  page.on('pageerror', (error) => problems.push(`error: ${error.message}`));
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(origin) && !url.startsWith('data:')) problems.push(`asks ${url}`);
  });
  page.on('console', (message) => {
    // The browser itself reports each answer above 399; those are what some tests are about.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
      problems.push(`console: ${message.text()}`);
    }
  });
}

/** Call at the top of a describe block. */
export function useBrowser(): (options?: BrowserContextOptions) => Promise<OpenPage> {
  let browser: Browser;
  let built: Awaited<ReturnType<typeof buildDashboard>>;
  let server: DashboardServer | null = null;
  let problems: string[] = [];

  beforeAll(async () => {
    [browser, built] = await Promise.all([launchChromium(), buildDashboard()]);
  });
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close();
    await server?.close();
    server = null;
    const found = problems;
    problems = [];
    expect(found).toEqual([]);
  });
  afterAll(async () => {
    await browser?.close();
    built?.remove();
  });

  return async (options = DESKTOP) => {
    const api = createFakeApi();
    server = await serveDashboard(built.folder, api);
    const context = await browser.newContext({
      baseURL: server.url,
      locale: 'en-GB',
      timezoneId: 'Europe/Berlin',
      reducedMotion: 'reduce',
      permissions: ['clipboard-read', 'clipboard-write'],
      ...options,
    });
    context.setDefaultTimeout(20_000);
    const page = await context.newPage();
    watch(page, server.url, problems);
    return { page, api };
  };
}
