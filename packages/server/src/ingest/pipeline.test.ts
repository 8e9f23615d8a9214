import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { FIREFOX, IPHONE, siteContext, startIngest, type TestIngest } from '../testing/ingest.ts';

let running: TestIngest | undefined;
async function start(options: Parameters<typeof startIngest>[0] = {}): Promise<TestIngest> {
  running = await startIngest(options);
  return running;
}
afterEach(async () => {
  await running?.close();
  running = undefined;
});

/** How many visits the records form, and how many visitors. */
async function shape(ingest: TestIngest): Promise<{ visitors: number; visits: number }> {
  const records = await ingest.stored();
  const visitors = new Set(records.map(({ visitor }) => visitor));
  const visits = new Set(
    records.map(({ visitor, visit_started }) => `${visitor} ${visit_started}`),
  );
  return { visitors: visitors.size, visits: visits.size };
}

test('an accepted event is stored with all that is known of it, and nothing of its sender', async () => {
  const ingest = await start();
  const receipt = await ingest.send('2026-03-01T12:00:00.123Z', {
    url: 'https://www.example.com/a%20b?utm_source=newsletter&utm_medium=email&utm_campaign=spring#top',
    referrer: 'https://www.google.com/search?q=private',
    screen_width: 1280,
    title: 'A page',
    props: { plan: 'pro' },
  });
  expect(receipt).toEqual({ dropped: null, cut: [] });
  const [record] = await ingest.stored();
  expect(record).toEqual({
    site: 1,
    day: '2026-03-01',
    ts: Date.parse('2026-03-01T12:00:00.123Z'),
    visitor: expect.stringMatching(/^\d{1,20}$/),
    visit_started: Date.parse('2026-03-01T12:00:00.123Z'),
    name: 'pageview',
    interactive: true,
    hostname: 'www.example.com',
    pathname: '/a b',
    engaged_ms: 0,
    scroll_depth: 0,
    referrer: 'google.com/search',
    source: 'Newsletter',
    channel: 'Email',
    utm_source: 'newsletter',
    utm_medium: 'email',
    utm_campaign: 'spring',
    utm_term: '',
    utm_content: '',
    country: 'DE',
    region: 'Berlin',
    city: 'Berlin',
    browser: 'Firefox',
    browser_version: '150',
    os: 'Linux',
    os_version: '',
    device_type: 'desktop',
    screen_size: 'laptop',
    language: 'de',
    props: { plan: 'pro' },
    revenue_amount: null,
    revenue_currency: null,
    page_title: 'A page',
    own: null,
  });
});

describe('visits', () => {
  test.each([
    {
      name: 'idle for exactly 30:00 keeps the visit',
      times: ['10:00:00.000', '10:30:00.000'],
      visits: 1,
    },
    {
      name: 'idle for 30:00.001 starts another',
      times: ['10:00:00.000', '10:30:00.001'],
      visits: 2,
    },
    {
      name: 'the window slides with every event',
      times: ['10:00:00', '10:25:00', '10:50:00', '11:15:00'],
      visits: 1,
    },
    { name: 'the clock hour does not split a visit', times: ['10:59:00', '11:01:00'], visits: 1 },
  ])('$name', async ({ times, visits }) => {
    const ingest = await start();
    for (const time of times) await ingest.send(`2026-03-01T${time}Z`, {});
    expect(await shape(ingest)).toEqual({ visitors: 1, visits });
  });

  test('another address, browser or site is another visitor', async () => {
    const ingest = await start({
      sites: [siteContext(), siteContext({ number: 2, id: 'site-2', domain: 'other.example' })],
    });
    await ingest.send('2026-03-01T10:00:00Z', {});
    await ingest.send('2026-03-01T10:00:01Z', {}, { ip: '198.51.100.1' });
    await ingest.send('2026-03-01T10:00:02Z', {}, { userAgent: IPHONE });
    await ingest.send('2026-03-01T10:00:03Z', { domain: 'other.example' });
    expect(await shape(ingest)).toEqual({ visitors: 4, visits: 4 });
  });

  test('every event of a visit carries the properties of its first', async () => {
    const ingest = await start();
    await ingest.send('2026-03-01T10:00:00Z', {
      url: 'https://example.com/?utm_source=bing',
      screen_width: 400,
    });
    await ingest.send('2026-03-01T10:01:00Z', {
      url: 'https://example.com/b?utm_source=reddit',
      screen_width: 2000,
    });
    const records = await ingest.stored();
    expect(
      records.map(({ source, utm_source, screen_size }) => ({ source, utm_source, screen_size })),
    ).toEqual([
      { source: 'Bing', utm_source: 'bing', screen_size: 'mobile' },
      { source: 'Bing', utm_source: 'bing', screen_size: 'mobile' },
    ]);
  });

  test('a later event keeps beside them what it said itself, where that differs', async () => {
    const ingest = await start();
    const landing = { url: 'https://example.com/?utm_source=bing', screen_width: 400 };
    const minutes = [
      landing,
      { ...landing, name: 'signup' },
      { ...landing, name: 'engagement', screen_width: 2000 },
      { url: 'https://example.com/b', referrer: landing.url, screen_width: 400 },
      { url: 'https://example.com/b?utm_source=reddit', screen_width: 2000 },
    ];
    for (const [index, body] of minutes.entries()) {
      await ingest.send(`2026-03-01T10:0${index}:00Z`, body);
    }
    await ingest.send('2026-03-01T10:06:00Z', landing, { acceptLanguage: 'fr' });
    expect((await ingest.stored()).map(({ own }) => own)).toEqual([
      null,
      null,
      null,
      { source: '', channel: 'Direct', utm_source: '' },
      {
        source: 'Reddit',
        channel: 'Organic Social',
        utm_source: 'reddit',
        screen_size: 'desktop',
      },
      { language: 'fr' },
    ]);
  });
});

