/** What a page asks for by attributes. In a real browser, with real clicks. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { describeInChromium } from '../../../test/chromium.ts';
import { sendLast, useVisit, type Visit } from './testing/browser.ts';

/** Names and what belongs to them, of all that the page tried to send. */
function sent({ attempts }: Visit): unknown[] {
  return attempts.map(({ name, props, revenue, interactive }) => [
    name,
    ...[props, revenue, interactive].filter((part) => part !== undefined),
  ]);
}

/** Opens a page with this body and these attributes, and waits until it counts. */
async function open(visit: Visit, attributes: string, body = ''): Promise<void> {
  const { page, stand } = visit;
  stand.pages['/a'] ??= {};
  Object.assign(stand.pages['/a'], { head: stand.snippet(attributes), body });
  await page.goto(`${stand.site}/a`);
  // A call before the options have come would be sent before what they send.
  await expect.poll(() => visit.attempts.length).toBeGreaterThan(0);
  await sendLast(page);
}

/** Where links lead to that leave the page. */
const away = (visit: Visit) => visit.stand.site.replace('site.test', 'other.test');
const seen = ['pageview'];
const last = ['last'];

describeInChromium('options', () => {
  const visit = useVisit();

  test('a page that asks for nothing loads one script', async () => {
    const loaded: string[] = [];
    visit.page.on('request', (request) => {
      if (request.resourceType() === 'script') loaded.push(new URL(request.url()).pathname);
    });
    await open(visit, 'data-dnt="off"');

    expect(loaded).toEqual(['/js/purestat.js']);
  });

  test('a foreign attribute that begins like one of ours changes nothing', async () => {
    await open(visit, 'data-external="1"', `<a href="${away(visit)}/x">x</a>`);
    await visit.page.evaluate(preventNavigation);
    await visit.page.click('a');
    await sendLast(visit.page);

    expect(sent(visit)).toEqual([seen, last, last]);
  });

  test('a page whose options cannot be had is counted all the same', async () => {
    await visit.page.route('**/js/options.js', (route) => route.abort());
    await open(visit, 'data-outbound');

    expect(sent(visit)).toEqual([seen, last]);
  });

  test('calls made while the options are under way come after the pageview', async () => {
    const { page, stand } = visit;
    const asked = new Promise<() => Promise<void>>((resolve) =>
      page.route('**/js/options.js', (route) => resolve(() => route.continue())),
    );
    stand.pages['/a'] = { head: stand.snippet('data-outbound') };
    await page.goto(`${stand.site}/a`, { waitUntil: 'commit' });
    const answer = await asked;
    await page.evaluate(() => window.purestat!('early'));
    await answer();
    await sendLast(page);

    expect(sent(visit)).toEqual([seen, ['early'], last]);
  });

  test('a strict content security policy needs no more with all options', async () => {
    const { page, stand } = visit;
    const policy = [
      `default-src 'none'`,
      `script-src ${stand.collector}`,
      `connect-src ${stand.collector}`,
      `require-trusted-types-for 'script'`,
      `trusted-types 'none'`,
      `style-src 'unsafe-inline'; img-src data:`,
    ].join('; ');
    stand.pages['/a'] = { headers: { 'content-security-policy': policy } };
    await open(visit, 'data-outbound data-downloads data-forms data-404="always" data-hash');
    await page.evaluate(() => {
      location.hash = '/b';
    });
    await sendLast(page);

    expect(visit.violations).toEqual([]);
    expect(sent(visit).map((event) => (event as string[])[0])).toEqual(
      // The clock of the page stands still, so there is no engagement.
      ['pageview', '404', 'last', 'pageview', 'last'],
    );
  });

  test('a policy of nonces passes them on', async () => {
    const { stand } = visit;
    stand.pages['/a'] = {
      headers: {
        'content-security-policy': `script-src 'nonce-abc'; connect-src ${stand.collector}`,
      },
    };
    await open(visit, 'nonce="abc" data-404="always"');

    expect(visit.violations).toEqual([]);
    expect(sent(visit)).toEqual([seen, ['404', { path: '/a' }, false], last]);
  });
});

