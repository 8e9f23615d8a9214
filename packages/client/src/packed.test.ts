/** The npm package: packed, installed from the tarball into a project of its own, against a server. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeInChromium, launchChromium } from '../../../test/chromium.ts';
import { makeOwner, startProduct, type Owner, type Product } from '../../../test/product.ts';

const PACKAGE = fileURLToPath(new URL('..', import.meta.url));
const TYPESCRIPT = fileURLToPath(
  new URL('../../../node_modules/typescript/bin/tsc', import.meta.url),
);
const PACKING_TIMEOUT_MS = 240_000;

/** What a user writes. It prints what it learns. */
const APP = `
import { createClient, PurestatError } from '@purestat/client';

const [baseUrl, apiKey, orgId, siteId] = process.argv.slice(2) as [string, string, string, string];
const site = createClient({ baseUrl, apiKey }).site(orgId, siteId);

const sent = await site.sendEvents([
  { url: 'https://shop.test/a', visitor_id: 'ann', id: '1' },
  { url: 'https://shop.test/b', visitor_id: 'bob', id: '2' },
]);
let visitors: unknown = 0;
while (visitors !== 2) visitors = (await site.stats({ period: 'today', metrics: ['visitors'] })).metrics['visitors'];
const realtime = await site.realtime();
let live = 0;
for await (const figures of site.realtimeStream()) {
  live = figures.visitors;
  break;
}
const rows: unknown[] = [];
for await (const row of site.exportRows({ period: 'today', dimensions: ['pathname'], metrics: ['visitors'] })) rows.push(row);
const file = await site.export({ period: 'today', metrics: ['visitors'] });
const csv = await new Response(file.body).text();
const other = await createClient({ baseUrl, apiKey: 'ps_live_wrong' })
  .site(orgId, siteId)
  .realtime()
  .catch((error: unknown) => (error instanceof PurestatError ? [error.status, error.code] : error));
console.log(JSON.stringify({ sent, now: realtime.visitors, live, rows, name: file.filename, csv: csv.split('\\r\\n')[0], other }));
`;

let project: string;
let product: Product;
let owner: Owner;
let key: string;

beforeAll(async () => {
  project = mkdtempSync(join(tmpdir(), 'purestat-client-'));
  const npm = (...args: string[]) => execFileSync('npm', args, { cwd: project, stdio: 'pipe' });
  npm('pack', PACKAGE, '--silent');
  const tarball = readdirSync(project).find((name) => name.endsWith('.tgz'))!;
  writeFileSync(join(project, 'package.json'), '{"type":"module","private":true}');
  npm('install', `./${tarball}`, '--offline', '--no-audit', '--no-fund', '--silent');
  writeFileSync(join(project, 'app.ts'), `declare const process: { argv: string[] };${APP}`);
  product = await startProduct({ env: { RATE_LIMIT_STATS: '0' } });
  owner = await makeOwner(product.url, 'shop.test');
  const scopes = ['stats:read', 'realtime:read', 'export:read', 'events:write'];
  const { orgId, siteId } = owner;
  const made = await owner.request<{ api_key: { key: string } }>(
    'POST',
    `/api/org/${orgId}/site/${siteId}/api-key`,
    { name: 'Client', scopes },
  );
  key = made.api_key.key;
}, PACKING_TIMEOUT_MS);
afterAll(async () => {
  await product?.dispose();
  rmSync(project, { recursive: true, force: true });
});

test('brings no dependency, and types that hold under strict rules', () => {
  expect(
    readdirSync(join(project, 'node_modules')).filter((name) => !name.startsWith('.')),
  ).toEqual(['@purestat']);
  const options = ['--strict', '--module', 'nodenext', '--target', 'es2022', '--lib', 'es2022,dom'];
  const check = () =>
    execFileSync(process.execPath, [TYPESCRIPT, ...options, 'app.ts'], {
      cwd: project,
      encoding: 'utf8',
    });
  expect(check).not.toThrow();
});

test('does in Node what it promises', () => {
  const { orgId, siteId } = owner;
  // The machine's own Node, which may be an older one than the server's.
  const out = execFileSync('node', ['app.js', product.url, key, orgId, siteId], {
    cwd: project,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'] },
  });
  expect(JSON.parse(out)).toEqual({
    sent: { accepted: 2, duplicates: 0, dropped: 0, errors: [] },
    now: 2,
    live: 2,
    rows: [
      { pathname: '/a', visitors: 1 },
      { pathname: '/b', visitors: 1 },
    ],
    name: expect.stringMatching(/^purestat-export-\d{4}-\d\d-\d\d\.csv$/),
    csv: 'date,visitors',
    other: [401, 'UNAUTHORIZED'],
  });
}, 120_000);

describeInChromium('in a browser', () => {
  test('asks from a page of the same origin', async () => {
    const { outputFiles } = await build({
      stdin: {
        contents: `export { createClient } from '@purestat/client';`,
        resolveDir: project,
      },
      bundle: true,
      write: false,
      format: 'iife',
      globalName: 'purestatClient',
    });
    const browser = await launchChromium();
    const page = await browser.newPage();
    await page.goto(`${product.url}/robots.txt`);
    const { orgId, siteId } = owner;
    const ask = `createClient({ baseUrl: location.origin, apiKey: '${key}' }).site('${orgId}', '${siteId}').stats({ period: 'today', metrics: ['visitors'] })`;
    const answer = await page.evaluate(`${outputFiles[0]!.text}; purestatClient.${ask}`);
    await browser.close();
    expect(answer).toMatchObject({ metrics: { visitors: 2 } });
  });
});
