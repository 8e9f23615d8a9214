/** Who is on the site now: the last 5 minutes, and the last 30 by the minute. */
import { NO_SOURCE, NOT_SET, type RealtimeAnswer } from '@purestat/vocabulary';
import { addDays, dateAt } from '../calendar.ts';
import type { ResultRow } from '../stores/event-store.ts';
import { cacheOf } from './cache.ts';
import { duckdbDialect as dialect } from './dialect.ts';
import { raw, sql, type Fragment } from './fragment.ts';
import type { StatsContext } from './run.ts';
import { localTime, offsetSpans } from './time.ts';

const MINUTE_MS = 60_000;
const PRESENT_MINUTES = 5;
const SHOWN_MINUTES = 30;
const LISTED = 10;

const list = (rows: ResultRow[]) =>
  rows.map(({ value, visitors }) => ({ value: String(value), visitors: Number(visitors) }));

/** Events (engagement is none) of the last 5 minutes; per minute of the last 30, the present one last. */
export async function runRealtime(context: StatsContext): Promise<RealtimeAnswer> {
  const present = eventsSince(context, wholeSecond(context) - PRESENT_MINUTES * MINUTE_MS);
  const [totals, pages, sources, countries, perMinute] = await Promise.all([
    ask(
      context,
      sql`SELECT count(DISTINCT (day, visitor)) AS visitors, count(*) FILTER (WHERE name = 'pageview') AS pageviews ${present}`,
    ),
    ask(context, topList('pathname', '', present)),
    ask(context, topList('source', NO_SOURCE, present)),
    ask(context, topList('country', NOT_SET, present)),
    countPerMinute(context),
  ]);
  return {
    visitors: Number(totals[0]!.visitors),
    pageviews: Number(totals[0]!.pageviews),
    top_pages: list(pages).map(({ value, visitors }) => ({ pathname: value, visitors })),
    top_sources: list(sources).map(({ value, visitors }) => ({ source: value, visitors })),
    countries: list(countries).map(({ value, visitors }) => ({ country: value, visitors })),
    per_minute: perMinute,
  };
}

/** Asked several times in a second it is the same question. */
const wholeSecond = ({ nowMs }: StatsContext) => Math.floor(nowMs / 1000) * 1000;

function ask({ store, site, signal }: StatsContext, text: Fragment): Promise<ResultRow[]> {
  return cacheOf(store).query(site.number, text.toStatement(), signal);
}

function eventsSince(context: StatsContext, sinceMs: number): Fragment {
  const { site } = context;
  // Yesterday too: the timezone may have been changed since the events were stored.
  const day = addDays(dateAt(site.timezone, sinceMs), -1);
  const untilMs = wholeSecond(context) + 1000;
  return sql`FROM ${raw(dialect.eventsTable)} WHERE site = ${dialect.site(site.number)} AND day >= ${dialect.date(day)} AND ts >= ${dialect.instant(sinceMs)} AND ts < ${dialect.instant(untilMs)} AND name <> 'engagement'`;
}

function topList(column: string, missing: string, from: Fragment): Fragment {
  const value = sql`CASE WHEN ${raw(column)} = '' THEN ${dialect.text(missing)} ELSE ${raw(column)} END`;
  return sql`SELECT ${value} AS value, count(DISTINCT (day, visitor)) AS visitors ${from} GROUP BY 1 ORDER BY visitors DESC, value ASC LIMIT ${LISTED}`;
}

async function countPerMinute(context: StatsContext): Promise<RealtimeAnswer['per_minute']> {
  const presentMs = Math.floor(context.nowMs / MINUTE_MS) * MINUTE_MS;
  const firstMs = presentMs - (SHOWN_MINUTES - 1) * MINUTE_MS;
  const rows = await ask(
    context,
    sql`SELECT epoch_ms(ts) // ${MINUTE_MS}::BIGINT AS minute, count(DISTINCT (day, visitor)) AS visitors, count(*) FILTER (WHERE name = 'pageview') AS pageviews ${eventsSince(context, firstMs)} GROUP BY 1`,
  );
  const counted = new Map(rows.map((row) => [Number(row.minute) * MINUTE_MS, row]));
  const spans = offsetSpans(context.site.timezone, firstMs, presentMs + MINUTE_MS);
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
