/** How the values of a dimension are called on the screen; the wire keeps its own names. */
import { NOT_SET } from '@purestat/vocabulary';
import type { FilterDimension } from './dimensions.ts';

const SCREEN_SIZES: Record<string, string> = {
  mobile: 'Mobile, under 576 px',
  tablet: 'Tablet, under 992 px',
  laptop: 'Laptop, under 1440 px',
  desktop: 'Desktop, 1440 px and wider',
};
const DEVICE_TYPES: Record<string, string> = {
  desktop: 'Desktop',
  mobile: 'Mobile',
  tablet: 'Tablet',
  other: 'Other',
};

const names = new Map<string, Intl.DisplayNames>();

function displayName(type: 'region' | 'language', code: string, locale?: string): string {
  const key = `${type} ${locale ?? ''}`;
  const known = names.get(key);
  const made = known ?? new Intl.DisplayNames(locale, { type, fallback: 'code' });
  if (known === undefined) names.set(key, made);
  try {
    return made.of(code) ?? code;
  } catch {
    // Not a well-formed code, such as "(not set)".
    return code;
  }
}

/** The value as people know it: `US` is United States, `de` is German. */
export function labelOf(dimension: FilterDimension, value: string, locale?: string): string {
  if (value === NOT_SET) return value;
  if (dimension === 'country') return displayName('region', value, locale);
  if (dimension === 'language') return displayName('language', value, locale);
  if (dimension === 'device_type') return DEVICE_TYPES[value] ?? value;
  return dimension === 'screen_size' ? (SCREEN_SIZES[value] ?? value) : value;
}

/** Dimensions whose labels differ from their values: what is typed is looked for here, not by the server. */
export function hasOwnLabels(dimension: FilterDimension): boolean {
  return ['country', 'language', 'device_type', 'screen_size'].includes(dimension);
}

/** A version means little without its product: `Chrome 141`. */
export function rowLabel(
  dimension: FilterDimension,
  value: string,
  companion: string | undefined,
): string {
  const label = labelOf(dimension, value);
  const isVersion = dimension === 'browser_version' || dimension === 'os_version';
  if (!isVersion || companion === undefined || label.startsWith(companion)) return label;
  return `${companion} ${label}`;
}
