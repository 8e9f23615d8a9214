/** One entry per dimension: what kind it is and where its value lies. */
import {
  NO_PROPERTY,
  NO_SOURCE,
  NOT_SET,
  PROPERTY_PREFIX,
  type Dimension,
  type NamedDimension,
  type TimeDimension,
} from '@purestat/vocabulary';

/** A dimension whose value a row carries. */
export interface ValueEntry {
  kind: 'visit' | 'event';
  column: string;
  /** Stands for an empty value, in answers and in filters; null: never empty. */
  missing: string | null;
  /** Known of whole visits only, not of their single events. */
  visitOnly?: boolean;
  /** `*` and `**` mean something in `is` and `is_not`. */
  wildcards?: boolean;
  /** Key of the custom property that the column, a map, holds. */
  property?: string;
}

export type DimensionEntry =
  | { kind: 'time'; bucket: TimeDimension }
  /** Which of the site's goals an event meets; it may be several. */
  | { kind: 'goal' }
  /** Keys of the map that an event carries; it may be several, or none. */
  | { kind: 'keys'; column: string }
  | ValueEntry;

const visit = (column: string, missing: string = NOT_SET) =>
  ({ kind: 'visit', column, missing }) as const;

export const DIMENSION_ENTRIES: Record<NamedDimension, DimensionEntry> = {
  minute: { kind: 'time', bucket: 'minute' },
  hour: { kind: 'time', bucket: 'hour' },
  date: { kind: 'time', bucket: 'date' },
  week: { kind: 'time', bucket: 'week' },
  month: { kind: 'time', bucket: 'month' },
  source: visit('source', NO_SOURCE),
  channel: visit('channel'),
  referrer: visit('referrer'),
  utm_source: visit('utm_source'),
  utm_medium: visit('utm_medium'),
  utm_campaign: visit('utm_campaign'),
  utm_term: visit('utm_term'),
  utm_content: visit('utm_content'),
  country: visit('country'),
  region: visit('region'),
  city: visit('city'),
  browser: visit('browser'),
  browser_version: visit('browser_version'),
  os: visit('os'),
  os_version: visit('os_version'),
  device_type: visit('device_type'),
  screen_size: visit('screen_size'),
  language: visit('language'),
  entry_page: { ...visit('entry_page'), visitOnly: true },
  exit_page: { ...visit('exit_page'), visitOnly: true },
  pathname: { kind: 'event', column: 'pathname', missing: null, wildcards: true },
  hostname: { kind: 'event', column: 'hostname', missing: null },
  page_title: { kind: 'event', column: 'page_title', missing: NOT_SET },
  event_name: { kind: 'event', column: 'name', missing: null },
  goal: { kind: 'goal' },
  property: { kind: 'keys', column: 'props' },
};

/** What is known of a dimension, custom properties included. */
export function dimensionEntry(dimension: Dimension): DimensionEntry {
  if (!dimension.startsWith(PROPERTY_PREFIX)) return DIMENSION_ENTRIES[dimension as NamedDimension];
  const property = dimension.slice(PROPERTY_PREFIX.length);
  return { kind: 'event', column: 'props', missing: NO_PROPERTY, property };
}
