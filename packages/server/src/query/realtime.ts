/**
 * Who is on the site now: the last 5 minutes, and the last 30 by the minute. What is counted in
 * memory as events come answers; else the store does. Asked again every few seconds by everybody who
 * looks at a dashboard, so what is long over is not counted by the store each time.
 */
import type { RealtimeAnswer } from '@purestat/vocabulary';
import { LRUCache } from 'lru-cache';
import { addDays, dateAt } from '../calendar.ts';
import {
  firstMinuteOf,
  LISTED,
  LISTS,
  MINUTE_MS,
  PRESENT_MS,
  recentFrom,
  secondOf,
  SHOWN_MINUTES,
  type ListKind,
  type LiveCounts,
  type LiveEvent,
  type LiveLoader,
} from '../live/index.ts';
import type { SiteContext } from '../site-context.ts';
import type { EventStore, ResultRow, Statement } from '../stores/event-store.ts';
import { cacheOf } from './cache.ts';
import type { Dialect } from './dialect.ts';
import { dialectOf } from './dialects.ts';
import { join, raw, sql, type Fragment } from './fragment.ts';
import type { StatsContext } from './run.ts';
import { localTime, offsetSpans, type OffsetSpan } from './time.ts';

/** Late events may change a minute that is long over; it is counted again after this. */
const OVER_KEPT_MS = 10_000;
const MAX_SITES = 1_000;
/** Events of one statement, and of one piece: a few milliseconds of work. */
const LOADED_AT_ONCE = 5_000;
const PIECE = 1_000;

const UTC: readonly OffsetSpan[] = [{ fromMs: 0, toMs: 0, offsetMs: 0, offset: '+00:00' }];

/** Events (engagement is none) of the last 5 minutes; per minute of the last 30, the present one last. */
export async function runRealtime(context: StatsContext): Promise<RealtimeAnswer> {
  const { live, site, nowMs } = context;
  const { atMs, visitors, pageviews, lists, minutes } =
    live?.read(site, nowMs) ?? (await countInStore(context));
  return {
    visitors,
    pageviews,
    top_pages: listOf(lists, 'pathname'),
    top_sources: listOf(lists, 'source'),
    countries: listOf(lists, 'country'),
    per_minute: perMinute(site, atMs, minutes),
  };
}

/** Asked several times in a second it is the same question. */
async function countInStore(context: StatsContext): Promise<LiveCounts> {
  const atMs = secondOf(context.nowMs);
  const recentMs = recentFrom(atMs);
  const [recent, over] = await Promise.all([
    askRecent(context, recentMs, atMs - PRESENT_MS),
    askOver(context, recentMs),
  ]);
  const of = (wanted: string) => recent.filter(({ kind }) => kind === wanted);
  const lists = LISTS.map(({ kind }) => [
    kind,
    of(kind).map((row) => ({ value: String(row.value), visitors: Number(row.visitors) })),
  ]);
  return {
    atMs,
    ...visitedOf(of('present')[0]),
    lists: Object.fromEntries(lists) as LiveCounts['lists'],
    minutes: minutesOf([...over, ...of('minute')]),
  };
}

const visitedOf = (row: ResultRow | undefined) => ({
  visitors: Number(row?.visitors ?? 0),
  pageviews: Number(row?.pageviews ?? 0),
});

const minutesOf = (rows: readonly ResultRow[]) =>
  new Map(rows.map((row) => [Number(row.minute), visitedOf(row)]));

const visitorsIn = (dialect: Dialect) =>
  sql`${dialect.countDistinctIf(['day', 'visitor'], raw('true'))} AS visitors`;

/** All in one statement over one reading of the events: a row says by its kind what it counts. */
function askRecent(context: StatsContext, fromMs: number, presentMs: number): Promise<ResultRow[]> {
  const untilMs = secondOf(context.nowMs) + 1000;
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
  const fromMs = firstMinuteOf(nowMs);
  const version = store.dataVersion(site.number);
  const known = sites.get(site.number);
  const isSame = known !== undefined && known.fromMs === fromMs && known.untilMs === untilMs;
  if (isSame && (known.version === version || Math.abs(nowMs - known.countedAtMs) < OVER_KEPT_MS)) {
    return known.rows;
  }
  // Others may wait for it too: nobody's leaving ends it.
  const rows = store.query(overStatement(context, fromMs, untilMs), { site: site.number });
  const counted: KeptMinutes = { fromMs, untilMs, countedAtMs: nowMs, version, rows };
  sites.set(site.number, counted);
  rows.catch(() => {
    if (sites.get(site.number) === counted) sites.delete(site.number);
  });
  return rows;
}

