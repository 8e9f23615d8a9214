/** What the product asks of an event store; DuckDB inside, ClickHouse outside. */

import type { FigureSpans, SealedFigures } from './figure-tables.ts';

/** A closed segment of the log: a batch, a transaction, and a de-duplication token at once. */
export interface Segment {
  /** Ascending, never used twice. */
  number: number;
  /** Absolute path of the segment file (see `segment-file.ts` for its format). */
  path: string;
}

/** SQL text with `?` placeholders and their values; never values inside the text. */
export interface Statement {
  text: string;
  params: ReadonlyArray<string | number | boolean | null>;
  /**
   * Each column that is read of the views of rows is named: a `*` over one of them means those that
   * the statement names.
   */
  namesColumns?: boolean;
}

export type Cell = string | number | boolean | null;
/** Integers come as numbers (figures stay below 2^53), decimals and 64-bit ids as text, dates as `YYYY-MM-DD`, timestamps as milliseconds. */
export type ResultRow = Record<string, Cell>;

/** Rows as text: a line for each, which ends in a newline. */
export interface Lines {
  count: number;
  /** UTF-8. Whoever takes them may give them away to another thread. */
  bytes: Uint8Array<ArrayBuffer>;
}

export interface QueryOptions {
  /** Whose query it is: where many wait, sites take turns. */
  site?: number;
  /** Cancels the query when it fires. */
  signal?: AbortSignal;
  /** Cancelled past this (the store's own limit unless told); the caller gets an AppError UNAVAILABLE that says so. */
  timeoutMs?: number;
  /** How long a long answer may wait for others to end; 30 s unless told. */
  waitMs?: number;
}

/** What is needed to go on with visits that were open when the process ended. */
export interface OpenVisitRow {
  site: number;
  day: string;
  visitor: string;
  visit_started: number;
  /** Last event or engagement, ms. */
  last_ts: number;
  /** The visit's properties, keys as in VISIT_PROPERTIES. */
  properties: Record<string, string>;
}

/** A day of a site: the unit in which the store seals, re-opens and deletes. */
export interface SiteDay {
  site: number;
  /** `YYYY-MM-DD` in the site's timezone, as stored with the events. */
  day: string;
}

/** A number of rows of one day of a site. */
export interface DayRows extends SiteDay {
  rows: number;
}

export interface Appended {
  /** How many rows the segment had; 0 when it was stored before. */
  rows: number;
  /**
   * Engagement that no report shows, because it belongs to no visit: by how many rows it grew, on
   * days whose visits the store decides. Below 0: an event came that gave earlier ones their visit.
   * Absent where nothing changed.
   */
  noVisit?: readonly DayRows[];
}

/** Pageviews of a site that a calendar month has got, those that were deleted since among them. */
export interface PageviewMonth {
  site: number;
  /** `YYYY-MM`, UTC, of the events' own time. */
  month: string;
  pageviews: number;
}

export interface SealedDay extends SiteDay {
  events: number;
}

/** How a sealed day differs from what its events come to. */
export interface DayDifference extends SiteDay {
  differences: PartDifference[];
}

export interface PartDifference {
  /**
   * `visits`: rows of visits. `assignment`: events counted to another visit than the gaps between
   * them say, or with other properties than that visit's first. `marks`: what sealing notes on
   * events. `figures`: those of the day. `month_figures`: those of its month, told of the month's
   * last sealed day.
   */
  part: 'visits' | 'assignment' | 'marks' | 'figures' | 'month_figures';
  /** Rows that ought to be there and are not. */
  missing: number;
  /** Rows that are there and ought not to be. A row with a wrong value counts as both. */
  unexpected: number;
}

/** Holds sealed days against their events; while nothing else works on the store. */
export interface DayCheck {
  /** All sealed days, by site and day. */
  sealedDays(): Promise<SealedDay[]>;
  /**
   * Computes the days anew from their events, by the rules of sealing, and compares. Changes nothing.
   * @returns the days that differ, and only those
   */
  checkDays(days: readonly SiteDay[]): Promise<DayDifference[]>;
  /** Decides the visits of the days anew and seals them again, each in a transaction of its own. */
  resealDays(days: readonly SiteDay[]): Promise<void>;
}

export interface EventStore {
  /** Decides how statements are written for it. */
  readonly engine: 'duckdb' | 'clickhouse';
  /**
   * Stores the rows of a segment, all or none, once: a number at or below the last stored one is
   * a no-op. Resolves when the rows are durable and visible to queries.
   *
   * A row whose `visit_started` is null makes its day one whose visits the store decides, anew
   * with every row that reaches the day: they come out as if all had come in the order of time.
   */
  appendSegment(segment: Segment): Promise<Appended>;
  /** The highest stored segment number, 0 when none. */
  lastSegmentNumber(): Promise<number>;
  query(statement: Statement, options?: QueryOptions): Promise<ResultRow[]>;
  /**
   * The same in batches, for answers of any length: a batch is made when it is asked for, and what
   * waits meanwhile is not held in memory. Ends by an error unless every row has been given; ending
   * the iteration ends the query. All batches see the same state.
   */
  stream(statement: Statement, options?: QueryOptions): AsyncIterable<ResultRow[]>;
  /**
   * The same of a statement whose only column is text without line ends, for rows that nobody here
   * looks into: no value of them is made in JavaScript.
   */
  streamLines(statement: Statement, options?: QueryOptions): AsyncIterable<Lines>;
  /** Visits with an event at or after `sinceMs`. */
  openVisits(sinceMs: number): Promise<OpenVisitRow[]>;
  /** First event's time per site, ms; sites without events are absent. */
  firstEventTimes(): Promise<Map<number, number>>;
  /**
   * What was ever stored, by site and month: a deletion takes nothing from it. Moves together with
   * the segments: what a segment brought is in it when, and only when, its rows are stored.
   */
  pageviewMonths(): Promise<PageviewMonth[]>;
  /**
   * @param ids `event_id`s as records carry them
   * @returns those that events of the site have which are stored, in no order
   */
  knownIds(site: number, ids: readonly string[]): Promise<string[]>;
  /**
   * Whether the day has rows that came without their visits, so that a row may get another visit
   * than it was accepted with.
   */
  decidesVisits(site: number, day: string): Promise<boolean>;
  /** Deletes everything of a site. */
  deleteSite(site: number): Promise<void>;
  /** Changes whenever this process changed what queries of the site see; what was computed at one number holds as long as it stands. */
  dataVersion(site: number): number;
  /** Days that hold rows and are not sealed, by site and day; the present day is among them. */
  unsealedDays(): Promise<SiteDay[]>;
  /**
   * Writes the visits and figures of the days and clusters their events, so that reports over them
   * are cheap. A transaction for each day, so that it may end anywhere and be called again.
   * No figure changes. Idempotent; a segment that brings rows into a sealed day unseals it.
   */
  sealDays(days: readonly SiteDay[]): Promise<void>;
  /** Which figures of finished days may be read instead of visits and events. */
  sealedFigures(site: number): SealedFigures;
  /**
   * A relation of the figures added up over all of these days, one row for each value, where the
   * engine has one at hand; it makes one of what is asked for again. Good for statements that begin
   * now. Null, or absent: the figures of each day are to be read.
   */
  figureSums?(site: number, spans: FigureSpans): string | null;
  /** Absent where the engine cannot compute sealed days anew. */
  readonly dayCheck?: DayCheck;
  /** Cheap liveness probe; throws when the store cannot answer. */
  ping(): Promise<void>;
  /** Ends running queries, checkpoints, closes. */
  close(): Promise<void>;
}
