const SLUG_MAX = 60;
/** Latin letters that no accent can be taken from. */
const SPELLED: Record<string, string> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  ł: 'l',
  þ: 'th',
  ı: 'i',
};
const ACCENTS_ON_LATIN = /(\p{Script=Latin})[\u0300-\u036f]+/gu;

/**
 * The name in kebab case. Latin letters lose their accents; letters of other scripts stay as they
 * are, since a browser shows them in an address. A name without letters and digits becomes `org`.
 */
export function toSlug(name: string): string {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(ACCENTS_ON_LATIN, '$1')
    .normalize('NFC')
    .replace(/[ßæœøđðłþı]/g, (letter) => SPELLED[letter]!)
    .replace(/['’]/g, '');
  const slug = plain.replace(/[^\p{L}\p{N}\p{M}]+/gu, '-').replace(/^-+|-+$/g, '');
  const short = [...slug].slice(0, SLUG_MAX).join('').replace(/-+$/, '');
  return short === '' ? 'org' : short;
}

/** @returns the slug, or the first of `slug-2`, `slug-3` … that is not taken */
export function firstFreeSlug(slug: string, taken: ReadonlySet<string>): string {
  if (!taken.has(slug)) return slug;
  for (let number = 2; ; number += 1) {
    const candidate = `${slug}-${number}`;
    if (!taken.has(candidate)) return candidate;
  }
}
