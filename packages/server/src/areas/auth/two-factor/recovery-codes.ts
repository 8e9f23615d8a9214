/** Codes for whoever has lost the app: each works once, only hashes are kept. */
import { createHash, randomBytes } from 'node:crypto';

const COUNT = 10;
const CODE_BYTES = 10;
/** Crockford's base 32: without letters that are read as digits. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

function newCode(): string {
  const bits = [...randomBytes(CODE_BYTES)].map((byte) => byte.toString(2).padStart(8, '0'));
  const letters = bits
    .join('')
    .match(/.{5}/g)!
    .map((five) => ALPHABET[parseInt(five, 2)]!);
  return letters.join('').match(/.{4}/g)!.join('-');
}

/** @returns ten of them, 80 random bits each, such as `k7q2-m4xp-9rtd-w3hn` */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: COUNT }, newCode);
}

/**
 * With 80 random bits in it, a code needs no slow hash.
 * @param typed with or without hyphens, spaces and capitals, an `o` for a zero, an `l` for a one
 */
export function hashRecoveryCode(typed: string): string {
  const plain = typed.toLowerCase().replaceAll(/[\s-]/g, '');
  const read = plain.replaceAll('o', '0').replaceAll(/[il]/g, '1');
  return createHash('sha256').update(read).digest('hex');
}
