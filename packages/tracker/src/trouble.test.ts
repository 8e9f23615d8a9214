/** Pages and networks that make it hard: the page never notices. In a real browser. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { bundle } from '../build.mjs';
import { describeInChromium } from '../../../test/chromium.ts';
import { sendLast, useVisit } from './testing/browser.ts';

// Every test here also fails on any uncaught error or rejection of its page (see `useVisit`).
describeInChromium('trouble', () => {
  const visit = useVisit();

  test('a strict content security policy needs the collector in two places, and nothing else', async () => {
    const { page, stand } = visit;
    const policy = [
      `default-src 'none'`,
      `script-src ${stand.collector}`,
      `connect-src ${stand.collector}`,
      `require-trusted-types-for 'script'`,
      `trusted-types 'none'`,
      // Of the stand's own plain page.
      `style-src 'unsafe-inline'; img-src data:`,
    ].join('; ');
    stand.pages['/a'] = { headers: { 'content-security-policy': policy } };
    await page.goto(`${stand.site}/a`);
    await visit.stay(1_000);
    await page.evaluate(() => {
      history.pushState({}, '', '/b');
      window.purestat!('signup');
    });
    await stand.events(4);
    await sendLast(page);

    expect(visit.violations).toEqual([]);
    expect(visit.attempts.map(({ name }) => name)).toEqual([
      'pageview',
      'engagement',
      'pageview',
      'signup',
      'last',
    ]);
  });

  test('an endpoint that the policy blocks', async () => {
    const { page, stand } = visit;
    stand.pages['/a'] = { headers: { 'content-security-policy': `connect-src 'none'` } };
    await page.goto(`${stand.site}/a`);
    await useThePage(page);

    expect(stand.received).toEqual([]);
  });

  test('an endpoint that nobody listens on', async () => {
    const { page, stand } = visit;
    const address = `http://collector.test:${await freePort()}/api/event`;
    stand.pages['/a'] = { head: stand.snippet(`data-api="${address}"`) };
    await page.goto(`${stand.site}/a`);
    await useThePage(page);

    expect(visit.attempts.map(({ name }) => name)).toEqual([
      'pageview',
      'engagement',
      'pageview',
      'last',
    ]);
  });

  test('an endpoint that is no address', async () => {
    const { page, stand } = visit;
    stand.pages['/a'] = { head: stand.snippet('data-api="https://"') };
    await page.goto(`${stand.site}/a`);
    await useThePage(page);

    expect(stand.received).toEqual([]);
  });

  test('a server that fails', async () => {
    const { page, stand } = visit;
    stand.answer = 500;
    await page.goto(`${stand.site}/a`);
    await useThePage(page);

    expect(await stand.events(4)).toHaveLength(4);
  });

  test('a server that never answers holds the callback for a second, no longer', async () => {
    const { page, stand } = visit;
    stand.answer = 'hang';
    await page.goto(`${stand.site}/a`);
    await page.evaluate(() =>
      window.purestat!('signup', { callback: () => (document.title = 'called') }),
    );
    await stand.events(2);
    await visit.stay(999);
    expect(await page.title()).toBe('/a');

    await visit.stay(1);
    await page.waitForFunction(() => document.title === 'called');
  });

  test.each([
    { name: 'throws', breakage: `window.fetch = () => { throw new Error('broken by the page') }` },
    { name: 'is missing', breakage: `delete window.fetch; window.fetch = undefined` },
  ])('a fetch of the page that $name', async ({ breakage }) => {
    const { page, stand } = visit;
    stand.pages['/a'] = { head: `<script>${breakage}</script>${stand.snippet()}` };
    await page.goto(`${stand.site}/a`);
    await useThePage(page);

    expect(stand.received).toEqual([]);
  });

  test('a script whose tag nobody knows stays silent', async () => {
    const { page, stand } = visit;
    stand.pages['/a'] = { head: '' };
    await page.goto(`${stand.site}/a`);
    await page.evaluate(await bundle('purestat.js'));
    await useThePage(page);

    expect(visit.attempts).toEqual([]);
  });
});

/** Whatever happens to the events, navigation and callbacks go on. */
async function useThePage(page: Page): Promise<void> {
  await page.clock.fastForward(2_000);
  await page.evaluate(`history.pushState({}, '', '/b')`);
  await sendLast(page);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