describe('engagement', () => {
  const engagement = { name: 'engagement', engaged_ms: 5000, scroll_depth: 80 };

  test('cannot start a visit', async () => {
    const ingest = await start();
    expect(await ingest.send('2026-03-01T10:00:00Z', engagement)).toEqual({
      dropped: 'no_visit',
      cut: [],
    });
    expect(await ingest.stored()).toEqual([]);
    expect(ingest.dropped).toEqual(['no_visit']);
  });

  test('keeps a visit open', async () => {
    const ingest = await start();
    await ingest.send('2026-03-01T10:00:00Z', {});
    await ingest.send('2026-03-01T10:25:00Z', engagement);
    await ingest.send('2026-03-01T10:50:00Z', {});
    expect(await shape(ingest)).toEqual({ visitors: 1, visits: 1 });
    expect((await ingest.stored())[1]).toMatchObject({
      name: 'engagement',
      engaged_ms: 5000,
      scroll_depth: 80,
    });
  });
});

describe('midnight in the site’s timezone', () => {
  const kathmandu = {
    sites: [siteContext({ timezone: 'Asia/Kathmandu' })],
    at: '2026-03-01T18:00:00Z',
  };
  // Midnight there is 18:15 UTC.
  const campaign = {
    url: 'https://example.com/?utm_source=bing&utm_medium=cpc',
    referrer: 'https://bing.com/',
  };

  test('ends the day, the visit and the visitor; the new visit inherits how the visitor came', async () => {
    const ingest = await start(kathmandu);
    await ingest.send('2026-03-01T18:14:59.999Z', campaign);
    await ingest.send('2026-03-01T18:15:00Z', { url: 'https://example.com/b' });
    const [before, after] = await ingest.stored();
    expect(before).toMatchObject({ day: '2026-03-01', source: 'Bing', channel: 'Paid Search' });
    expect(after).toMatchObject({
      day: '2026-03-02',
      source: 'Bing',
      channel: 'Paid Search',
      utm_source: 'bing',
      utm_medium: 'cpc',
      referrer: 'bing.com',
      visit_started: Date.parse('2026-03-01T18:15:00Z'),
    });
    expect(after!.visitor).not.toBe(before!.visitor);
  });

  test('more than 30 minutes after the last event nothing is inherited', async () => {
    const ingest = await start(kathmandu);
    await ingest.send('2026-03-01T18:10:00Z', campaign);
    await ingest.send('2026-03-01T18:40:00.001Z', {});
    expect((await ingest.stored())[1]).toMatchObject({
      day: '2026-03-02',
      source: '',
      channel: 'Direct',
      utm_source: '',
    });
  });

  test('engagement that comes after it before any event of the new day is dropped', async () => {
    const ingest = await start(kathmandu);
    await ingest.send('2026-03-01T18:10:00Z', {});
    expect(await ingest.send('2026-03-01T18:16:00Z', { name: 'engagement' })).toMatchObject({
      dropped: 'no_visit',
    });
  });
});

describe('not counted on purpose', () => {
  test.each([
    {
      reason: 'bot',
      body: {},
      visitor: {
        userAgent: 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
      },
    },
    { reason: 'bot', body: {}, visitor: { userAgent: '' } },
    { reason: 'spam_referrer', body: { referrer: 'https://semalt.com/x' }, visitor: {} },
  ])('$reason', async ({ reason, body, visitor }) => {
    const ingest = await start();
    expect(await ingest.send('2026-03-01T10:00:00Z', body, visitor)).toEqual({
      dropped: reason,
      cut: [],
    });
    expect(await ingest.stored()).toEqual([]);
    expect(ingest.dropped).toEqual([reason]);
  });
});

