/** The npm package: packed, installed from the tarball into a project of its own, bundled, run. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeInChromium } from '../../../test/chromium.ts';
import { sendLast, useVisit } from './testing/browser.ts';
import { QUEUE_STUB } from './testing/snippets.ts';

const PACKAGE = fileURLToPath(new URL('..', import.meta.url));
const TYPESCRIPT = fileURLToPath(
  new URL('../../../node_modules/typescript/bin/tsc', import.meta.url),
);
const PACKING_TIMEOUT_MS = 240_000;

/** What a user writes, after the documentation. */
const APP = `
import { init, track, outbound } from '@purestat/tracker';
track('early');
init({ domain: 'site.test', api: API, options: [outbound()] });
track('signup', { props: { source: 'homepage' } });
`;

let project: string;

beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), 'purestat-module-'));
  const npm = (...args: string[]) => execFileSync('npm', args, { cwd: project, stdio: 'pipe' });
  npm('pack', PACKAGE, '--silent');
  const tarball = readdirSync(project).find((name) => name.endsWith('.tgz'))!;
  writeFileSync(join(project, 'package.json'), '{"type":"module","private":true}');
  npm('install', `./${tarball}`, '--offline', '--no-audit', '--no-fund', '--silent');
  writeFileSync(join(project, 'app.ts'), `declare const API: string;${APP}`);
}, PACKING_TIMEOUT_MS);
afterAll(() => rmSync(project, { recursive: true, force: true }));

async function bundled(api: string, source = APP): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: project },
    bundle: true,
    write: false,
    minify: true,
    logLevel: 'error',
    format: 'iife',
    define: { API: JSON.stringify(api) },
  });
  return outputFiles[0]!.text;
}

describe('@purestat/tracker, packed', () => {
  test('holds the module, its types and how to use it, and nothing else', () => {
    const root = join(project, 'node_modules/@purestat/tracker');
    const files = readdirSync(root, { recursive: true, encoding: 'utf8' });
    expect(
      files.filter((file) => /\.(test|mjs|tsx?)$/.test(file) && !file.endsWith('.d.ts')),
    ).toEqual([]);
    expect(files).toEqual(
      expect.arrayContaining([
        'README.md',
        'package.json',
        'dist/module/index.js',
        'dist/module/index.d.ts',
      ]),
    );
  });

  test('its types hold under strict rules', () => {
    const options = [
      '--strict',
      '--noEmit',
      '--module',
      'nodenext',
      '--target',
      'es2022',
      '--lib',
      'es2022,dom',
    ];
    const check = () =>
      execFileSync(process.execPath, [TYPESCRIPT, ...options, 'app.ts'], {
        cwd: project,
        encoding: 'utf8',
      });
    expect(check).not.toThrow();
  });

  test('on a server it may be imported and called, and does nothing', () => {
    const code = `${APP.replace('API', `'https://stats.example.org/api/event'`)}console.log('still here')`;
    const out = execFileSync(process.execPath, ['--input-type=module', '-e', code], {
      cwd: project,
      encoding: 'utf8',
    });
    expect(out).toBe('still here\n');
  });

  test('an option that is not imported is not in the bundle', async () => {
    expect(await bundled('/e')).toContain('outbound_click');
    expect(await bundled('/e')).not.toMatch(/file_download|form_submit|purestatEvent/);
    expect(await bundled('/e', `import '@purestat/tracker'`)).not.toContain('pageview');
  });

  test('without an address to send to it says so', () => {
    const code = `import { init } from '@purestat/tracker'; init({ domain: 'example.com' })`;
    const run = () =>
      execFileSync(process.execPath, ['--input-type=module', '-e', code], {
        cwd: project,
        stdio: 'pipe',
      });
    expect(run).toThrow(/TypeError: init: api must be a text that is not empty/);
  });
});

describeInChromium('@purestat/tracker on a page', () => {
  const visit = useVisit();
  const sent = () => visit.attempts.map(({ name, domain, url }) => [name, domain, url]);

  test('counts pages and events as the script does, its options included', async () => {
    const { page, stand } = visit;
    const script = await bundled(`${stand.collector}/api/event`);
    const link = `<a href="${stand.site.replace('site.test', 'other.test')}/x">x</a>`;
    stand.pages['/a'] = { head: '', body: `${link}<script>${script}</script>` };
    await page.goto(`${stand.site}/a`);
    await visit.stay(1_000);
    await page.evaluate(`history.pushState({}, '', '/b')`);
    await page.evaluate(() => addEventListener('click', (event) => event.preventDefault()));
    await page.click('a');
    await sendLast(page);

    const [a, b] = [`${stand.site}/a`, `${stand.site}/b`];
    expect(sent()).toEqual([
      ['pageview', 'site.test', a],
      ['early', 'site.test', a],
      ['signup', 'site.test', a],
      ['engagement', 'site.test', a],
      ['pageview', 'site.test', b],
      ['outbound_click', 'site.test', b],
      ['last', 'site.test', b],
    ]);
  });

  test('on a page that has the script it counts nothing twice, and loses no call', async () => {
    const { page, stand } = visit;
    const script = await bundled(`${stand.collector}/api/event`);
    const tag = stand.snippet().replace('defer ', '');
    stand.pages['/a'] = { head: '', body: `${tag}<script>${script}</script>` };
    await page.goto(`${stand.site}/a`);
    await sendLast(page);

    expect(sent().map(([name]) => name)).toEqual(['pageview', 'early', 'signup', 'last']);
  });

  test('begun once more, by the same copy or another, it sends no call again', async () => {
    const { page, stand } = visit;
    const script = await bundled(`${stand.collector}/api/event`);
    const twice = `<script>${script}</script><script>${script}</script>`;
    const waiting = `<script>${QUEUE_STUB};purestat('waiting')</script>`;
    stand.pages['/a'] = { head: '', body: `${waiting}${twice}` };
    await page.goto(`${stand.site}/a`);
    await sendLast(page);

    expect(sent().map(([name]) => name)).toEqual([
      'pageview',
      'waiting',
      'early',
      'signup',
      'early',
      'signup',
      'last',
    ]);
  });
});
