/** One entry per dimension: what kind it is and where its value lies. */
import { NO_SOURCE, NOT_SET, type Dimension } from '@purestat/vocabulary';

export type DimensionEntry =
  | { kind: 'time'; bucket: 'hour' | 'date' | 'week' | 'month' }
  | {
      kind: 'visit' | 'event';
      column: string;
      /** Stands for an empty value, in answers and in filters; null: never empty. */
      missing: string | null;
      /** Known of whole visits only, not of their single events. */
      visitOnly?: boolean;
      /** `*` and `**` mean something in `is` and `is_not`. */
      wildcards?: boolean;
    };

const visit = (column: string, missing: string = NOT_SET) =>
  ({ kind: 'visit', column, missing }) as const;

export const DIMENSION_ENTRIES: Record<Dimension, DimensionEntry> = {
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
  event_name: { kind: 'event', column: 'name', missing: null },
};