describe('the domain', () => {
  test.each(['example.com', 'https://www.Example.com/path', 'EXAMPLE.COM:443'])(
    '%s finds the site',
    async (domain) => {
      const ingest = await start();
      expect(await ingest.send('2026-03-01T10:00:00Z', { domain })).toMatchObject({
        dropped: null,
      });
    },
  );

  test('of no site is refused, naming the field', async () => {
    const ingest = await start();
    await expect(
      ingest.send('2026-03-01T10:00:00Z', { domain: 'unknown.example' }),
    ).rejects.toMatchObject({
      code: 'VALIDATION_ERROR',
      details: [{ path: 'domain', message: '"unknown.example" is not a site of this instance' }],
    });
  });
});

/** Without its folder the log can open no segment. */
function breakDisk({ dataDir }: TestIngest): void {
  renameSync(join(dataDir, 'log'), join(dataDir, 'gone'));
}

function mendDisk({ dataDir }: TestIngest): void {
  renameSync(join(dataDir, 'gone'), join(dataDir, 'log'));
}

describe('an event that cannot be written', () => {
  const engagement = { name: 'engagement', engaged_ms: 5000 };
  test('opens no visit', async () => {
    const ingest = await start();
    breakDisk(ingest);
    await expect(ingest.send('2026-03-01T10:00:00Z', {})).rejects.toMatchObject({
      code: 'UNAVAILABLE',
    });
    mendDisk(ingest);
    expect(await ingest.send('2026-03-01T10:01:00Z', engagement)).toMatchObject({
      dropped: 'no_visit',
    });
    expect(await ingest.stored()).toEqual([]);
  });

  test('does not prolong the visit it would have joined', async () => {
    const ingest = await start();
    await ingest.send('2026-03-01T10:00:00Z', {});
    await ingest.stored();
    breakDisk(ingest);
    await expect(ingest.send('2026-03-01T10:20:00Z', {})).rejects.toMatchObject({
      code: 'UNAVAILABLE',
    });
    mendDisk(ingest);
    await ingest.send('2026-03-01T10:31:00Z', {});
    expect(await shape(ingest)).toEqual({ visitors: 1, visits: 2 });
  });
});

describe('after a crash', () => {
  test('what was acknowledged is stored once, and open visits go on', async () => {
    const ingest = await start();
    await ingest.send('2026-03-01T10:00:00Z', {
      url: 'https://example.com/stored?utm_source=bing',
    });
    await ingest.stored();
    ingest.store.isDown = true;
    await ingest.send('2026-03-01T10:10:00Z', { url: 'https://example.com/logged' });
    await ingest.send(
      '2026-03-01T10:10:00Z',
      { url: 'https://example.com/other?utm_source=reddit' },
      { userAgent: IPHONE },
    );
    ingest.store.isDown = false;

    await ingest.crashAndRestart();
    await ingest.send('2026-03-01T10:20:00Z', { url: 'https://example.com/after' });
    await ingest.send(
      '2026-03-01T10:20:00Z',
      { url: 'https://example.com/after' },
      { userAgent: IPHONE },
    );
    const records = await ingest.stored();
    expect(records.map(({ pathname, utm_source }) => [pathname, utm_source])).toEqual([
      ['/stored', 'bing'],
      ['/logged', 'bing'],
      ['/other', 'reddit'],
      ['/after', 'bing'],
      ['/after', 'reddit'],
    ]);
    expect(await shape(ingest)).toEqual({ visitors: 2, visits: 2 });
  });
});

test('after a restart a visit that the store alone knows goes on, with the properties of its first event', async () => {
  const ingest = await start();
  await ingest.send('2026-03-01T10:00:00Z', { url: 'https://example.com/?utm_source=bing' });
  await ingest.stored();
  await ingest.crashAndRestart();
  await ingest.send('2026-03-01T10:30:00Z', { url: 'https://example.com/b' });
  const records = await ingest.stored();
  expect(records.map(({ pathname, utm_source }) => [pathname, utm_source])).toEqual([
    ['/', 'bing'],
    ['/b', 'bing'],
  ]);
  expect(await shape(ingest)).toEqual({ visitors: 1, visits: 1 });
});

test('a site’s first event is told once, when it can be seen', async () => {
  const ingest = await start();
  ingest.store.isDown = true;
  await ingest.send('2026-03-01T10:00:00Z', {});
  await expect(ingest.ingest.flush()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  expect(ingest.firstEvents).toEqual([]);
  ingest.store.isDown = false;
  await ingest.crashAndRestart();
  await ingest.send('2026-03-01T10:05:00Z', {});
  await ingest.stored();
  await ingest.send('2026-03-01T10:06:00Z', {}, { userAgent: FIREFOX });
  await ingest.stored();
  expect(ingest.firstEvents).toHaveLength(1);
});
