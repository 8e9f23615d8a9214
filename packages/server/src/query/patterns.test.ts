import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EventStore } from '../stores/event-store.ts';
import { openTestStore } from '../testing/engines.ts';
import { dialectOf } from './dialects.ts';
import { join, raw, sql } from './fragment.ts';
import { compilePattern, judgePattern } from './patterns.ts';

describe('what is refused, and why', () => {
  test.each([
    ['a(b', 'RE2 does not take it: missing closing ): `a(b`.'],
    ['a)', 'RE2 does not take it: unexpected ): `a)`.'],
    ['[z-a]', 'RE2 does not take it: invalid character class range: `z-a`.'],
    ['a**', 'RE2 does not take it: invalid nested repetition operator: `**`.'],
    [String.raw`(a)\1`, String.raw`RE2 does not take it: invalid escape sequence: ${'`'}\1${'`'}.`],
    ['(?=a)', 'RE2 does not take it: invalid or unsupported Perl syntax: `(?=`.'],
    ['(?<=a)b', 'write (?P<name>…) for a group with a name; there is no looking behind.'],
    ['(?<n>a)', 'write (?P<name>…) for a group with a name; there is no looking behind.'],
    ['a{1001}', 'nothing is repeated more than 1000 times.'],
    ['((a{10}){10}){11}', 'RE2 does not take it: invalid repeat count: `{11}`.'],
    ['(.{1000}){2}', 'it grows too large; repeat less, or shorter parts.'],
    [String.raw`\pL(?s){1000}`, 'it grows too large; repeat less, or shorter parts.'],
    [String.raw`\pL\Q\E{1000}`, 'it grows too large; repeat less, or shorter parts.'],
    [String.raw`\pL{51}`, 'it grows too large; repeat less, or shorter parts.'],
    [
      String.raw`\p{Emoji}`,
      expect.stringMatching(/^no class \\p\{Emoji\}\. Allowed: C, Cc, .* Tamil, Thai\.$/),
    ],
  ])('%s', (pattern, refusal) => {
    expect(judgePattern(pattern).refusal).toEqual(refusal);
  });

  test.each([
    '^/blog/[a-z0-9-]+$',
    '(?i)google|bing',
    String.raw`\p{Greek}+\d{4}-\d{2}`,
    '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}',
    'a{1000}',
    '{a,b}',
    '[]a]',
    String.raw`\Q.*\E`,
    '[(?<]',
  ])('%s is not', (pattern) => {
    expect(judgePattern(pattern).refusal).toBeNull();
  });
});

describe('the engine', () => {
  let store: EventStore;
  beforeAll(async () => {
    store = await openTestStore();
  });
  afterAll(() => store.close());

  async function matchesOf(pattern: string, texts: readonly string[]): Promise<unknown[]> {
    const dialect = dialectOf(store);
    const columns = texts.map(
      (text, index) =>
        sql`${dialect.matches(dialect.text(text), pattern)} AS ${raw(`matched${index}`)}`,
    );
    const [row] = await store.query(sql`SELECT ${join(columns, ', ')}`.toStatement());
    return texts.map((_, index) => Boolean(row![`matched${index}`]));
  }

  const PIECES =
    String.raw`a b / . é 中 - ^ $ | ( ) (?: (?i) (?P<n> (?s) (?m) (?U) * + ? *? {2} {0,3}
    {30} {1000} [ ] [^ [a-c] [[:alpha:]] \d \w \S \b \B \A \z \pL \PN \p{Greek} \p{^Lu} \. \
    \x41 \x{e9} \Q \E && { } ,`.split(/\s+/);
  const piece = fc.constantFrom(...PIECES, ' ', '\n');
  const patterns = fc.array(piece, { minLength: 1, maxLength: 8 }).map((all) => all.join(''));
  const TEXTS = ['a', 'A', '/blog/a', 'ab\ncd', 'é中', '', 'aa-bb 12', 'Αα'];

  test('takes every pattern that is not refused, and finds with it what is found here', async () => {
    await fc.assert(
      fc.asyncProperty(patterns, async (pattern) => {
        fc.pre(judgePattern(pattern).refusal === null);
        const compiled = compilePattern(pattern);
        expect(await matchesOf(pattern, TEXTS)).toEqual(
          TEXTS.map((text) => compiled.matcher(text).find()),
        );
      }),
      { numRuns: 300 },
    );
  });
});
