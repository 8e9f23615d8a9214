/**
 * Who is on the site now: the last 5 minutes, and the last 30 by the minute. Asked again every few
 * seconds by everybody who looks at a dashboard, so what is long over is not counted each time.
 */
import { NO_SOURCE, NOT_SET, type RealtimeAnswer } from '@purestat/vocabulary';
import { LRUCache } from 'lru-cache';
import { addDays, dateAt } from '../calendar.ts';
import type { EventStore, ResultRow } from '../stores/event-store.ts';
import { cacheOf } from './cache.ts';
import type { Dialect } from './dialect.ts';
import { dialectOf } from './dialects.ts';
import { join, raw, sql, type Fragment } from './fragment.ts';
import type { StatsContext } from './run.ts';
import { localTime, offsetSpans, type OffsetSpan } from './time.ts';

const MINUTE_MS = 60_000;
const PRESENT_MINUTES = 5;
const SHOWN_MINUTES = 30;
const LISTED = 10;
/** Late events may change a minute that is long over; it is counted again after this. */
const OVER_KEPT_MS = 10_000;
const MAX_SITES = 1_000;

const UTC: readonly OffsetSpan[] = [{ fromMs: 0, toMs: 0, offsetMs: 0, offset: '+00:00' }];

const LISTS = [
  { kind: 'pathname', missing: '' },
  { kind: 'source', missing: NO_SOURCE },
  { kind: 'country', missing: NOT_SET },
] as const;
type ListKind = (typeof LISTS)[number]['kind'];

/** Events (engagement is none) of the last 5 minutes; per minute of the last 30, the present one last. */
export async function runRealtime(context: StatsContext): Promise<RealtimeAnswer> {
  const presentMs = wholeSecond(context) - PRESENT_MINUTES * MINUTE_MS;
  // The minute in which the last 5 begin is counted whole with them; those before it are over.
  const recentMs = minuteOf(presentMs);
  const [recent, over] = await Promise.all([
    askRecent(context, recentMs, presentMs),
    askOver(context, recentMs),
  ]);
  const present = recent.find(({ kind }) => kind === 'present');
  return {
    visitors: Number(present?.visitors ?? 0),
    pageviews: Number(present?.pageviews ?? 0),
    top_pages: listOf(recent, 'pathname'),
    top_sources: listOf(recent, 'source'),
    countries: listOf(recent, 'country'),
    per_minute: perMinute(context, [...over, ...recent.filter(({ kind }) => kind === 'minute')]),
  };
}

/** Asked several times in a second it is the same question. */
const wholeSecond = ({ nowMs }: StatsContext) => Math.floor(nowMs / 1000) * 1000;
const minuteOf = (atMs: number) => Math.floor(atMs / MINUTE_MS) * MINUTE_MS;
const firstMinuteOf = ({ nowMs }: StatsContext) =>
  minuteOf(nowMs) - (SHOWN_MINUTES - 1) * MINUTE_MS;

const visitorsIn = (dialect: Dialect) =>
  sql`${dialect.countDistinctIf(['day', 'visitor'], raw('true'))} AS visitors`;

/** All in one statement over one reading of the events: a row says by its kind what it counts. */
function askRecent(context: StatsContext, fromMs: number, presentMs: number): Promise<ResultRow[]> {
  const untilMs = wholeSecond(context) + 1000;
  const dialect = dialectOf(context.store);
  const visitors = visitorsIn(dialect);
  const rows = sql`SELECT ts, day, visitor, name = 'pageview' AS is_pageview, pathname, source, country ${eventsOf(context, fromMs, untilMs)}`;
  const pageviews = sql`${dialect.countIf(raw('is_pageview'))} AS pageviews`;
  const present = sql`FROM recent WHERE ts >= ${dialect.instant(presentMs)}`;
  const counts = [
    sql`SELECT 'minute' AS kind, '' AS value, ${minuteStart(dialect)} AS minute, ${visitors}, ${pageviews} FROM recent GROUP BY minute`,
    sql`SELECT 'present', '', 0, ${visitors}, ${pageviews} ${present}`,
    ...LISTS.map(
      ({ kind, missing }) =>
        sql`SELECT * FROM (SELECT ${dialect.text(kind)} AS kind, ${valueOf(kind, missing, dialect)} AS value, 0 AS minute, ${visitors}, 0 AS pageviews ${present} GROUP BY value ORDER BY visitors DESC, value ASC LIMIT ${LISTED})`,
    ),
  ];
  const statement = sql`WITH ${dialect.materialized('recent', rows)} ${join(counts, ' UNION ALL ')}`;
  const { store, site, signal } = context;
  return cacheOf(store).query(site.number, statement.toStatement(), signal);
}

