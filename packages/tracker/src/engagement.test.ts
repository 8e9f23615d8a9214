/** What is reported of the time on a page and of its scroll depth. In a real browser, time injected. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { describeInChromium } from '../../../test/chromium.ts';
import { named, sendLast, useVisit } from './testing/browser.ts';

// The window shows 500 of the 2,000 pixels of a page: a quarter.
const FIRST_SCREEN_PERCENT = 25;

describeInChromium('engagement', () => {
  const visit = useVisit({ withoutArgs: ['--disable-back-forward-cache'] });

  test('leaving a page reports the time on it', async () => {
    const { page, stand } = visit;
    await page.goto(`${stand.site}/a?q=1`);
    await visit.stay(5_000);
    await page.goto(`${stand.site}/b`);

    expect(named('engagement', await stand.events(3))).toEqual([
      engaged(`${stand.site}/a?q=1`, 5_000),
    ]);
  });

  test('closing a page reports the time on it', async () => {
    const { page, stand } = visit;
    await page.goto(`${stand.site}/a`);
    await visit.stay(5_000);
    await page.close();

    expect(named('engagement', await stand.events(2))).toEqual([engaged(`${stand.site}/a`, 5_000)]);
  });

  test('only visible time counts, and each report holds what the one before did not', async () => {
    const { page, stand } = visit;
    await controlVisibility(page, 'visible');
    await page.goto(`${stand.site}/a`);
    await visit.stay(3_000);
    await setVisibility(page, 'hidden');
    await stand.events(2);
    await visit.stay(60_000);
    await setVisibility(page, 'visible');
    await visit.stay(2_000);
    await setVisibility(page, 'hidden');
    await stand.events(3);
    await visit.stay(60_000);
    await page.goto('about:blank');
    await page.goto(`${stand.site}/b`);

    expect(named('engagement', await stand.events(4))).toEqual([
      engaged(`${stand.site}/a`, 3_000),
      engaged(`${stand.site}/a`, 2_000),
    ]);
  });

  test('less than a tenth of a second waits for the next report', async () => {
    const { page, stand } = visit;
    await controlVisibility(page, 'visible');
    await page.goto(`${stand.site}/a`);
    await visit.stay(99);
    await setVisibility(page, 'hidden');
    await setVisibility(page, 'visible');
    await sendLast(page);
    await visit.stay(1);
    await setVisibility(page, 'hidden');

    await stand.events(3);
    expect(visit.attempts.map(({ name }) => name)).toEqual(['pageview', 'last', 'engagement']);
    expect(named('engagement', visit.attempts)).toEqual([engaged(`${stand.site}/a`, 100)]);
  });

  test('what was too short to report is not charged to the next page', async () => {
    const { page, stand } = visit;
    await page.goto(`${stand.site}/a`);
    await visit.stay(99);
    await page.evaluate(`history.pushState({}, '', '/b')`);
    await visit.stay(1_000);
    await page.goto(`${stand.site}/c`);

    expect(named('engagement', await stand.events(4))).toEqual([engaged(`${stand.site}/b`, 1_000)]);
  });

  test('a page opened in the background counts as seen only once it is visible', async () => {
    const { page, stand } = visit;
    await controlVisibility(page, 'hidden');
    await page.goto(`${stand.site}/a`);
    await visit.stay(60_000);
    await setVisibility(page, 'visible');
    await visit.stay(4_000);
    await page.goto(`${stand.site}/b`);

    expect(named('engagement', await stand.events(3))).toEqual([engaged(`${stand.site}/a`, 4_000)]);
  });

  test('a page that was never visible reports nothing', async () => {
    const { page, stand } = visit;
    await controlVisibility(page, 'hidden');
    await page.goto(`${stand.site}/a`);
    await stand.events(1);
    await visit.stay(60_000);
    await page.goto(`${stand.site}/b`);
    await stand.events(2);
    await sendLast(page);

    expect(named('engagement', await stand.events(3))).toEqual([]);
  });

  test('a History API navigation reports the page being left and starts anew', async () => {
    const { page, stand } = visit;
    await page.goto(`${stand.site}/a`);
    await scrollPage(page, 500);
    await visit.stay(4_000);
    await page.evaluate(() => {
      history.pushState({}, '', '/b');
      scrollTo(0, 0);
    });
    await stand.events(3);
    await visit.stay(1_000);
    await page.goto(`${stand.site}/c`);

    expect(named('engagement', await stand.events(5))).toEqual([
      engaged(`${stand.site}/a`, 4_000, 50),
      engaged(`${stand.site}/b`, 1_000),
    ]);
  });

  test("going back does not lend the page its predecessor's scroll position", async () => {
    const { page, stand } = visit;
    await page.goto(`${stand.site}/a`);
    await scrollPage(page, 1_500);
    await visit.stay(1_000);
    await page.evaluate(`history.pushState({}, '', '/b')`);
    await scrollPage(page, 100);
    await scrollPage(page, 0);
    await stand.events(3);
    await visit.stay(1_000);
    await page.evaluate(() => {
      const isRestored = new Promise((resolve) => {
        addEventListener('scroll', resolve, { once: true });
      });
      history.back();
      return isRestored;
    });

    expect(await page.evaluate(() => scrollY)).toBe(1_500);
    expect(named('engagement', await stand.events(5))).toEqual([
      engaged(`${stand.site}/a`, 1_000, 100),
      engaged(`${stand.site}/b`, 1_000, 30),
    ]);
  });

  test('time in the back-forward cache does not count', async () => {
    const { page, stand } = visit;
    await page.goto(`${stand.site}/a`);
    await visit.stay(2_000);
    await page.goto(`${stand.site}/b`);
    await stand.events(3);
    await visit.stay(60_000);
    await page.goBack({ waitUntil: 'commit' });
    await stand.events(5);
    await visit.stay(3_000);
    await page.goto(`${stand.site}/c`);

    expect(stand.loads).toEqual(['/a', '/b', '/c']);
    expect(named('engagement', await stand.events(7))).toEqual([
      engaged(`${stand.site}/a`, 2_000),
      engaged(`${stand.site}/b`, 60_000),
      engaged(`${stand.site}/a`, 3_000),
    ]);
  });

  test.each([
    { name: 'the deepest point counts, not the last', scrollTops: [900, 0], percent: 70 },
    { name: 'the bottom of the page is 100', scrollTops: [1_500], percent: 100 },
  ])('scroll depth: $name', async ({ scrollTops, percent }) => {
    const { page, stand } = visit;
    await page.goto(`${stand.site}/a`);
    for (const top of scrollTops) await scrollPage(page, top);
    await visit.stay(1_000);
    await page.goto(`${stand.site}/b`);

    expect(named('engagement', await stand.events(3))).toEqual([
      engaged(`${stand.site}/a`, 1_000, percent),
    ]);
  });

  test('scroll depth: a page that shrank below what was seen of it is 100, no more', async () => {
    const { page, stand } = visit;
    await page.goto(`${stand.site}/a`);
    await scrollPage(page, 1_500);
    await page.evaluate(() => {
      document.querySelector('div')!.style.height = '1000px';
    });
    await visit.stay(1_000);
    await page.goto(`${stand.site}/b`);

    expect(named('engagement', await stand.events(3))).toEqual([
      engaged(`${stand.site}/a`, 1_000, 100),
    ]);
  });

  test.each([
    { name: 'a page shorter than the window is 100', body: '<p>short', percent: 100 },
    {
      name: 'a page that grew is measured at its last height',
      body: `<p id="list"><script>addEventListener('load', () => { list.style.height = '5000px'; });</script>`,
      percent: 10,
    },
  ])('scroll depth: $name', async ({ body, percent }) => {
    const { page, stand } = visit;
    stand.pages['/a'] = { body };
    await page.goto(`${stand.site}/a`);
    await visit.stay(1_000);
    await page.goto(`${stand.site}/b`);

    expect(named('engagement', await stand.events(3))).toEqual([
      engaged(`${stand.site}/a`, 1_000, percent),
    ]);
  });
});

function engaged(url: string, ms: number, percent = FIRST_SCREEN_PERCENT) {
  return { url, referrer: '', engaged_ms: ms, scroll_depth: percent };
}

async function scrollPage(page: Page, top: number): Promise<void> {
  await page.evaluate(
    (y) =>
      new Promise<void>((resolve) => {
        addEventListener('scroll', () => resolve(), { once: true });
        scrollTo(0, y);
      }),
    top,
  );
}

/**
 * Headless pages are always visible, whatever lies before them, so the tests say what the browser
 * would: the property first, then the event.
 */
async function controlVisibility(page: Page, state: 'visible' | 'hidden'): Promise<void> {
  await page.addInitScript((initial) => {
    let current = initial;
    Object.defineProperty(document, 'visibilityState', {
      configurable: true,
      get: () => current,
      set: (next) => {
        current = next;
      },
    });
    Object.defineProperty(document, 'hidden', { get: () => current === 'hidden' });
  }, state);
}

async function setVisibility(page: Page, state: 'visible' | 'hidden'): Promise<void> {
  await page.evaluate((next) => {
    (document as { visibilityState: string }).visibilityState = next;
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
  }, state);
}
