/** The key itself: drawn here, shown once, kept nowhere. */
import { randomInt } from 'node:crypto';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const LENGTH = 32;
/** Enough to tell keys apart; what stays secret has 166 bits. */
const SHOWN_LENGTH = 'ps_live_'.length + 4;

/** @returns `ps_live_` and 190 random bits */
export function newApiKey(): string {
  const drawn = Array.from({ length: LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]);
  return `ps_live_${drawn.join('')}`;
}

/** @returns what may be shown of a key later on */
export function prefixOf(key: string): string {
  return key.slice(0, SHOWN_LENGTH);
}
