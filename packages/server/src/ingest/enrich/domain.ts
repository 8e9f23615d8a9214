import { domainToASCII, domainToUnicode } from 'node:url';
import { hasUnsafeCharacter } from './text.ts';

/** What most callers send: an ASCII name that is normal already. */
const NORMAL = /^(?!www\.)(?:(?!xn--)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/;
const IPV4 = /^\d{1,3}(?:\.\d{1,3}){3}$/;
/** Underscores are no part of host names, yet inner ones are in use and browsers accept them. */
const LABEL = /^[a-z0-9](?:[a-z0-9_-]{0,61}[a-z0-9])?$/;
const MAX_LENGTH = 253;

/** @returns the text between scheme and path, or null where there can be no host */
function authorityOf(input: string): string | null {
  const match = /^(?:(https?):)?(?:\/\/)?([^/?#\\]*)/i.exec(input)!;
  const hasScheme = /^(?:https?:)?\/\//i.test(input);
  const authority = match[2]!;
  // Without a scheme `me@example.com` is an e-mail address, not credentials.
  if (!hasScheme && authority.includes('@')) return null;
  return authority.slice(authority.lastIndexOf('@') + 1);
}

function isHostName(ascii: string): boolean {
  if (ascii.length > MAX_LENGTH) return false;
  if (ascii === 'localhost' || IPV4.test(ascii)) return true;
  const labels = ascii.split('.');
  return labels.length > 1 && labels.every((label) => LABEL.test(label));
}

/** What stays encoded encodes nothing. */
const isPunycode = (host: string): boolean => /(?:^|\.)xn--/.test(host);

/** The URL parser reads `1.2.3` and `0x7f.1` as addresses; only the usual form is taken as one. */
function toAscii(host: string): string {
  const ascii = domainToASCII(host);
  return IPV4.test(ascii) && ascii !== host ? '' : ascii;
}

/** `www.` is dropped as often as it stands there, while a name remains. */
function withoutWww(host: string): string {
  let rest = host;
  while (rest.startsWith('www.') && /\.|^localhost$/.test(rest.slice(4))) rest = rest.slice(4);
  return rest;
}

/**
 * The one form in which a site's domain is stored and compared: lower-case Unicode host without
 * scheme, credentials, port, path, `www.` and trailing dot. Giving it its own answer changes nothing.
 *
 * Accepted are names with a dot (public or of an intranet), `localhost` and dotted IPv4 addresses.
 *
 * @returns null where that is no valid host name: other single words, IPv6 addresses, e-mail
 * addresses, wildcards, labels that begin or end with a hyphen or underscore, over 253 characters
 */
export function normaliseDomain(input: string): string | null {
  if (input.length <= MAX_LENGTH && NORMAL.test(input)) return input;
  const trimmed = input.trim();
  if (trimmed.length > 2_000 || hasUnsafeCharacter(trimmed)) return null;
  const authority = authorityOf(trimmed);
  const parts = authority === null ? null : /^([^:[\]\s%]+?)\.?(?::\d{0,5})?$/.exec(authority);
  if (parts === null) return null;
  const ascii = toAscii(parts[1]!.toLowerCase());
  if (ascii === '' || !isHostName(ascii)) return null;
  const unicode = domainToUnicode(ascii);
  return isPunycode(unicode) ? null : withoutWww(unicode);
}
