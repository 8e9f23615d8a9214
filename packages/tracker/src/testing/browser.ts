/** A browser, a fresh page for each test, and the stand it visits. */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { launchChromium, type LaunchOptions } from '../../../../test/chromium.ts';
import { openStand, type Received, type Stand } from './stand.ts';

export const VIEWPORT = { width: 1_000, height: 500 };
export const SCREEN = { width: 1_440, height: 900 };

export interface Visit {
  browser: Browser;
  context: BrowserContext;
  page: Page;
  stand: Stand;
  /** Events the page tried to send, whether they arrived or not. */
  attempts: Received['body'][];
  /** Lets time go by on the page. */
  stay(ms: number): Promise<void>;
  /** Policy violations on any page. */
  violations: string[];
}

/** When every page opens. Its clock stands still but for `stay`. */
const OPENED_AT = new Date('2026-03-01T12:00:00Z');

/** Call inside a `describe`. After each test the page must have seen no uncaught error or rejection. */
export function useVisit(launch: LaunchOptions = {}): Visit {
  const visit = {} as Visit;
  const pageErrors: string[] = [];
  beforeAll(async () => {
    visit.stand = await openStand();
    visit.browser = await launchChromium(launch);
  });
  afterAll(async () => {
    await visit.browser?.close();
    await visit.stand?.close();
  });
  beforeEach(async () => {
    visit.stand.reset();
    visit.attempts = [];
    visit.violations = [];
    visit.context = await visit.browser.newContext({ viewport: VIEWPORT, screen: SCREEN });
    visit.page = await visit.context.newPage();
    // The clock runs until it is stopped, and must not be past that by then on a busy machine.
    await visit.page.clock.install({ time: OPENED_AT.getTime() - 3_600_000 });
    await visit.page.clock.pauseAt(OPENED_AT);
    visit.stay = (ms) => visit.page.clock.fastForward(ms);
    visit.page.on('pageerror', (error) => pageErrors.push(error.message));
    visit.page.on('request', (request) => {
      if (request.url().endsWith('/api/event')) visit.attempts.push(request.postDataJSON());
    });
    visit.page.on('console', (message) => {
      if (/Content Security Policy|Trusted ?Type/i.test(message.text())) {
        visit.violations.push(message.text());
      }
    });
  });
  afterEach(async () => {
    await visit.context.close();
    expect(pageErrors.splice(0)).toEqual([]);
  });
  return visit;
}

/** Sends a custom event and waits for its callback: whatever was to be sent before has been tried. */
export async function sendLast(page: Page): Promise<void> {
  await page.evaluate(
    () => new Promise<void>((callback) => window.purestat!('last', { callback })),
  );
}

/** Those of one name, without domain, screen width and title (the same on every event of a page). */
export function named(name: string, events: Received['body'][]): Received['body'][] {
  return events
    .filter((event) => event['name'] === name)
    .map(({ domain: _domain, name: _name, screen_width: _width, title: _title, ...rest }) => rest);
}
