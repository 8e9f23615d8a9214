import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { SNIPPET_OPTIONS, trackerSnippet } from './snippet.ts';

it('is the one line that the documentation shows', () => {
  expect(trackerSnippet('example.com', 'https://stats.example.org')).toBe(
    '<script defer data-domain="example.com" src="https://stats.example.org/js/purestat.js"></script>',
  );
});

it('carries what was chosen, in one line', () => {
  expect(
    trackerSnippet('example.com', 'https://stats.example.org', ['data-outbound', 'data-404']),
  ).toBe(
    '<script defer data-domain="example.com" data-outbound data-404 src="https://stats.example.org/js/purestat.js"></script>',
  );
});

it('offers attributes that the tracker knows', async () => {
  const docs = await readFile(new URL('../../../../../docs/tracker.md', import.meta.url), 'utf8');
  for (const { attribute } of SNIPPET_OPTIONS) expect(docs).toContain(`\`${attribute}\``);
});
