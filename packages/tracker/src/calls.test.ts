/** `window.purestat`, as pages call it. In a real browser. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { describeInChromium } from '../../../test/chromium.ts';
import { named, sendLast, useVisit } from './testing/browser.ts';
import { QUEUE_STUB } from './testing/snippets.ts';
import type { EventOptions } from './types.ts';

describeInChromium('purestat()', () => {
  const visit = useVisit();

  test('a call before the script has loaded is sent, after the pageview', async () => {
    const { page, stand } = visit;
    const early = `<script>${QUEUE_STUB};
      purestat('signup', { props: { source: 'homepage' }, callback: () => { document.title = 'called' } });
      purestat('second');</script>`;
    stand.pages['/a'] = { head: early + stand.snippet() };
    await page.goto(`${stand.site}/a#part`, { referer: 'https://search.example/' });
    await page.waitForFunction(() => document.title === 'called');
    await stand.events(3);

    const common = {
      domain: 'site.test',
      url: `${stand.site}/a`,
      referrer: 'https://search.example/',
      screen_width: 1_440,
      title: '/a',
    };
    expect(visit.attempts).toEqual([
      { ...common, name: 'pageview' },
      { ...common, name: 'signup', props: { source: 'homepage' } },
      { ...common, name: 'second' },
    ]);
  });

  test('a call through a stub that was kept from before is sent too', async () => {
    const { page, stand } = visit;
    const early = `<script>${QUEUE_STUB}; const kept = window.purestat;</script>`;
    stand.pages['/a'] = { head: early + stand.snippet() };
    await page.goto(`${stand.site}/a`);
    await page.evaluate(`kept('late')`);
    await sendLast(page);

    expect(visit.attempts.map(({ name }) => name)).toEqual(['pageview', 'late', 'last']);
  });

  test.each<{ name: string; options: EventOptions; sent: object }>([
    {
      name: 'props',
      options: { props: { plan: 'pro', seats: 3, trial: false } },
      sent: { props: { plan: 'pro', seats: 3, trial: false } },
    },
    {
      name: 'revenue',
      options: { revenue: { amount: 29.99, currency: 'USD' } },
      sent: { revenue: { amount: 29.99, currency: 'USD' } },
    },
    { name: 'interactive', options: { interactive: false }, sent: { interactive: false } },
    {
      name: 'url',
      options: { url: 'https://site.test/virtual#part' },
      sent: { url: 'https://site.test/virtual' },
    },
    { name: 'no option', options: JSON.parse('null') as EventOptions, sent: {} },
  ])('$name goes with the event', async ({ options, sent }) => {
    const { page, stand } = visit;
    await page.goto(`${stand.site}/a`);
    await stand.events(1);
    await page.evaluate((given) => window.purestat!('purchase', given), options);

    expect(named('purchase', await stand.events(2))).toEqual([
      { url: `${stand.site}/a`, referrer: '', ...sent },
    ]);
  });

  test('an event after a History API navigation belongs to the new page', async () => {
    const { page, stand } = visit;
    await page.goto(`${stand.site}/a`, { referer: 'https://search.example/' });
    await page.evaluate(() => {
      history.pushState({}, '', '/b');
      window.purestat!('signup');
    });
    await stand.events(3);

    expect(named('signup', visit.attempts)).toEqual([{ url: `${stand.site}/b`, referrer: '' }]);
  });

  test('the callback comes after the call has returned, once, and with nothing in its hands', async () => {
    const { page, stand } = visit;
    await page.goto(`${stand.site}/a`);
    const calls = await page.evaluate(
      () =>
        new Promise((resolve) => {
          const seen: unknown[] = [];
          window.purestat!('signup', {
            callback: (...given: unknown[]) => {
              seen.push(given);
              resolve(seen);
            },
          });
          seen.push('returned');
        }),
    );
    await visit.stay(10_000);

    expect(calls).toEqual(['returned', []]);
    expect(await stand.events(2)).toHaveLength(2);
  });

  test('a page that leaves in the callback has sent its event', async () => {
    const { page, stand } = visit;
    await page.goto(`${stand.site}/a`);
    await stand.events(1);
    await page.evaluate(() =>
      window.purestat!('signup', { callback: () => location.assign('/thanks') }),
    );
    await page.waitForURL('**/thanks');
    const events = await stand.events(3);

    expect(events.map(({ name }) => name)).toEqual(['pageview', 'signup', 'pageview']);
  });

  test('what cannot be sent as JSON is dropped without a word, callback included', async () => {
    const { page, stand } = visit;
    await page.goto(`${stand.site}/a`);
    await page.evaluate(() => {
      const circle: Record<string, unknown> = {};
      circle['self'] = circle;
      return new Promise<void>((callback) =>
        window.purestat!('odd', { props: circle as EventOptions['props'], callback }),
      );
    });
    await sendLast(page);

    expect(visit.attempts.map(({ name }) => name)).toEqual(['pageview', 'last']);
  });

  test('a text body needs no preflight', async () => {
    const { page, stand } = visit;
    await page.goto(`${stand.site}/a`);
    await stand.events(1);
    await sendLast(page);

    expect(stand.preflights).toBe(0);
    expect(stand.received.map(({ headers }) => headers['content-type'])).toEqual([
      'text/plain;charset=UTF-8',
      'text/plain;charset=UTF-8',
    ]);
  });

  test('no cookie goes along, not even one of the site itself', async () => {
    const { page, context, stand } = visit;
    await context.addCookies([{ name: 'login', value: 'secret', url: stand.site }]);
    stand.pages['/a'] = { head: stand.snippet('data-api="/own-endpoint"') };
    const sent = page.waitForRequest('**/own-endpoint');
    const opened = await page.goto(`${stand.site}/a`);

    expect(await opened!.request().headerValue('cookie')).toBe('login=secret');
    expect(await (await sent).headerValue('cookie')).toBeNull();
  });

  test('nothing is kept in the browser', async () => {
    const { page, context, stand } = visit;
    await page.goto(`${stand.site}/a`);
    await visit.stay(1_000);
    await page.evaluate(`history.pushState({}, '', '/b')`);
    await sendLast(page);

    expect(await context.cookies()).toEqual([]);
    expect(await storedThings(page)).toEqual({
      cookie: '',
      localStorage: 0,
      sessionStorage: 0,
      databases: [],
      windowName: '',
      historyState: {},
    });
  });
});

function storedThings(page: Page): Promise<object> {
  return page.evaluate(async () => ({
    cookie: document.cookie,
    localStorage: localStorage.length,
    sessionStorage: sessionStorage.length,
    databases: await indexedDB.databases(),
    windowName: window.name,
    historyState: history.state as object,
  }));
}
