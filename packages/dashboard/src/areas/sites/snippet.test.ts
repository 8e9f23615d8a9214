import { expect, it } from 'vitest';
import { trackerSnippet } from './snippet.ts';

it('is the one line that the documentation shows', () => {
  expect(trackerSnippet('example.com', 'https://stats.example.org')).toBe(
    '<script defer data-domain="example.com" src="https://stats.example.org/js/purestat.js"></script>',
  );
});
