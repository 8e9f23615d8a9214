import { describe, expect, it } from 'vitest';
import { highlightHtml } from './highlight-html.ts';

const SNIPPET = '<script defer data-domain="a.b" src="https://x/y.js"></script>';

describe('highlightHtml', () => {
  it.each([SNIPPET, `before ${SNIPPET}, and after.`])('loses nothing of %s', (code) => {
    const joined = highlightHtml(code).map((token) => token.text);
    expect(joined.join('')).toBe(code);
  });

  it('tells tags, attributes and values apart', () => {
    const coloured = highlightHtml(SNIPPET).filter((token) => token.kind !== 'plain');
    expect(coloured.map((token) => [token.kind, token.text])).toEqual([
      ['tag', '<script'],
      ['attr', 'defer'],
      ['attr', 'data-domain'],
      ['str', '"a.b"'],
      ['attr', 'src'],
      ['str', '"https://x/y.js"'],
      ['tag', '>'],
      ['tag', '</script'],
      ['tag', '>'],
    ]);
  });
});
