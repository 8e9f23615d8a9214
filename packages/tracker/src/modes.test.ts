/** The modes: data-hash, data-manual, data-exclude. In a real browser. */
import { expect, test } from 'vitest';
import { describeInChromium } from '../../../test/chromium.ts';
import { sendLast, useVisit, type Visit } from './testing/browser.ts';
import { QUEUE_STUB } from './testing/snippets.ts';

/** Name and address, without the origin, of all that the page tried to send. */
function sent({ attempts, stand }: Visit): string[] {
  return attempts.map(({ name, url }) => `${name} ${(url as string).replace(stand.site, '')}`);
}

async function open(visit: Visit, attributes: string, path = '/a'): Promise<void> {
  const { page, stand } = visit;
  stand.pages[path.split(/[?#]/)[0]!] = { head: stand.snippet(attributes) };
  await page.goto(`${stand.site}${path}`);
  await sendLast(page);
}

describeInChromium('modes', () => {
  const visit = useVisit();

  test('without the file that knows them nothing is counted', async () => {
    const { page, stand } = visit;
    const refused = page.waitForEvent('requestfailed');
    await page.route('**/js/modes.js', (route) => route.abort());
    stand.pages['/a'] = { head: stand.snippet('data-exclude="/b"') };
    await page.goto(`${stand.site}/a`);
    await refused;

    expect(visit.attempts).toEqual([]);
  });

  test('data-hash: each fragment is a page, its query included', async () => {
    const { page } = visit;
    await open(visit, 'data-hash', '/a?x=1#/inbox');
    await visit.stay(1_000);
    await page.evaluate(() => {
      location.hash = '/mail/7?utm_source=news';
    });
    await page.waitForFunction(() => location.hash.includes('mail'));
    await sendLast(page);
    await page.goBack();
    await sendLast(page);

    expect(sent(visit)).toEqual([
      'pageview /a%23/inbox?x=1',
      'last /a%23/inbox?x=1',
      'engagement /a%23/inbox?x=1',
      'pageview /a%23/mail/7?x=1&utm_source=news',
      'last /a%23/mail/7?x=1&utm_source=news',
      'pageview /a%23/inbox?x=1',
      'last /a%23/inbox?x=1',
    ]);
  });

  test('data-manual: nothing but what the page counts itself', async () => {
    const { page, stand } = visit;
    await open(visit, 'data-manual');
    await visit.stay(1_000);
    await page.evaluate(() => history.pushState({}, '', '/b'));
    await page.evaluate(() => window.purestat!('pageview', { props: { kind: 'post' } }));
    await visit.stay(2_000);
    const url = `${stand.site}/virtual`;
    await page.evaluate((address) => {
      window.purestat!('pageview', { url: address });
      window.purestat!('signup');
    }, url);
    await sendLast(page);

    expect(sent(visit)).toEqual([
      'last /a',
      'pageview /b',
      'engagement /b',
      'pageview /virtual',
      'signup /virtual',
      'last /virtual',
    ]);
    expect(visit.attempts[1]).toMatchObject({ props: { kind: 'post' } });
    expect(visit.attempts[2]).toMatchObject({ engaged_ms: 2_000 });
  });

  test('data-manual: a pageview that was called before the script has loaded', async () => {
    const { page, stand } = visit;
    const early = `<script>${QUEUE_STUB}; purestat('pageview')</script>`;
    stand.pages['/a'] = { head: early + stand.snippet('data-manual') };
    await page.goto(`${stand.site}/a`, { referer: 'https://search.example/' });
    await sendLast(page);

    expect(sent(visit)).toEqual(['pageview /a', 'last /a']);
    expect(visit.attempts[0]).toMatchObject({ referrer: 'https://search.example/' });
  });

  test.each([
    { pattern: '/a', path: '/a', isExcluded: true },
    { pattern: '/a', path: '/a/b', isExcluded: false },
    { pattern: '/x, /a/*', path: '/a/b', isExcluded: true },
    { pattern: '/a/*', path: '/a/b/c', isExcluded: false },
    { pattern: '/a/**', path: '/a/b/c', isExcluded: true },
    { pattern: '/a.b', path: '/axb', isExcluded: false },
    { pattern: '/caf&eacute;', path: '/caf%C3%A9', isExcluded: true },
  ])('data-exclude="$pattern" on $path: $isExcluded', async ({ pattern, path, isExcluded }) => {
    await open(visit, `data-exclude="${pattern}"`, path);

    expect(sent(visit)).toEqual(isExcluded ? [] : [`pageview ${path}`, `last ${path}`]);
  });

  test('data-exclude: a page that was gone to by the History API, and the time on it', async () => {
    const { page } = visit;
    await open(visit, 'data-exclude="/admin/**"');
    await visit.stay(1_000);
    await page.evaluate(() => history.pushState({}, '', '/admin/users'));
    await visit.stay(1_000);
    await sendLast(page);
    await page.evaluate(() => history.pushState({}, '', '/b'));
    await sendLast(page);

    expect(sent(visit)).toEqual([
      'pageview /a',
      'last /a',
      'engagement /a',
      'pageview /b',
      'last /b',
    ]);
  });
});