describeInChromium('data-outbound', () => {
  const visit = useVisit();

  test.each<{ how: string; link: string; click: (page: Page) => Promise<unknown> }>([
    { how: 'a click', link: '<a>x</a>', click: (page) => page.click('a') },
    { how: 'a click on what is in it', link: '<a><b>x</b></a>', click: (page) => page.click('b') },
    { how: 'Enter', link: '<a>x</a>', click: (page) => page.press('a', 'Enter') },
    {
      how: 'the middle button',
      link: '<a>x</a>',
      click: (page) => page.click('a', { button: 'middle' }),
    },
    {
      how: 'Ctrl and a click',
      link: '<a>x</a>',
      click: (page) => page.click('a', { modifiers: ['Control'] }),
    },
    {
      how: 'a click into a new tab',
      link: '<a target="_blank">x</a>',
      click: (page) => page.click('a'),
    },
    {
      how: 'a click that the page hides from others',
      link: '<a onclick="event.stopPropagation()">x</a>',
      click: (page) => page.click('a'),
    },
    {
      how: 'a click in a shadow tree',
      link: '<p><template shadowrootmode="open"><a>x</a></template></p>',
      click: (page) => page.click('a'),
    },
    {
      how: 'a click in an SVG',
      link: '<svg width="50" height="50"><a><rect width="50" height="50"/></a></svg>',
      click: (page) => page.click('rect'),
    },
  ])('$how on a link to another site is counted, and the browser goes there', async (entry) => {
    const { page, context, stand } = visit;
    const url = `${away(visit)}/there`;
    const arrived = new Promise<void>((resolve) => {
      stand.pages['/there'] = { head: '', until: resolve };
    });
    const link = entry.link.replace('<a', `<a href="${url}?secret=1#part"`);
    await open(visit, 'data-outbound', link);
    await entry.click(page);
    await arrived;
    await stand.events(3);

    expect(sent(visit)).toEqual([seen, last, ['outbound_click', { url }]]);
    expect(stand.received.at(-1)!.body['props']).toEqual({ url });
    expect(context.pages().length).toBeLessThanOrEqual(2);
  });

  test('links that were added later count as well', async () => {
    await open(visit, 'data-outbound');
    const url = `${away(visit)}/x`;
    await visit.page.evaluate((href) => {
      const link = document.body.appendChild(document.createElement('a'));
      Object.assign(link, { href, textContent: 'x' });
    }, url);
    await visit.page.evaluate(preventNavigation);
    await visit.page.click('a');
    await sendLast(visit.page);

    expect(sent(visit)).toEqual([seen, last, ['outbound_click', { url }], last]);
  });

  test.each([
    { what: 'a page of the same host', href: '/b' },
    { what: 'a subdomain of the site', href: 'http://shop.site.test/' },
    { what: 'an e-mail address', href: 'mailto:ann@other.test' },
    { what: 'no address', href: 'http://' },
    { what: 'a script', href: 'javascript:void 0' },
    { what: 'a fragment', href: '#part' },
  ])('a link to $what is not counted', async ({ href }) => {
    await open(visit, 'data-outbound', `<a href="${href}">x</a>`);
    await visit.page.evaluate(preventNavigation);
    await visit.page.click('a');
    await sendLast(visit.page);

    expect(sent(visit)).toEqual([seen, last, last]);
  });

  test('a right click is none', async () => {
    await open(visit, 'data-outbound', `<a href="${away(visit)}/x">x</a>`);
    await visit.page.click('a', { button: 'right' });
    await sendLast(visit.page);

    expect(sent(visit)).toEqual([seen, last, last]);
  });
});

describeInChromium('data-downloads', () => {
  const visit = useVisit();

  test.each([
    { attributes: 'data-downloads', href: '/guide.pdf?v=2', url: '/guide.pdf' },
    { attributes: 'data-downloads', href: '/GUIDE.PDF', url: '/GUIDE.PDF' },
    { attributes: 'data-downloads', href: '/page.html', url: null },
    { attributes: 'data-downloads', href: '/pdf', url: null },
    { attributes: 'data-downloads', href: '/report" download="', url: '/report' },
    { attributes: 'data-downloads="mobi, .cbz"', href: '/book.cbz', url: '/book.cbz' },
    { attributes: 'data-downloads="mobi, .cbz"', href: '/guide.pdf', url: null },
  ])('$attributes, $href: $url', async ({ attributes, href, url }) => {
    await open(visit, attributes, `<a href="${href}">x</a>`);
    await visit.page.evaluate(preventNavigation);
    await visit.page.click('a');
    await sendLast(visit.page);

    const event = ['file_download', { url: `${visit.stand.site}${url}` }];
    expect(sent(visit)).toEqual([seen, last, ...(url === null ? [] : [event]), last]);
  });
});

describeInChromium('data-forms', () => {
  const visit = useVisit();

  test('a form that is sent counts with its name and action, never with what is in it', async () => {
    const { page, stand } = visit;
    const fields = '<input name="id" value="secret"><input name="action" value="secret">';
    const form = `<form id="newsletter" action="/thanks?list=1">${fields}<button>Go</button></form>`;
    await open(visit, 'data-forms', form);
    await page.click('button');
    await page.waitForURL('**/thanks?**');
    await stand.events(4);

    expect(sent(visit)).toEqual([
      seen,
      last,
      ['form_submit', { form: 'newsletter', action: `${stand.site}/thanks` }],
      seen,
    ]);
  });

  test('a form that the browser finds incomplete is not counted until it is complete', async () => {
    const { page, stand } = visit;
    const form = '<form name="order" onsubmit="return false"><input required><button>Go</button>';
    await open(visit, 'data-forms', form);
    await page.click('button');
    await sendLast(page);
    await page.fill('input', 'x');
    await page.click('button');
    await sendLast(page);

    expect(sent(visit)).toEqual([
      seen,
      last,
      last,
      ['form_submit', { form: 'order', action: `${stand.site}/a` }],
      last,
    ]);
  });
});

