/** Which of the things that happen to a page are a pageview. In a real browser. */
import { expect, test } from 'vitest';
import { describeInChromium } from '../../../test/chromium.ts';
import { named, sendLast, useVisit } from './testing/browser.ts';

describeInChromium('pageviews', () => {
  const visit = useVisit({ withoutArgs: ['--disable-back-forward-cache'] });

  test('a load is one, with where the visitor came from and the width of the screen', async () => {
    const { page, stand } = visit;
    await page.goto(`${stand.site}/a?utm_source=news#part`, { referer: 'https://search.example/' });
    const [pageview] = await stand.events(1);
    await sendLast(page);

    expect(visit.attempts).toHaveLength(2);
    expect(pageview).toEqual({
      domain: 'site.test',
      name: 'pageview',
      url: `${stand.site}/a?utm_source=news`,
      referrer: 'https://search.example/',
      screen_width: 1_440,
      title: '/a',
    });
  });

  test.each([
    { name: 'pushState with another path', act: `history.pushState({}, '', '/b')`, to: '/b' },
    { name: 'pushState with another query', act: `history.pushState({}, '', '?q')`, to: '/a?q' },
    { name: 'replaceState with another path', act: `history.replaceState({}, '', '/b')`, to: '/b' },
  ])('$name is one, come to from the site itself', async ({ act, to }) => {
    const { page, stand } = visit;
    await page.goto(`${stand.site}/a`, { referer: 'https://search.example/' });
    await stand.events(1);
    await visit.stay(1_000);
    await page.evaluate(act);
    await stand.events(3); // with the engagement of the page before
    await sendLast(page);

    expect(named('pageview', await stand.events(4))).toEqual([
      { url: `${stand.site}/a`, referrer: 'https://search.example/' },
      { url: `${stand.site}${to}`, referrer: '' },
    ]);
  });

  test.each([
    { name: 'pushState with the same address', act: `history.pushState({}, '', '/a?q=1')` },
    { name: 'pushState with another fragment', act: `history.pushState({}, '', '#part')` },
    { name: 'replaceState with another query', act: `history.replaceState({}, '', '?q=2')` },
    {
      name: 'pushState with a query that was replaced before',
      act: `history.replaceState({}, '', '?q=2'); history.pushState({}, '', '?q=2')`,
    },
    { name: 'a link to a fragment', act: `location.hash = 'part'` },
  ])('$name is none', async ({ act }) => {
    const { page, stand } = visit;
    await page.goto(`${stand.site}/a?q=1`);
    await page.evaluate(act);
    await sendLast(page);

    expect(visit.attempts.map(({ name }) => name)).toEqual(['pageview', 'last']);
  });

  test('going back within the page is one', async () => {
    const { page, stand } = visit;
    await page.goto(`${stand.site}/a`);
    await visit.stay(1_000);
    await page.evaluate(`history.pushState({}, '', '/b')`);
    await stand.events(3);
    await visit.stay(1_000);
    await page.evaluate(`history.back()`);
    await stand.events(5);
    await sendLast(page);

    const urls = named('pageview', visit.attempts).map(({ url }) => url);
    expect(urls).toEqual([`${stand.site}/a`, `${stand.site}/b`, `${stand.site}/a`]);
  });

  test('a return from the back-forward cache is one, though nothing is loaded', async () => {
    const { page, stand } = visit;
    await page.goto(`${stand.site}/a`);
    await stand.events(1);
    await visit.stay(1_000);
    await page.goto(`${stand.site}/b`);
    await stand.events(3);
    await visit.stay(1_000);
    await page.evaluate(`history.back()`);
    const events = await stand.events(5);

    expect(stand.loads).toEqual(['/a', '/b']);
    expect(named('pageview', events)).toEqual([
      { url: `${stand.site}/a`, referrer: '' },
      { url: `${stand.site}/b`, referrer: '' },
      { url: `${stand.site}/a`, referrer: '' },
    ]);
  });

  test('the history keeps working as the page left it', async () => {
    const { page, stand } = visit;
    await page.goto(`${stand.site}/a`);
    const outcome = await page.evaluate(() => {
      history.pushState({ step: 1 }, '', '/b');
      let refusal = '';
      try {
        history.pushState({}, '', 'https://elsewhere.example/');
      } catch (error) {
        refusal = (error as Error).name;
      }
      return { state: history.state, path: location.pathname, refusal };
    });

    expect(outcome).toEqual({ state: { step: 1 }, path: '/b', refusal: 'SecurityError' });
  });

  test('every event carries the title that its page had when it was counted', async () => {
    const { page, stand } = visit;
    await page.goto(`${stand.site}/a`);
    await page.evaluate(`document.title = '(1) /a'; purestat('note')`);
    await page.evaluate(`document.title = 'B'; history.pushState({}, '', '/b')`);
    await sendLast(page);

    const titles = visit.attempts.map(({ name, title }) => [name, title]);
    expect(titles.filter(([name]) => name !== 'engagement')).toEqual([
      ['pageview', '/a'],
      ['note', '/a'],
      ['pageview', 'B'],
      ['last', 'B'],
    ]);
  });

  test('two copies of the script count once', async () => {
    const { page, stand } = visit;
    stand.pages['/a'] = { head: stand.snippet() + stand.snippet() };
    await page.goto(`${stand.site}/a`);
    await page.addScriptTag({ url: `${stand.collector}/js/purestat.js` });
    await visit.stay(1_000);
    await page.evaluate(`history.pushState({}, '', '/b')`);
    await sendLast(page);

    const names = visit.attempts.map(({ name }) => name);
    expect(names).toEqual(['pageview', 'engagement', 'pageview', 'last']);
  });

  test('an address too long for the server is cut, not lost', async () => {
    const { page, stand } = visit;
    await page.goto(`${stand.site}/a?${'q'.repeat(5_000)}`);
    const [pageview] = await stand.events(1);

    expect(pageview!['url']).toBe(`${stand.site}/a?${'q'.repeat(5_000)}`.slice(0, 2_000));
  });

  test('data-api names another endpoint', async () => {
    const { page, stand } = visit;
    stand.pages['/a'] = { head: stand.snippet(`data-api="${stand.collector}/elsewhere"`) };
    const sent = page.waitForRequest(`${stand.collector}/elsewhere`);
    await page.goto(`${stand.site}/a`);

    expect((await sent).postDataJSON()).toMatchObject({ name: 'pageview' });
  });
});
