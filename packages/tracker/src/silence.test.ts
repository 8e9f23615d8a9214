/** When nothing may leave the page, and what lifts that. In a real browser. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { bundle } from '../build.mjs';
import { describeInChromium } from '../../../test/chromium.ts';
import { sendLast, useVisit, type Visit } from './testing/browser.ts';

const SIGNALS = [
  { name: 'Do Not Track', owner: 'Navigator.prototype', property: 'doNotTrack', value: `'1'` },
  { name: 'Do Not Track of old browsers', owner: 'window', property: 'doNotTrack', value: `'1'` },
  {
    name: 'Global Privacy Control',
    owner: 'Navigator.prototype',
    property: 'globalPrivacyControl',
    value: 'true',
  },
];

describeInChromium('a browser of a person', () => {
  const visit = useVisit();

  test.each(SIGNALS)('$name: nothing is sent, callbacks are called', async (signal) => {
    await giveSignal(visit, signal);
    await visit.page.goto(`${visit.stand.site}/a`);

    expect(await namesSent(visit)).toEqual([]);
  });

  test.each(SIGNALS)('$name is passed over with data-dnt="off"', async (signal) => {
    const { page, stand } = visit;
    await giveSignal(visit, signal);
    stand.pages['/a'] = { head: stand.snippet('data-dnt="off"') };
    await page.goto(`${stand.site}/a`);

    expect(await namesSent(visit)).toEqual(['pageview', 'engagement', 'pageview', 'last']);
  });

  test.each(['0', 'unspecified'])('Do Not Track of "%s" is no refusal', async (value) => {
    const [signal] = SIGNALS;
    await giveSignal(visit, { ...signal!, value: `'${value}'` });
    await visit.page.goto(`${visit.stand.site}/a`);

    expect(await namesSent(visit)).toEqual(['pageview', 'engagement', 'pageview', 'last']);
  });

  test.each(['localhost', 'shop.localhost', '127.0.0.1', '127.8.0.1', '[::1]'])(
    'on %s nothing is sent',
    async (host) => {
      await openOn(visit, host);

      expect(await namesSent(visit)).toEqual([]);
    },
  );

  test('on localhost data-local lifts the silence', async () => {
    await openOn(visit, 'localhost', 'data-local');

    expect(await namesSent(visit)).toEqual(['pageview', 'engagement', 'pageview', 'last']);
  });

  test.each(['localhost.test', 'mylocalhost.test', '127.0.0.1.test'])(
    '%s only looks local',
    async (host) => {
      await openOn(visit, host);

      expect(await namesSent(visit)).toEqual(['pageview', 'engagement', 'pageview', 'last']);
    },
  );

  test('a page that is a file sends nothing', async () => {
    const { page, stand } = visit;
    const folder = await mkdtemp(join(tmpdir(), 'tracker-'));
    try {
      const file = join(folder, 'page.html');
      await writeFile(file, `<!doctype html>${stand.snippet()}`);
      await page.goto(pathToFileURL(file).href);
      await sendLast(page);

      expect(visit.attempts).toEqual([]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test('in a page under Cypress nothing is sent', async () => {
    await visit.page.addInitScript('window.Cypress = {}');
    await visit.page.goto(`${visit.stand.site}/a`);

    expect(await namesSent(visit)).toEqual([]);
  });
});

describeInChromium('an automated browser', () => {
  const visit = useVisit({ automated: true });

  test('sends nothing', async () => {
    await visit.page.goto(`${visit.stand.site}/a`);

    expect(await namesSent(visit)).toEqual([]);
  });

  test('sends with data-local', async () => {
    const { page, stand } = visit;
    stand.pages['/a'] = { head: stand.snippet('data-local') };
    await page.goto(`${stand.site}/a`);

    expect(await namesSent(visit)).toEqual(['pageview', 'engagement', 'pageview', 'last']);
  });
});

async function giveSignal(visit: Visit, signal: (typeof SIGNALS)[number]): Promise<void> {
  await visit.page.addInitScript(
    `Object.defineProperty(${signal.owner}, '${signal.property}', { get: () => ${signal.value} })`,
  );
}

/**
 * The page under a host name that no server of the stand has. The test answers for the collector
 * too: to the browser such a page is of an unknown network, and may not call this machine.
 */
async function openOn(visit: Visit, host: string, attributes = ''): Promise<void> {
  const { page, stand } = visit;
  const script = await bundle('purestat.js');
  await page.route(`${stand.collector}/js/purestat.js`, (route) =>
    route.fulfill({ contentType: 'text/javascript', body: script }),
  );
  await page.route(`${stand.collector}/api/event`, (route) =>
    route.fulfill({ status: 202, headers: { 'access-control-allow-origin': '*' } }),
  );
  await page.route(`http://${host}:8080/a`, (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: `<!doctype html>${stand.snippet(attributes)}`,
    }),
  );
  await page.goto(`http://${host}:8080/a`);
}

/** Does on the page all that could send an event; names in the order of sending. */
async function namesSent({ page, stay, attempts }: Visit): Promise<unknown[]> {
  await stay(1_000);
  await page.evaluate(`history.pushState({}, '', '/b')`);
  await sendLast(page);
  return attempts.map(({ name }) => name);
}