describeInChromium('data-404', () => {
  const visit = useVisit();

  test.each([
    { attributes: 'data-404', status: 404, isSent: true },
    { attributes: 'data-404', status: 200, isSent: false },
    { attributes: 'data-404="always"', status: 200, isSent: true },
  ])('$attributes on a page of status $status', async ({ attributes, status, isSent }) => {
    const { browser, stand } = visit;
    stand.pages['/a'] = { status, head: stand.snippet(attributes), body: 'no such page' };
    // A browser of its own: the clock of the others stands in for `performance` too.
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(`${stand.site}/a`);
    await sendLast(page);
    const events = await stand.events(isSent ? 3 : 2);
    await context.close();

    // Sent side by side, they may arrive in any order.
    const found = events.map(({ name, props }) => ({ name, props }));
    const expected = [{ name: 'last' }, { name: 'pageview' }];
    const event = { name: '404', props: { path: '/a' } };
    expect(found.toSorted((one, other) => `${one.name}`.localeCompare(`${other.name}`))).toEqual(
      isSent ? [event, ...expected] : expected,
    );
  });
});

describeInChromium('data-purestat-event', () => {
  const visit = useVisit();

  test('a click on a tagged element, or on what is in it, sends the event with all it says', async () => {
    const tags =
      'data-purestat-event="purchase" data-purestat-prop-plan="pro" data-purestat-prop-pay-by="card" data-purestat-revenue="29.99" data-purestat-currency="USD"';
    await open(visit, '', `<button ${tags}><b>Buy</b></button>`);
    await visit.page.click('b');
    await sendLast(visit.page);

    const purchase = [
      'purchase',
      { plan: 'pro', 'pay-by': 'card' },
      { amount: '29.99', currency: 'USD' },
    ];
    expect(sent(visit)).toEqual([seen, last, purchase, last]);
  });

  test.each<{ what: string; body: string; act: (page: Page) => Promise<unknown>; count: number }>([
    {
      what: 'a key on a button',
      body: '<button data-purestat-event="go">Go</button>',
      act: (page) => page.press('button', 'Space'),
      count: 1,
    },
    {
      what: 'a click on a form',
      body: '<form data-purestat-event="go"><p>text</p></form>',
      act: (page) => page.click('p'),
      count: 0,
    },
    {
      what: 'a form that is sent',
      body: '<form data-purestat-event="go" onsubmit="return false"><button>Go</button></form>',
      act: (page) => page.click('button'),
      count: 1,
    },
    {
      what: 'a click on a label around its field',
      body: '<label data-purestat-event="go"><b>text</b><input type="checkbox"></label>',
      act: (page) => page.click('b'),
      count: 1,
    },
    {
      what: 'the middle button on a link',
      body: '<a href="/b" data-purestat-event="go">x</a>',
      act: (page) => page.click('a', { button: 'middle' }),
      count: 1,
    },
    {
      what: 'the middle button on a button',
      body: '<button data-purestat-event="go">Go</button>',
      act: (page) => page.click('button', { button: 'middle' }),
      count: 0,
    },
    {
      what: 'an empty name',
      body: '<button data-purestat-event="">Go</button>',
      act: (page) => page.click('button'),
      count: 0,
    },
  ])('$what: $count', async ({ body, act, count }) => {
    // The middle button opens a tab, whose page is none of this test.
    visit.stand.pages['/b'] = { head: '' };
    await open(visit, '', body);
    await act(visit.page);
    await sendLast(visit.page);

    expect(sent(visit)).toEqual([seen, last, ...Array.from({ length: count }, () => ['go']), last]);
  });

  test('an event that is not interactive says so', async () => {
    const tags = 'data-purestat-event="seen" data-purestat-interactive="false"';
    await open(visit, '', `<button ${tags}>x</button>`);
    await visit.page.click('button');
    await sendLast(visit.page);

    expect(sent(visit)).toEqual([seen, last, ['seen', false], last]);
  });

  test('elements that come later count where the script’s tag carries the attribute', async () => {
    await open(visit, 'data-purestat-event');
    await visit.page.evaluate(() => {
      document.body.innerHTML = '<button data-purestat-event="late">x</button>';
    });
    await visit.page.click('button');
    await sendLast(visit.page);

    expect(sent(visit)).toEqual([seen, last, ['late'], last]);
  });
});

/** Links stay where they are, as on pages that open them themselves. */
function preventNavigation(): void {
  addEventListener('click', (event) => event.preventDefault());
}
