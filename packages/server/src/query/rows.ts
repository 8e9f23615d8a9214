/**
 * The rows that parts of a plan count, before they are grouped: SQL for visits, events, and the
 * visits that hold a chosen event. The site and the time range are added here, to every one.
 *
 * Rows carry their dimensions as `d0`, `d1`, … with missing values already replaced by their text.
 */
import type { Dimension } from '@purestat/vocabulary';
import { addDays, startOfDateMs } from '../calendar.ts';
import type { Dialect } from './dialect.ts';
import { DIMENSION_ENTRIES, type DimensionEntry } from './dimensions.ts';
import { filterCondition } from './filters.ts';
import { allOf, join, raw, sql, type Fragment } from './fragment.ts';
import { isCut, speaksOfEntries, type Plan } from './plan.ts';
import { HOUR_MS, offsetSpans, rangeInstants } from './time.ts';

/** Where a dimension's value lies in a rowset. */
interface Columns {
  /** Timestamp that decides the hour. */
  ts: string;
  day: string;
  /** Alias of the rows that have the properties known of whole visits only. */
  visit: string;
  /** Alias of the rows that have the other properties. */
  own: string;
  /** Stands in for the pathname. */
  pathname?: string;
}

const EVENT_COLUMNS: Columns = { ts: 'e.ts', day: 'e.day', visit: 'v', own: 'e' };
/** As the events', but in the hour in which their visit began. */
const MATCHED_COLUMNS: Columns = { ...EVENT_COLUMNS, ts: 'e.visit_started' };
const VISIT_COLUMNS: Columns = { ts: 'v.started', day: 'v.day', visit: 'v', own: 'v' };
const ENTRY_COLUMNS: Columns = { ...VISIT_COLUMNS, pathname: 'v.entry_page' };

function timeValue(bucket: string, columns: Columns, plan: Plan, dialect: Dialect): Fragment {
  const day = raw(columns.day);
  if (bucket === 'date') return day;
  if (bucket === 'week') return dialect.weekOf(day);
  if (bucket === 'month') return dialect.monthOf(day);
  const { fromMs, toMs } = rangeInstants(plan.range, plan.timezone);
  return dialect.clockUnitOf(raw(columns.ts), HOUR_MS, offsetSpans(plan.timezone, fromMs, toMs));
}

function columnOf(entry: Exclude<DimensionEntry, { kind: 'time' }>, columns: Columns): string {
  if (entry.column === 'pathname' && columns.pathname !== undefined) return columns.pathname;
  return `${entry.visitOnly === true ? columns.visit : columns.own}.${entry.column}`;
}

function dimensionValue(
  dimension: Dimension,
  columns: Columns,
  plan: Plan,
  dialect: Dialect,
): Fragment {
  const entry = DIMENSION_ENTRIES[dimension];
  if (entry.kind === 'time') return timeValue(entry.bucket, columns, plan, dialect);
  const column = raw(columnOf(entry, columns));
  if (entry.missing === null) return column;
  return sql`CASE WHEN ${column} = '' THEN ${dialect.text(entry.missing)} ELSE ${column} END`;
}

/** `value AS d0, value AS d1, `, with a comma at the end so that further columns may follow. */
function dimensionColumns(columns: Columns, plan: Plan, dialect: Dialect): Fragment {
  const values = plan.dimensions.map(
    (dimension, index) =>
      sql`${dimensionValue(dimension, columns, plan, dialect)} AS ${raw(`d${index}`)}, `,
  );
  return join(values, '');
}

/** Names `d0, d1, ` with a comma at the end. */
export function dimensionNames(plan: Plan): string {
  return plan.dimensions.map((_, index) => `d${index}, `).join('');
}

function filterConditions(
  filters: Plan['visitFilters'],
  columns: Columns,
  dialect: Dialect,
): Fragment[] {
  return filters.map((filter) => {
    const entry = DIMENSION_ENTRIES[filter.dimension] as Exclude<DimensionEntry, { kind: 'time' }>;
    return filterCondition(filter, dialect, columnOf(entry, columns));
  });
}

function scope(alias: string, plan: Plan, dialect: Dialect): Fragment {
  const { dateFrom, dateTo } = plan.range;
  return sql`${raw(alias)}.site = ${dialect.site(plan.site)} AND ${raw(alias)}.day BETWEEN ${dialect.date(dateFrom)} AND ${dialect.date(dateTo)}`;
}

/** The part of the first and last day that the range takes. */
function within(ts: string, plan: Plan, dialect: Dialect): Fragment[] {
  const { fromMs, toMs } = plan.range;
  const conditions: Fragment[] = [];
  if (fromMs !== undefined) conditions.push(sql`${raw(ts)} >= ${dialect.instant(fromMs)}`);
  if (toMs !== undefined) conditions.push(sql`${raw(ts)} < ${dialect.instant(toMs)}`);
  return conditions;
}

/** Whether a dimension or filter asks for what only the rows of visits know. */
function needsVisit(plan: Plan): boolean {
  const names = [...plan.dimensions, ...plan.visitFilters.map((filter) => filter.dimension)];
  return names.some((name) => {
    const entry = DIMENSION_ENTRIES[name];
    return entry.kind !== 'time' && entry.visitOnly === true;
  });
}

function joinVisits(of: string, plan: Plan, dialect: Dialect): Fragment {
  return sql` JOIN ${raw(dialect.visitsTable)} v ON ${scope('v', plan, dialect)} AND v.day = ${raw(of)}.day AND v.visitor = ${raw(of)}.visitor AND v.started = ${raw(of)}.visit_started`;
}

