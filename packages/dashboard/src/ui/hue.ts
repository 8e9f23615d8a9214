/** A hue of 0 to 359 that always belongs to the same name. */
export function hueOf(name: string): number {
  let hash = 0;
  for (const char of name) hash = (hash * 31 + (char.codePointAt(0) ?? 0)) % 360_007;
  return hash % 360;
}

/** First letter of a domain or name, upper case. */
export function initialOf(name: string): string {
  const letter = /[\p{L}\p{N}]/u.exec(name)?.[0] ?? '·';
  return letter.toLocaleUpperCase();
}

/** Initials of a person: first and last word's. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/);
  const first = words[0] ?? '';
  const last = words.length > 1 ? (words.at(-1) ?? '') : '';
  return last ? initialOf(first) + initialOf(last) : initialOf(first);
}
