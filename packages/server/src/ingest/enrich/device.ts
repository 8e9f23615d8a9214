import { LRUCache } from 'lru-cache';

/** Upper bounds (exclusive, CSS pixels) of the screen classes; wider is `desktop`. */
const SCREEN_CLASSES = [
  { below: 576, name: 'mobile' },
  { below: 992, name: 'tablet' },
  { below: 1440, name: 'laptop' },
] as const;

/** @returns `mobile`, `tablet`, `laptop` or `desktop`; '' for no width or an impossible one */
export function screenSize(width: number | undefined): string {
  if (width === undefined || !(width > 0) || !Number.isFinite(width)) return '';
  return SCREEN_CLASSES.find(({ below }) => width < below)?.name ?? 'desktop';
}

/** Codes that ISO 639 withdrew, still sent by old systems. */
const RENAMED: Record<string, string> = { iw: 'he', in: 'id', ji: 'yi', jw: 'jv', mo: 'ro' };
const PRIMARY_TAG = /^(?:\*|([a-z]{2,3})(?:[-_][a-z0-9]{1,8})*)$/i;

interface Preference {
  language: string;
  quality: number;
}

/** @returns undefined for what is no language range or is ruled out (`q=0`) */
function parsePreference(entry: string): Preference | undefined {
  const [range, ...parameters] = entry.split(';');
  const tag = PRIMARY_TAG.exec(range!.trim());
  if (tag === null) return undefined;
  const given = parameters.map((text) => /^\s*q\s*=\s*([\d.]+)\s*$/i.exec(text)?.[1]).find(Boolean);
  const quality = given === undefined ? 1 : Number(given);
  const language = tag[1]?.toLowerCase() ?? '';
  return quality > 0 ? { language: RENAMED[language] ?? language, quality } : undefined;
}

/** Every event asks; there are far fewer headers than events. */
const known = new LRUCache<string, string>({ max: 2_000 });

/**
 * The visitor's first language from `Accept-Language`.
 * @returns the primary tag in lower case (`en` for `en-GB`), the first of those with the highest
 * quality; '' for none or `*`
 */
export function primaryLanguage(acceptLanguage: string | undefined): string {
  if (acceptLanguage === undefined) return '';
  const header = acceptLanguage.slice(0, 1_000);
  let language = known.get(header);
  if (language === undefined) {
    language = mostWanted(header);
    known.set(header, language);
  }
  return language;
}

function mostWanted(header: string): string {
  let best: Preference = { language: '', quality: 0 };
  for (const entry of header.split(',')) {
    const preference = parsePreference(entry);
    if (preference !== undefined && preference.quality > best.quality) best = preference;
  }
  return best.language;
}
