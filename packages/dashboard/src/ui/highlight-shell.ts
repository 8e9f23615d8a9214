import type { CodeToken } from './highlight-html.ts';

const QUOTED = /("[^"]*"|'[^']*')/;

/** Cuts a command into coloured pieces, what is quoted and what is not; joined they are it again. */
export function highlightShell(code: string): CodeToken[] {
  return code
    .split(QUOTED)
    .filter((text) => text !== '')
    .map((text) => ({ kind: /^["']/.test(text) ? 'str' : 'plain', text }));
}
