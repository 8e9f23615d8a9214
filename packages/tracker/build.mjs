/**
 * Builds the scripts a site may carry into dist/ and prints their sizes. esbuild joins the modules;
 * terser makes them small (some 50 bytes smaller, gzipped, than esbuild does).
 *
 * One entry a file: an optional feature becomes a module that only its own build imports.
 */
import { spawnSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { minify } from 'terser';

/**
 * File name as served under /js/ → its source under src/, and whether the modes are compiled in.
 * @type {Record<string, { source: string, format: 'iife' | 'esm', hasModes?: boolean }>}
 */
export const SCRIPTS = {
  'purestat.js': { source: 'tracker.ts', format: 'iife' },
  'options.js': { source: 'options.ts', format: 'esm' },
  'modes.js': { source: 'modes-file.ts', format: 'esm', hasModes: true },
};

/** The language of browsers since about 2019. */
const ECMA = 2019;

/** @type {import('terser').MinifyOptions & { compress: object }} */
const MINIFY_OPTIONS = {
  ecma: ECMA,
  toplevel: true,
  compress: {
    passes: 4,
    // Both are safe here: no argument list is inspected, no getter has effects.
    keep_fargs: false,
    pure_getters: true,
    unsafe_arrows: true,
  },
};

/** @returns {Promise<string>} the minified text of one of SCRIPTS */
export async function bundle(/** @type {string} */ name) {
  const script = SCRIPTS[name];
  if (!script) throw new Error(`No such script: ${name}`);
  return minified(
    { entryPoints: [fileURLToPath(new URL(`src/${script.source}`, import.meta.url))] },
    script,
  );
}

/** @returns {Promise<string>} the minified text of one option alone, to tell what it adds */
export function bundleOption(/** @type {string} */ file, /** @type {string} */ name) {
  const contents = `import { ${name} } from './${file}'; ${name}()(site);`;
  const resolveDir = fileURLToPath(new URL('src/options', import.meta.url));
  return minified({ stdin: { contents, resolveDir } }, { format: 'esm' });
}

/** @returns {Promise<string>} */
async function minified(
  /** @type {import('esbuild').BuildOptions} */ entry,
  /** @type {{ format: 'iife' | 'esm', hasModes?: boolean }} */ { format, hasModes = false },
) {
  const joined = await build({
    ...entry,
    bundle: true,
    write: false,
    format,
    target: `es${ECMA}`,
    define: { MODES: `${hasModes}` },
    supported: { 'dynamic-import': true },
    // Nothing here depends on strict mode, and "use strict" costs bytes.
    tsconfigRaw: '{}',
  });
  const { code } = await minify(joined.outputFiles?.[0]?.text ?? '', {
    ...MINIFY_OPTIONS,
    module: format === 'esm',
    // The core sends no boolean of its own; options do, and 0 is none.
    compress: { ...MINIFY_OPTIONS.compress, booleans_as_integers: format === 'iife' },
  });
  return code ?? '';
}

/** @returns {number} size of a text once compressed by gzip at its best */
export function gzippedBytes(/** @type {string} */ text) {
  return gzipSync(text, { level: 9 }).length;
}

/** Names of the options and the files that make them: what the size of each is told for. */
export const OPTIONS = {
  outbound: 'outbound.ts',
  downloads: 'downloads.ts',
  forms: 'forms.ts',
  notFound: 'not-found.ts',
  taggedElements: 'tagged.ts',
};

/** Writes the scripts a server serves. */
async function buildScripts() {
  const folder = new URL('dist/', import.meta.url);
  await mkdir(folder, { recursive: true });
  for (const name of Object.keys(SCRIPTS)) {
    const text = await bundle(name);
    await writeFile(new URL(name, folder), text);
    console.log(`${name}: ${Buffer.byteLength(text)} bytes, ${gzippedBytes(text)} gzipped`);
  }
  for (const [name, file] of Object.entries(OPTIONS))
    console.log(`  ${name} alone: ${gzippedBytes(await bundleOption(file, name))} gzipped`);
}

/** Writes what the npm package holds: readable code, for bundlers to make small, and its types. */
async function buildModule() {
  await build({
    entryPoints: [fileURLToPath(new URL('src/index.ts', import.meta.url))],
    outdir: fileURLToPath(new URL('dist/module', import.meta.url)),
    bundle: true,
    format: 'esm',
    target: `es${ECMA}`,
    define: { MODES: 'true' },
    tsconfigRaw: '{}',
  });
  const compiler = fileURLToPath(import.meta.resolve('typescript/package.json'));
  const { status } = spawnSync(
    process.execPath,
    [join(dirname(compiler), 'bin/tsc'), '-p', 'tsconfig.module.json'],
    { cwd: fileURLToPath(new URL('.', import.meta.url)), stdio: ['ignore', 2, 2] },
  );
  if (status !== 0) process.exit(status ?? 1);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await (process.argv[2] === 'module' ? buildModule() : buildScripts());
}
