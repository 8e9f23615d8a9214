/** Files of a build, listed once: only what is on the list is served, so no path leads outside. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Context } from 'hono';
import type { AppEnv } from '../access/index.ts';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
};

const COMPRESSIBLE = /^(text\/|application\/|image\/svg)/;
/** Below it the headers outweigh what is saved. */
const MIN_COMPRESSED_BYTES = 500;
/** A 270 KB script takes 30 ms; the highest quality takes 375 ms and saves 7 %. */
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } };

type Bytes = Uint8Array<ArrayBuffer>;
type Encoding = 'br' | 'gzip';

/** Best first. */
const ENCODINGS: ReadonlyArray<{
  name: Encoding;
  suffix: string;
  encode(plain: Bytes): Promise<Bytes>;
}> = [
  { name: 'br', suffix: '.br', encode: (plain) => promisify(brotliCompress)(plain, BROTLI) },
  { name: 'gzip', suffix: '.gz', encode: (plain) => promisify(gzip)(plain, { level: 9 }) },
];

export interface StaticFile {
  type: string;
  etag: string;
  plain: Bytes;
  /** By the name in Accept-Encoding; what the build did not bring is made when first asked for. */
  encoded: Partial<Record<Encoding, Promise<Bytes>>>;
}

function readIfThere(path: string): Bytes | undefined {
  try {
    return new Uint8Array(readFileSync(path));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** @returns the file with its compressed forms, or null where there is none */
export function readStaticFile(path: string): StaticFile | null {
  const plain = readIfThere(path);
  if (plain === undefined) return null;
  const encoded: StaticFile['encoded'] = {};
  for (const { name, suffix } of ENCODINGS) {
    const bytes = readIfThere(`${path}${suffix}`);
    if (bytes !== undefined) encoded[name] = Promise.resolve(bytes);
  }
  const digest = createHash('sha256').update(plain).digest('base64url').slice(0, 22);
  const type = TYPES[extname(path)] ?? 'application/octet-stream';
  return { type, etag: digest, plain, encoded };
}

function filesUnder(dir: string): string[] {
  const isThere = statSync(dir, { throwIfNoEntry: false })?.isDirectory() ?? false;
  if (!isThere) return [];
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.(br|gz)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}

/** @returns the files of a folder by URL path, empty where the folder is not there */
export function readStaticFolder(dir: string): Map<string, StaticFile> {
  const files = filesUnder(dir).map((path) => {
    const url = `/${relative(dir, path).split(sep).join('/')}`;
    return [url, readStaticFile(path)!] as const;
  });
  return new Map(files);
}

function chooseEncoding(file: StaticFile, accepted: string) {
  if (!COMPRESSIBLE.test(file.type) || file.plain.length < MIN_COMPRESSED_BYTES) return undefined;
  const names = accepted
    .split(',')
    .filter((part) => !/;\s*q=0(\.0*)?\s*$/.test(part))
    .map((part) => part.split(';')[0]!.trim().toLowerCase());
  return ENCODINGS.find(({ name }) => names.includes(name));
}

/** Answers with the file in the best form the client takes, or 304 when it has it already. */
export async function sendFile(
  c: Context<AppEnv>,
  file: StaticFile,
  cacheControl: string,
): Promise<Response> {
  const encoding = chooseEncoding(file, c.req.header('accept-encoding') ?? '');
  // Weak: the forms of one file differ in bytes and mean the same.
  const etag = `W/"${file.etag}"`;
  c.header('ETag', etag);
  c.header('Cache-Control', cacheControl);
  c.header('Vary', 'Accept-Encoding');
  const known = c.req.header('if-none-match') ?? '';
  if (known.split(',').some((tag) => tag.trim() === etag)) return c.body(null, 304);
  c.header('Content-Type', file.type);
  if (encoding === undefined) return c.body(file.plain);
  c.header('Content-Encoding', encoding.name);
  return c.body(await (file.encoded[encoding.name] ??= encoding.encode(file.plain)));
}
