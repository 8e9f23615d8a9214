/**
 * An accepted event, as the log holds it and the store keeps it. Nothing here can name a person:
 * IP and User-Agent ended in enrichment.
 *
 * Text fields use '' for "no value". Visit properties (source … language) are those of the
 * visit's first event, so that every row of a visit carries the same.
 */
export interface EventRecord {
  /** Site number. */
  site: number;
  /** Calendar date in the site's timezone when accepted, `YYYY-MM-DD`. */
  day: string;
  /** Milliseconds since the epoch, UTC. */
  ts: number;
  /** 64-bit visitor id of that site and day, as an unsigned decimal. */
  visitor: string;
  /**
   * `ts` of the visit's first event; (visitor, visit_started) names a visit. Null: the event came
   * out of the order of time, and the store decides its visit; the visit properties are then the
   * event's own, and `own` is null. No stored row has null.
   */
  visit_started: number | null;
  /** `pageview`, `engagement`, or a custom event's name. */
  name: string;
  /** False: a custom event that does not clear a bounce. */
  interactive: boolean;
  hostname: string;
  pathname: string;
  /** Milliseconds with the page visible since the last report; only on engagement. */
  engaged_ms: number;
  /** Deepest scroll in percent, 0 to 100; only on engagement. */
  scroll_depth: number;
  /** Host and path, without scheme, `www.` and query. */
  referrer: string;
  source: string;
  channel: string;
  utm_source: string;
  utm_medium: string;
  utm_campaign: string;
  utm_term: string;
  utm_content: string;
  /** ISO 3166-1 alpha-2. */
  country: string;
  region: string;
  city: string;
  browser: string;
  browser_version: string;
  os: string;
  os_version: string;
  /** `desktop`, `mobile`, `tablet`, `other`, or '' where unknown. */
  device_type: string;
  /** `mobile`, `tablet`, `laptop`, `desktop` by width, or ''. */
  screen_size: string;
  /** Primary language tag, such as `en`. */
  language: string;
  /** Custom properties; scalar values as text. */
  props: Record<string, string> | null;
  /** Exact decimal as text, at most 4 digits after the point; with `revenue_currency` or both null. */
  revenue_amount: string | null;
  /** ISO 4217. */
  revenue_currency: string | null;
  /** '' when none was sent. */
  page_title: string;
  /**
   * What the event itself said of VISIT_PROPERTIES, where that differs from its visit's; keys in
   * that order. Were it its visit's first event, its properties would be those above overlaid with
   * these. Null when nothing differs, and for engagement, which begins no visit.
   */
  own: Readonly<Record<string, string>> | null;
  /** What is kept of the id that the sender gave the event: 32 hex digits; absent when it gave none. */
  event_id?: string;
}

/** The fields in the order in which a log line (a JSON array) holds them. Only ever append. */
export const LOG_COLUMNS = [
  'site',
  'day',
  'ts',
  'visitor',
  'visit_started',
  'name',
  'interactive',
  'hostname',
  'pathname',
  'engaged_ms',
  'scroll_depth',
  'referrer',
  'source',
  'channel',
  'utm_source',
  'utm_medium',
  'utm_campaign',
  'utm_term',
  'utm_content',
  'country',
  'region',
  'city',
  'browser',
  'browser_version',
  'os',
  'os_version',
  'device_type',
  'screen_size',
  'language',
  'props',
  'revenue_amount',
  'revenue_currency',
  'page_title',
  'own',
  'event_id',
] as const satisfies ReadonlyArray<keyof EventRecord>;

/** Those that the tables of events hold, in the same order; ids have a table of their own. */
export const EVENT_COLUMNS = LOG_COLUMNS.filter((name) => name !== 'event_id');

/** A gap of exactly this still joins a visit. The window slides with every event, engagement too. */
export const VISIT_IDLE_MS = 30 * 60_000;

/** The visit's properties, copied from its first event to every later one. */
export const VISIT_PROPERTIES = [
  'referrer',
  'source',
  'channel',
  'utm_source',
  'utm_medium',
  'utm_campaign',
  'utm_term',
  'utm_content',
  'country',
  'region',
  'city',
  'browser',
  'browser_version',
  'os',
  'os_version',
  'device_type',
  'screen_size',
  'language',
] as const satisfies ReadonlyArray<keyof EventRecord>;
