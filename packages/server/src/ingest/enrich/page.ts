import { domainToUnicode } from 'node:url';
import { hasUnsafeCharacter } from './text.ts';

/** One percent-escaped character in UTF-8 form; what does not look like one stays encoded. */
const ESCAPED_CHARACTER =
  /%(?:[0-7][0-9a-f]|[cd][0-9a-f]%[89ab][0-9a-f]|e[0-9a-f](?:%[89ab][0-9a-f]){2}|f[0-7](?:%[89ab][0-9a-f]){3})/gi;

function decodeCharacter(escaped: string): string {
  // An escaped slash is part of a segment; decoded it would be read as a border between two.
  if (escaped === '%2F' || escaped === '%2f') return escaped;
  try {
    const character = decodeURIComponent(escaped);
    return hasUnsafeCharacter(character) ? escaped : character;
  } catch {
    return escaped; // overlong forms and surrogates
  }
}

/** @returns the text percent-decoded; malformed escapes, `%2F` and control characters stay as sent */
export function decodePath(path: string): string {
  return path.includes('%') ? path.replace(ESCAPED_CHARACTER, decodeCharacter) : path;
}

/**
 * The page's path as reports show it: without query and fragment, percent-decoded, the trailing
 * slash as sent.
 */
export function normalisePathname(url: URL): string {
  return decodePath(url.pathname) || '/';
}

/** @returns a URL's host in lower case and Unicode form, without port and trailing dot; `www.` is kept */
export function normaliseHostname(url: URL): string {
  const host = url.hostname.toLowerCase().replace(/\.$/, '');
  return host.includes('xn--') ? domainToUnicode(host) || host : host;
}
