import { expect, test } from 'vitest';
import { highlightShell } from './highlight-shell.ts';

test('what is quoted stands out, and nothing is lost', () => {
  const code = `curl -H "X-API-Key: a" \\\n  -d '{"a": 1}' b`;
  const tokens = highlightShell(code);
  expect(tokens).toEqual([
    { kind: 'plain', text: 'curl -H ' },
    { kind: 'str', text: '"X-API-Key: a"' },
    { kind: 'plain', text: ' \\\n  -d ' },
    { kind: 'str', text: `'{"a": 1}'` },
    { kind: 'plain', text: ' b' },
  ]);
  expect(tokens.map(({ text }) => text).join('')).toBe(code);
});