interface KeptMinutes {
  fromMs: number;
  untilMs: number;
  countedAtMs: number;
  version: number;
  rows: Promise<ResultRow[]>;
}

const kept = new WeakMap<EventStore, LRUCache<number, KeptMinutes>>();

/** The minutes that are over: kept while nothing changes, and a little longer. */
function askOver(context: StatsContext, untilMs: number): Promise<ResultRow[]> {
  const { store, site, nowMs } = context;
  const sites = kept.get(store) ?? new LRUCache<number, KeptMinutes>({ max: MAX_SITES });
  kept.set(store, sites);
  const fromMs = firstMinuteOf(context);
  const version = store.dataVersion(site.number);
  const known = sites.get(site.number);
  const isSame = known !== undefined && known.fromMs === fromMs && known.untilMs === untilMs;
  if (isSame && (known.version === version || Math.abs(nowMs - known.countedAtMs) < OVER_KEPT_MS)) {
    return known.rows;
  }
  const dialect = dialectOf(store);
  // Others may wait for it too: nobody's leaving ends it.
  const rows = store.query(
    sql`SELECT ${minuteStart(dialect)} AS minute, ${visitorsIn(dialect)}, ${dialect.countIf(raw(`name = 'pageview'`))} AS pageviews ${eventsOf(context, fromMs, untilMs)} GROUP BY minute`.toStatement(),
    { site: site.number },
  );
  const counted: KeptMinutes = { fromMs, untilMs, countedAtMs: nowMs, version, rows };
  sites.set(site.number, counted);
  rows.catch(() => {
    if (sites.get(site.number) === counted) sites.delete(site.number);
  });
  return rows;
}

/** Zones are whole minutes from UTC, so its minutes are everybody's. */
const minuteStart = (dialect: Dialect) => dialect.clockUnitOf(raw('ts'), MINUTE_MS, UTC);

const valueOf = (column: string, missing: string, dialect: Dialect) =>
  sql`CASE WHEN ${raw(column)} = '' THEN ${dialect.text(missing)} ELSE ${raw(column)} END`;

function eventsOf({ site, store }: StatsContext, fromMs: number, untilMs: number): Fragment {
  const dialect = dialectOf(store);
  // Yesterday too: the timezone may have been changed since the events were stored.
  const day = addDays(dateAt(site.timezone, fromMs), -1);
  return sql`FROM ${raw(dialect.eventsTable)} WHERE site = ${dialect.site(site.number)} AND day >= ${dialect.date(day)} AND ts >= ${dialect.instant(fromMs)} AND ts < ${dialect.instant(untilMs)} AND name <> 'engagement'`;
}

type Listed<Key extends string> = { [key in Key]: string } & { visitors: number };

/** Sorted here: a union of ordered parts has no order. */
function listOf<Key extends ListKind>(rows: readonly ResultRow[], key: Key): Array<Listed<Key>> {
  return rows
    .filter(({ kind }) => kind === key)
    .map(({ value, visitors }) => ({ value: String(value), visitors: Number(visitors) }))
    .toSorted((a, b) => b.visitors - a.visitors || (a.value < b.value ? -1 : 1))
    .map(({ value, visitors }) => ({ [key]: value, visitors }) as Listed<Key>);
}

function perMinute(
  context: StatsContext,
  rows: readonly ResultRow[],
): RealtimeAnswer['per_minute'] {
  const firstMs = firstMinuteOf(context);
  const counted = new Map(rows.map((row) => [Number(row.minute), row]));
  const endMs = firstMs + SHOWN_MINUTES * MINUTE_MS;
  const spans = offsetSpans(context.site.timezone, firstMs, endMs);
  return Array.from({ length: SHOWN_MINUTES }, (_, index) => {
    const atMs = firstMs + index * MINUTE_MS;
    const span = spans.find(({ toMs }) => atMs < toMs) ?? spans.at(-1)!;
    const row = counted.get(atMs);
    return {
      minute: localTime(atMs, span),
      visitors: Number(row?.visitors ?? 0),
      pageviews: Number(row?.pageviews ?? 0),
    };
  });
}
