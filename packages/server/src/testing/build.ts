/**
 * Builders of events for tests: everything has a default, a test states only what matters.
 * `storeEvents` gives them days and visits by METRICS' rules, writes them as a segment of the log
 * and appends it, so that a test goes the way that real events go.
 */
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Temporal } from 'temporal-polyfill';
import { dateAt } from '../calendar.ts';
import type { SiteContext } from '../site-context.ts';
import { VISIT_PROPERTIES, type EventRecord } from '../stores/event-record.ts';
import type { Appended, EventStore } from '../stores/event-store.ts';
import { encodeFrame, encodeRecord, segmentFileName } from '../stores/segment-file.ts';

/** What a test says of an event; every field of the record may be overridden. */
export interface EventFields extends Partial<
  Omit<EventRecord, 'ts' | 'day' | 'visitor' | 'visit_started'>
> {
  /** Any name; the same name on the same day is the same visitor. */
  visitor?: string;
  /** `2026-03-01T10:00:00` in the site's timezone, or with `Z` or an offset, or ms; a bare `10:00:00` is on 2026-03-01. */
  at?: string | number;
  /** The pathname. */
  page?: string;
}

export const DEFAULT_DATE = '2026-03-01';
const VISIT_GAP_MS = 30 * 60_000;

export function site(overrides: Partial<SiteContext> = {}): SiteContext {
  return {
    number: 1,
    id: 'site_1',
    orgId: 'org_1',
    domain: 'example.com',
    timezone: 'UTC',
    createdAtMs: 0,
    ...overrides,
  };
}

export function pageview(fields: EventFields = {}): EventFields {
  return { name: 'pageview', ...fields };
}

export function customEvent(name: string, fields: EventFields = {}): EventFields {
  return { name, ...fields };
}

export function engagement(fields: EventFields = {}): EventFields {
  return { name: 'engagement', engaged_ms: 1000, scroll_depth: 50, ...fields };
}

/** @returns milliseconds of what a test writes as `at` */
export function instantOf(at: string | number, timezone: string): number {
  if (typeof at === 'number') return at;
  const text = /^\d\d:/.test(at) ? `${DEFAULT_DATE}T${at}` : at;
  if (/(Z|[+-]\d\d:\d\d)$/.test(text)) return Temporal.Instant.from(text).epochMilliseconds;
  return Temporal.PlainDateTime.from(text).toZonedDateTime(timezone).epochMilliseconds;
}

/** A visitor's id on a day, like the real one: 64 bits, different from day to day. */
function visitorId(name: string, day: string): string {
  return createHash('sha256')
    .update(JSON.stringify([name, day]))
    .digest()
    .readBigUInt64BE()
    .toString();
}

const DEFAULTS = {
  name: 'pageview',
  interactive: true,
  hostname: 'example.com',
  engaged_ms: 0,
  scroll_depth: 0,
  ...(Object.fromEntries(VISIT_PROPERTIES.map((name) => [name, ''])) as Record<
    (typeof VISIT_PROPERTIES)[number],
    string
  >),
  props: null,
  revenue_amount: null,
  revenue_currency: null,
  page_title: '',
  own: null,
};

function toRecord(context: SiteContext, fields: EventFields): EventRecord {
  const { visitor = 'ann', at = '10:00:00', page = '/', ...rest } = fields;
  const ts = instantOf(at, context.timezone);
  const day = dateAt(context.timezone, ts);
  return {
    ...DEFAULTS,
    site: context.number,
    day,
    ts,
    visitor: visitorId(visitor, day),
    visit_started: ts,
    pathname: page,
    ...rest,
  };
}

/**
 * The events as records of the log: days, visits and visit properties as METRICS.md defines them.
 * Engagement without a visit that is under way is left out, as ingest does.
 */
export function buildRecords(context: SiteContext, events: readonly EventFields[]): EventRecord[] {
  const records = events.map((fields) => toRecord(context, fields));
  const open = new Map<string, { first: EventRecord; lastTs: number }>();
  const homeless = new Set<EventRecord>();
  for (const record of records.toSorted(inOrder)) {
    const visit = open.get(record.visitor);
    const isNew = visit === undefined || record.ts - visit.lastTs > VISIT_GAP_MS;
    if (isNew && record.name === 'engagement') {
      homeless.add(record);
    } else if (isNew) {
      open.set(record.visitor, { first: record, lastTs: record.ts });
    } else {
      visit.lastTs = record.ts;
      record.visit_started = visit.first.ts;
      if (record.name !== 'engagement') record.own = differences(record, visit.first);
      for (const name of VISIT_PROPERTIES) record[name] = visit.first[name];
    }
  }
  return records.filter((record) => !homeless.has(record));
}

/** The same events as the endpoint for back-filling logs them: the store is to decide their visits. */
export function backfilled(context: SiteContext, events: readonly EventFields[]): EventRecord[] {
  return events.map((fields) => ({ ...toRecord(context, fields), visit_started: null }));
}

/** Of events of one instant a pageview comes first, the one with the first path; engagement last. */
function inOrder(a: EventRecord, b: EventRecord): number {
  if (a.ts !== b.ts) return a.ts - b.ts;
  const places = placeAmongEqual(b);
  for (const [index, mine] of placeAmongEqual(a).entries()) {
    if (mine !== places[index]) return mine < places[index]! ? -1 : 1;
  }
  return 0;
}

function placeAmongEqual(record: EventRecord): Array<string | boolean> {
  const properties = VISIT_PROPERTIES.map((name) => record[name]);
  return [record.name === 'engagement', record.name !== 'pageview', record.pathname, ...properties];
}

function differences(record: EventRecord, first: EventRecord): EventRecord['own'] {
  const differing = VISIT_PROPERTIES.filter((name) => record[name] !== first[name]);
  if (differing.length === 0) return null;
  return Object.fromEntries(differing.map((name) => [name, record[name]]));
}

/** Writes a segment file of the records, as the log does. */
export async function writeSegment(
  folder: string,
  number: number,
  records: readonly EventRecord[],
): Promise<{ number: number; path: string }> {
  const path = join(folder, segmentFileName(number));
  await writeFile(path, encodeFrame(records.map(encodeRecord)));
  return { number, path };
}

/** Stores the events of a site through a segment of their own. */
export function storeEvents(
  store: EventStore,
  context: SiteContext,
  events: readonly EventFields[],
): Promise<Appended> {
  return storeRecords(store, buildRecords(context, events));
}

/** Stores records, of any sites, through a segment of their own. */
export async function storeRecords(
  store: EventStore,
  records: readonly EventRecord[],
): Promise<Appended> {
  const folder = await mkdtemp(join(tmpdir(), 'purestat-segment-'));
  try {
    const number = (await store.lastSegmentNumber()) + 1;
    return await store.appendSegment(await writeSegment(folder, number, records));
  } finally {
    await rm(folder, { recursive: true });
  }
}