function overStatement(of: Asked, fromMs: number, untilMs: number): Statement {
  const dialect = dialectOf(of.store);
  const pageviews = sql`${dialect.countIf(raw(`name = 'pageview'`))} AS pageviews`;
  return sql`SELECT ${minuteStart(dialect)} AS minute, ${visitorsIn(dialect)}, ${pageviews} ${eventsOf(of, fromMs, untilMs)} GROUP BY minute`.toStatement();
}

/** Reads what counting in memory begins with. */
export function liveLoader(store: EventStore): LiveLoader {
  return {
    async minutes(site, untilMs) {
      const [fromMs, recentMs] = [firstMinuteOf(untilMs), recentFrom(untilMs)];
      const statement = overStatement({ site, store }, fromMs, recentMs);
      return minutesOf(await store.query(statement, { site: site.number }));
    },
    async *events(site, untilMs) {
      const fromMs = recentFrom(untilMs);
      const of = { site, store };
      const ask = (columns: string, from: number, until: number) =>
        store.query(sql`SELECT ${raw(columns)} ${eventsOf(of, from, until)}`.toStatement(), {
          site: site.number,
        });
      const [counted] = await ask('count(*) AS events', fromMs, untilMs);
      const pieces = Math.max(1, Math.ceil(Number(counted!.events) / LOADED_AT_ONCE));
      const widthMs = Math.ceil((untilMs - fromMs) / pieces);
      for (let atMs = fromMs; atMs < untilMs; atMs += widthMs) {
        const rows = await ask(LOADED, atMs, Math.min(atMs + widthMs, untilMs));
        for (let first = 0; first < rows.length; first += PIECE) {
          yield rows.slice(first, first + PIECE).map(toLiveEvent);
        }
      }
    },
  };
}

const LOADED = 'ts, visitor, name, pathname, source, country';

const toLiveEvent = (row: ResultRow): LiveEvent => ({
  ts: Number(row.ts),
  visitor: String(row.visitor),
  name: String(row.name),
  pathname: String(row.pathname),
  source: String(row.source),
  country: String(row.country),
});

/** Zones are whole minutes from UTC, so its minutes are everybody's. */
const minuteStart = (dialect: Dialect) => dialect.clockUnitOf(raw('ts'), MINUTE_MS, UTC);

const valueOf = (column: string, missing: string, dialect: Dialect) =>
  sql`CASE WHEN ${raw(column)} = '' THEN ${dialect.text(missing)} ELSE ${raw(column)} END`;

interface Asked {
  site: SiteContext;
  store: EventStore;
}

function eventsOf({ site, store }: Asked, fromMs: number, untilMs: number): Fragment {
  const dialect = dialectOf(store);
  // Yesterday too: the timezone may have been changed since the events were stored.
  const day = addDays(dateAt(site.timezone, fromMs), -1);
  return sql`FROM ${raw(dialect.eventsTable)} WHERE site = ${dialect.site(site.number)} AND day >= ${dialect.date(day)} AND ts >= ${dialect.instant(fromMs)} AND ts < ${dialect.instant(untilMs)} AND name <> 'engagement'`;
}

type Listed<Key extends string> = { [key in Key]: string } & { visitors: number };

/** Sorted here: a union of ordered parts has no order. */
function listOf<Key extends ListKind>(lists: LiveCounts['lists'], key: Key): Array<Listed<Key>> {
  return lists[key]
    .toSorted((a, b) => b.visitors - a.visitors || (a.value < b.value ? -1 : 1))
    .map(({ value, visitors }) => ({ [key]: value, visitors }) as Listed<Key>);
}

function perMinute(
  { timezone }: SiteContext,
  nowMs: number,
  minutes: LiveCounts['minutes'],
): RealtimeAnswer['per_minute'] {
  const firstMs = firstMinuteOf(nowMs);
  const spans = offsetSpans(timezone, firstMs, firstMs + SHOWN_MINUTES * MINUTE_MS);
  return Array.from({ length: SHOWN_MINUTES }, (_, index) => {
    const atMs = firstMs + index * MINUTE_MS;
    const span = spans.find(({ toMs }) => atMs < toMs) ?? spans.at(-1)!;
    const { visitors, pageviews } = minutes.get(atMs) ?? { visitors: 0, pageviews: 0 };
    return { minute: localTime(atMs, span), visitors, pageviews };
  });
}
