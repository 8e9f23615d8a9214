/** docs/tracker.md against the source. */
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { OPTIONS } from './options.ts';
import { QUEUE_STUB } from './testing/snippets.ts';

const docs = await read('../../../docs/tracker.md');

test('the documented attributes are those the script reads', async () => {
  const documented = allMatches(docs, /^\| `data-([\w-]+)`/gm);
  const core = await Promise.all(['./track.ts', './modes.ts'].map(read));
  const used = allMatches(core.join(), /tag\.dataset\.(\w+)/g);

  expect(documented).toEqual([...used, ...Object.keys(OPTIONS), 'purestat-event'].toSorted());
});

test('the documented queue stub is the one the tests use', () => {
  expect(withoutLayout(docs)).toContain(withoutLayout(QUEUE_STUB));
});

function read(path: string): Promise<string> {
  return readFile(new URL(path, import.meta.url), 'utf8');
}

function allMatches(text: string, pattern: RegExp): string[] {
  return [...new Set(Array.from(text.matchAll(pattern), (match) => match[1]!))].toSorted();
}

/** The formatter lays out the code in the documentation. */
function withoutLayout(text: string): string {
  return text.replace(/[\s;]/g, '');
}