function eventsFrom(plan: Plan, columns: Columns, dialect: Dialect, extra: Fragment[]): Fragment {
  const joined = needsVisit(plan) ? joinVisits('e', plan, dialect) : raw('');
  const conditions = [
    scope('e', plan, dialect),
    raw(`e.name <> 'engagement'`),
    ...within('e.ts', plan, dialect),
    ...extra,
    ...filterConditions([...plan.visitFilters, ...plan.eventFilters], columns, dialect),
  ];
  return sql`FROM ${raw(dialect.eventsTable)} e${joined} WHERE ${allOf(conditions)}`;
}

/** The chosen events; engagement is none, it only lengthens its visit. */
export function eventRows(plan: Plan, dialect: Dialect): Fragment {
  const dimensions = dimensionColumns(EVENT_COLUMNS, plan, dialect);
  return sql`SELECT ${dimensions}e.day, e.visitor, e.name = 'pageview' AS is_pageview, e.only_visit, e.first_on_page, e.new_on_page ${eventsFrom(plan, EVENT_COLUMNS, dialect, [])}`;
}

/** The visits that began in the range and hold a chosen event, once for each row they count in. */
export function matchedVisitRows(plan: Plan, dialect: Dialect): Fragment {
  const dimensions = dimensionColumns(MATCHED_COLUMNS, plan, dialect);
  const began = within('e.visit_started', plan, dialect);
  return sql`SELECT DISTINCT ${dimensions}e.day, e.visitor, e.visit_started ${eventsFrom(plan, MATCHED_COLUMNS, dialect, began)}`;
}

/** The matched visits with what is known of them; `entered`: they speak for their row's page. */
export function matchedVisitDetails(plan: Plan, dialect: Dialect): Fragment {
  const page = plan.dimensions.indexOf('pathname');
  const pathnames = plan.eventFilters.filter((filter) => filter.dimension === 'pathname');
  const conditions = speaksOfEntries(plan)
    ? [raw(`v.entry_page <> ''`), ...filterConditions(pathnames, ENTRY_COLUMNS, dialect)]
    : [];
  if (page !== -1) conditions.push(raw(`v.entry_page = m.d${page}`));
  return sql`SELECT m.*, v.pageviews, v.is_bounce, v.duration_ms, ${allOf(conditions)} AS entered FROM (${matchedVisitRows(plan, dialect)}) m${joinVisits('m', plan, dialect)}`;
}

/** Visits that began in the range, as rows of the page on which they entered. */
export function entryRows(plan: Plan, dialect: Dialect): Fragment {
  const filters = [...plan.visitFilters, ...plan.eventFilters];
  const conditions = [
    scope('v', plan, dialect),
    raw(`v.entry_page <> ''`),
    ...filterConditions(filters, ENTRY_COLUMNS, dialect),
  ];
  const dimensions = dimensionColumns(ENTRY_COLUMNS, plan, dialect);
  return sql`SELECT ${dimensions}v.pageviews, v.is_bounce, v.duration_ms FROM ${raw(dialect.visitsTable)} v WHERE ${allOf(conditions)}`;
}

/**
 * Visits, for all measures. `seen`: they hold an event in the range; `began`: they began in it.
 * Days that the range cuts give their events' numbers from the events themselves.
 */
export function visitRows(plan: Plan, dialect: Dialect): Fragment {
  const dimensions = dimensionColumns(VISIT_COLUMNS, plan, dialect);
  const counted = raw(
    'v.day, v.visitor, v.only_visit, v.marks, v.pageviews, v.events, v.is_bounce, v.duration_ms, v.pageviews AS visit_pageviews',
  );
  const where = allOf([
    scope('v', plan, dialect),
    ...filterConditions(plan.visitFilters, VISIT_COLUMNS, dialect),
  ]);
  const from = sql`FROM ${raw(dialect.visitsTable)} v WHERE ${where}`;
  if (!isCut(plan.range)) {
    return sql`SELECT ${dimensions}${counted}, true AS seen, true AS began ${from}`;
  }
  const cutDays = cutDaysOf(plan).map((day) => dialect.date(day));
  const isCutDay = (alias: string) => sql`${raw(alias)}.day IN (${join(cutDays, ', ')})`;
  const began = allOf(within('v.started', plan, dialect));
  const whole = sql`SELECT ${dimensions}${counted}, true AS seen, true AS began ${from} AND NOT ${isCutDay('v')}`;
  const ofCutDays = sql`SELECT ${dimensions}v.day, v.visitor, false, NULL, 0, 0, v.is_bounce, v.duration_ms, v.pageviews, false, true ${from} AND ${isCutDay('v')} AND ${began}`;
  const events = sql`SELECT ${dimensionColumns(EVENT_COLUMNS, plan, dialect)}e.day, e.visitor, false, NULL, (e.name = 'pageview')::INTEGER, 1, false, 0, 0, true, false ${eventsFrom(plan, EVENT_COLUMNS, dialect, [isCutDay('e')])}`;
  return join([whole, ofCutDays, events], ' UNION ALL ');
}

/** The days of which the range takes a part. */
function cutDaysOf({ range, timezone }: Plan): string[] {
  const days: string[] = [];
  if (range.fromMs !== undefined) days.push(range.dateFrom);
  if (range.toMs !== undefined) {
    let day = range.dateTo;
    // Nothing of the days after the range's own end counts.
    while (day > range.dateFrom && startOfDateMs(timezone, day) >= range.toMs) {
      days.push(day);
      day = addDays(day, -1);
    }
    days.push(day);
  }
  return [...new Set(days)];
}
