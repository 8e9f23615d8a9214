/** What a browser has to fetch: the tracker, and the dashboard's JavaScript before its first chart. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { chromium, type Response } from 'playwright-core';
import { formatCount, sleep, type Figure, type Measurement } from './measure.ts';
import {
  createSite,
  removeFolder,
  ROOT,
  startProduct,
  temporaryFolder,
  type Session,
} from './product.ts';
import { sendOne } from './load.ts';
import { pageviewRequest } from './requests.ts';

const TRACKER = join(ROOT, 'packages/tracker/dist/purestat.js');
const WANTED_TRACKER_BYTES = 1_023;
const CHROMIUM = process.env['CHROMIUM_PATH'] || '/usr/bin/chromium';
const BROWSER_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];
const CHART = '[role="slider"] svg path';
const CHART_WITHIN_MS = 30_000;
const HELD_MS = 3_000;
const NAME = 'JavaScript before the first chart, gzipped';

const gzippedBytes = (bytes: Buffer): number => gzipSync(bytes, { level: 9 }).length;

/** Sizes of the scripts that a browser with an empty cache has got by the time the chart stands. */
async function scriptsBeforeChart(
  port: number,
  { cookie, orgId, siteId }: Session,
): Promise<number[]> {
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: BROWSER_FLAGS });
  try {
    const url = `http://127.0.0.1:${port}`;
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    await context.addCookies(
      cookie.split('; ').map((pair) => {
        const [name = '', ...value] = pair.split('=');
        return { name, value: value.join('='), url };
      }),
    );
    const page = await context.newPage();
    const scripts: Response[] = [];
    let isAnswered = false;
    page.on('response', (response) => {
      if (response.request().resourceType() === 'script') scripts.push(response);
      if (response.url().endsWith('/stats/batch')) isAnswered = true;
    });
    const chart = page.locator(CHART).first();
    const drawn = chart.waitFor({ state: 'attached', timeout: CHART_WITHIN_MS });
    // What is fetched once the figures are there, such as the map, is held back: if the chart
    // comes all the same, it needs none of it.
    await page.route('**/*.js', async (route) => {
      if (isAnswered) await Promise.race([drawn, sleep(HELD_MS)]);
      await route.continue().catch(() => undefined);
    });
    await page.goto(`${url}/org/${orgId}/site/${siteId}`);
    await drawn;
    return await Promise.all(scripts.map(async (script) => gzippedBytes(await script.body())));
  } finally {
    await browser.close();
  }
}

async function measureDashboard(): Promise<Figure> {
  if (!existsSync(CHROMIUM))
    return {
      name: NAME,
      value: `not measured: no Chromium at ${CHROMIUM} (CHROMIUM_PATH names another)`,
    };
  const dataDir = temporaryFolder();
  const server = await startProduct(dataDir);
  const session = await createSite(server.port);
  await sendOne(server.port, pageviewRequest('/', 1));
  const scripts = await scriptsBeforeChart(server.port, session);
  await server.end();
  removeFolder(dataDir);
  const bytes = scripts.reduce((sum, size) => sum + size, 0);
  return { name: NAME, value: `${formatCount(bytes)} bytes in ${scripts.length} files` };
}

async function run(): Promise<Figure[]> {
  const bytes = gzippedBytes(readFileSync(TRACKER));
  return [
    {
      name: 'tracker, gzipped',
      value: `${formatCount(bytes)} bytes`,
      target: 'under 1,024',
      isMet: bytes <= WANTED_TRACKER_BYTES,
    },
    await measureDashboard(),
  ];
}

export const sizes: Measurement = {
  name: 'size',
  describe: 'bytes of the tracker, and of JavaScript before the first chart',
  run,
};
