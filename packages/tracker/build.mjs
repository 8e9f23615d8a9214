/**
 * Builds the scripts a site may carry into dist/ and prints their sizes. esbuild joins the modules;
 * terser makes them small (some 50 bytes smaller, gzipped, than esbuild does).
 *
 * One entry a file: an optional feature becomes a module that only its own build imports.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { minify } from 'terser';

/**
 * File name as served under /js/ → its source under src/.
 * @type {Record<string, string>}
 */
export const SCRIPTS = { 'purestat.js': 'tracker.ts' };

/** The language of browsers since about 2019. */
const ECMA = 2019;

/** @type {import('terser').MinifyOptions} */
const MINIFY_OPTIONS = {
  ecma: ECMA,
  toplevel: true,
  compress: {
    passes: 4,
    booleans_as_integers: true,
    // Both are safe here: no argument list is inspected, no getter has effects.
    keep_fargs: false,
    pure_getters: true,
    unsafe_arrows: true,
  },
};

/** @returns {Promise<string>} the minified text of one of SCRIPTS */
export async function bundle(/** @type {string} */ name) {
  const joined = await build({
    entryPoints: [fileURLToPath(new URL(`src/${SCRIPTS[name]}`, import.meta.url))],
    bundle: true,
    write: false,
    format: 'iife',
    target: `es${ECMA}`,
    // Nothing here depends on strict mode, and "use strict" costs bytes.
    tsconfigRaw: '{}',
  });
  const { code } = await minify(joined.outputFiles[0]?.text ?? '', MINIFY_OPTIONS);
  return code ?? '';
}

/** @returns {number} size of a text once compressed by gzip at its best */
export function gzippedBytes(/** @type {string} */ text) {
  return gzipSync(text, { level: 9 }).length;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = new URL('dist/', import.meta.url);
  await mkdir(folder, { recursive: true });
  for (const name of Object.keys(SCRIPTS)) {
    const text = await bundle(name);
    await writeFile(new URL(name, folder), text);
    console.log(`${name}: ${Buffer.byteLength(text)} bytes, ${gzippedBytes(text)} gzipped`);
  }
}
