import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../testing/http-app.ts';

const SCRIPT = `console.log('${'purestat '.repeat(100)}');`;
const TRACKER_SCRIPTS = ['purestat.js', 'options.js', 'modes.js'];
const PAGE = '<!doctype html><title>Purestat</title>';
const YEAR = 'public, max-age=31536000, immutable';

let dir: string;
let app: TestApp;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'purestat-pages-'));
  const dashboardDir = join(dir, 'dist');
  const trackerDir = join(dir, 'js');
  mkdirSync(join(dashboardDir, 'assets'), { recursive: true });
  mkdirSync(trackerDir);
  writeFileSync(join(dashboardDir, 'index.html'), PAGE);
  writeFileSync(join(dashboardDir, 'favicon.svg'), '<svg/>');
  writeFileSync(join(dashboardDir, 'assets/main-AbC1.js'), SCRIPT);
  writeFileSync(join(dashboardDir, 'assets/font-x.woff2'), SCRIPT);
  writeFileSync(join(dashboardDir, 'assets/built-1.css'), 'a{}'.repeat(300));
  writeFileSync(join(dashboardDir, 'assets/built-1.css.br'), 'as the build made it');
  writeFileSync(join(dir, 'secret.txt'), 'secret');
  for (const name of TRACKER_SCRIPTS) writeFileSync(join(trackerDir, name), SCRIPT);
  app = await openTestApp({ deps: { assets: { dashboardDir, trackerDir } } });
});
afterAll(async () => {
  await app.close();
  rmSync(dir, { recursive: true });
});
const get = (path: string, headers: Record<string, string> = {}) =>
  app.app.request(path, { headers });

test.each(['/', '/login', '/orgs', '/org/a1/site/b2', '/invite/CODE', '/apiary'])(
  'the path %s is the dashboard, asked for anew each time',
  async (path) => {
    const answer = await get(path);
    expect([answer.status, await answer.text()]).toEqual([200, PAGE]);
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(answer.headers.get('cache-control')).toBe('no-cache');
  },
);

test.each([
  '/api',
  '/api/unknown',
  '/js/other.js',
  '/assets/gone-1.js',
  '/wp-login.php',
  '/index.html.br',
  '/assets/built-1.css.br',
  '/../secret.txt',
  '/%2e%2e/secret.txt',
  '/assets/..%2f..%2fsecret.txt',
])('the path %s is nothing, and says so in the one error shape', async (path) => {
  const answer = await get(path);
  expect([answer.status, await answer.json()]).toEqual([
    404,
    {
      error: {
        code: 'NOT_FOUND',
        message: 'No such path. The API is described at /api/openapi.json.',
      },
    },
  ]);
});

test('built files are kept for ever, others are asked for anew', async () => {
  const paths = ['/assets/main-AbC1.js', '/favicon.svg'];
  const answers = await Promise.all(paths.map((path) => get(path)));
  expect(
    answers.map(({ status, headers }) => [
      status,
      headers.get('cache-control'),
      headers.get('content-type'),
    ]),
  ).toEqual([
    [200, YEAR, 'text/javascript; charset=utf-8'],
    [200, 'no-cache', 'image/svg+xml'],
  ]);
});

test('a file the browser has already is not sent again', async () => {
  const etag = (await get('/')).headers.get('etag')!;
  const again = await get('/login', { 'if-none-match': `"other", ${etag}` });
  expect([again.status, await again.text(), again.headers.get('etag')]).toEqual([304, '', etag]);
  expect((await get('/', { 'if-none-match': '"other"' })).status).toBe(200);
});

/** The file in the form that a client gets who accepts these encodings. */
const sent = async (path: string, accept: string) => {
  const answer = await get(path, { 'accept-encoding': accept });
  const encoding = answer.headers.get('content-encoding');
  return { encoding, vary: answer.headers.get('vary'), bytes: await answer.arrayBuffer() };
};

describe('compression', () => {
  test.each([
    { accept: 'gzip, deflate, br', encoding: 'br', decode: brotliDecompressSync },
    { accept: 'br;q=0, gzip;q=0.5', encoding: 'gzip', decode: gunzipSync },
    { accept: 'deflate', encoding: null, decode: Buffer.from },
    { accept: '', encoding: null, decode: Buffer.from },
  ])('a client that accepts "$accept" gets $encoding', async ({ accept, encoding, decode }) => {
    const answer = await sent('/assets/main-AbC1.js', accept);
    expect([answer.encoding, answer.vary]).toEqual([encoding, 'Accept-Encoding']);
    expect(decode(answer.bytes).toString()).toBe(SCRIPT);
  });

  test('what the build compressed is sent as it is', async () => {
    const answer = await sent('/assets/built-1.css', 'br');
    expect(Buffer.from(answer.bytes).toString()).toBe('as the build made it');
  });

  test.each(['/assets/font-x.woff2', '/favicon.svg'])(
    '%s, compressed already or too small, is sent plain',
    async (path) => expect((await sent(path, 'br, gzip')).encoding).toBeNull(),
  );
});

test.each(TRACKER_SCRIPTS)('the tracker’s %s may be loaded by any site', async (name) => {
  const answer = await get(`/js/${name}`);
  expect([answer.status, await answer.text()]).toEqual([200, SCRIPT]);
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'content-type': 'text/javascript; charset=utf-8',
    'access-control-allow-origin': '*',
    'cross-origin-resource-policy': 'cross-origin',
    'cache-control': 'public, max-age=3600',
    etag: expect.stringMatching(/^W\/"/),
  });
});

test('search engines are shown the front page alone', async () => {
  expect(await (await get('/robots.txt')).text()).toBe('User-agent: *\nAllow: /$\nDisallow: /\n');
});

test('pages run no script but their own and are shown in no frame', async () => {
  const { headers } = await get('/');
  expect(Object.fromEntries(headers)).toMatchObject({
    'content-security-policy':
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'strict-origin-when-cross-origin',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
  });
});

test('without a build the page says what to do', async () => {
  const bare = await openTestApp();
  const answer = await bare.ask('GET', '/');
  expect([answer.status, answer.body]).toEqual([
    503,
    'The dashboard has not been built yet. Run `npm start`, which builds it.\n',
  ]);
  await bare.close();
});
