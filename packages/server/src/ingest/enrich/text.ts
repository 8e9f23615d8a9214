/**
 * Characters that may not stand in a stored text as themselves: controls, line and paragraph
 * separators, and the marks that reorder the text around them (a name could pose as another).
 */
const UNSAFE = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/u;
const ALL_UNSAFE = new RegExp(UNSAFE.source, 'gu');

/** @returns whether the text holds a control, separator or direction mark */
export function hasUnsafeCharacter(text: string): boolean {
  return UNSAFE.test(text);
}

/** @returns the text without unsafe characters, trimmed, at most `maxLength` UTF-16 units, never half a character */
export function cleanText(text: string, maxLength: number): string {
  if (text === '') return '';
  const safe = text.replace(ALL_UNSAFE, '').trim();
  if (safe.length <= maxLength) return safe.toWellFormed();
  const cut = safe.slice(0, maxLength);
  return cut
    .replace(/[\ud800-\udbff]$/, '')
    .trimEnd()
    .toWellFormed();
}

/**
 * The text as every store keeps it and every filter can name it: whole characters only, and no NUL.
 * What is not stands as U+FFFD.
 */
export function storableText(text: string): string {
  return text.replaceAll('\0', '\ufffd').toWellFormed();
}

/** The same of its beginning. @returns at most `maxLength` UTF-16 units, never half a character */
export function storableStart(text: string, maxLength: number): string {
  if (text.length <= maxLength) return storableText(text);
  return storableText(text.slice(0, maxLength).replace(/[\ud800-\udbff]$/, ''));
}
