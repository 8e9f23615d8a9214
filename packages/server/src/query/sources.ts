/** The sources of parts: which rows each of them counts, and how a measure is counted over them. */
import { markBit } from '../stores/visit-marks.ts';
import type { Dialect } from './dialect.ts';
import { raw, sql, type Fragment } from './fragment.ts';
import type { Measure } from './metrics.ts';
import { numbersMeasure } from './numbers.ts';
import { meanSql, numberRows, numbersSql } from './number-rows.ts';
import type { Part, Plan, Source } from './plan.ts';
import {
  dimensionNames,
  engagementRows,
  entryRows,
  eventRows,
  exitRows,
  matchedVisitDetails,
  matchedVisitRows,
  revenueRows,
  visitRows,
} from './rows.ts';

type MeasureSql = { [name in Measure]?: (dialect: Dialect, plan: Plan) => Fragment };

const VISITOR = ['day', 'visitor'];

/** Those among the rows of `known` are counted by `isFirst`; only the others need to be told apart. */
function countVisitors(known: Fragment, isFirst: Fragment, dialect: Dialect): Fragment {
  return sql`${dialect.countIf(isFirst)} + ${dialect.countDistinctIf(VISITOR, sql`NOT (${known})`)}`;
}

const OF_VISITS: MeasureSql = {
  visitors: (dialect, { mark }) => {
    if (mark === null) {
      return countVisitors(raw('only_visit OR NOT seen'), raw('only_visit AND seen'), dialect);
    }
    const isFirst = dialect.hasBit(raw('marks'), markBit(mark));
    return countVisitors(raw('marks IS NOT NULL OR NOT seen'), sql`seen AND ${isFirst}`, dialect);
  },
  pageviews: (dialect) => dialect.sum(raw('pageviews')),
  events: (dialect) => dialect.sum(raw('events')),
  visits: (dialect) => dialect.countIf(raw('began')),
  entered_visits: (dialect) => dialect.countIf(raw('began')),
  entered_bounces: (dialect) => dialect.countIf(raw('began AND is_bounce')),
  entered_pageviews: (dialect) => dialect.sum(raw('visit_pageviews')),
  entered_duration_ms: (dialect) => dialect.sum(raw('duration_ms')),
  entrances: (dialect) => dialect.countIf(raw('began AND visit_pageviews > 0')),
  exits: (dialect) => dialect.countIf(raw('began AND visit_pageviews > 0')),
};

const OF_EXITS: MeasureSql = { exits: () => raw('count(*)') };

const OF_ENTRIES: MeasureSql = {
  entrances: () => raw('count(*)'),
  entered_visits: () => raw('count(*)'),
  entered_bounces: (dialect) => dialect.countIf(raw('is_bounce')),
  entered_pageviews: (dialect) => dialect.sum(raw('pageviews')),
  entered_duration_ms: (dialect) => dialect.sum(raw('duration_ms')),
};

const OF_MATCHED: MeasureSql = {
  visits: () => raw('count(*)'),
  entered_visits: (dialect) => dialect.countIf(raw('entered')),
  entered_bounces: (dialect) => dialect.countIf(raw('entered AND is_bounce')),
  entered_pageviews: (dialect) => dialect.sum(raw('CASE WHEN entered THEN pageviews ELSE 0 END')),
  entered_duration_ms: (dialect) =>
    dialect.sum(raw('CASE WHEN entered THEN duration_ms ELSE 0 END')),
  entrances: (dialect) => dialect.countIf(raw('entered AND pageviews > 0')),
  exits: (dialect) => dialect.countIf(raw('exited AND pageviews > 0')),
};

/** Over one row per visitor, see `perVisitor`. */
const OF_EVENTS: MeasureSql = {
  visitors: () => raw('count(*)'),
  converted_visitors: () => raw('count(*)'),
  pageviews: (dialect) => dialect.sum(raw('pageviews')),
  events: (dialect) => dialect.sum(raw('events')),
  conversions: (dialect) => dialect.sum(raw('events')),
};

const OF_PAGES: MeasureSql = {
  visitors: (dialect, { mark }) => {
    return mark === 'visitor'
      ? countVisitors(raw('new_on_page IS NOT NULL'), raw('new_on_page'), dialect)
      : countVisitors(raw('only_visit'), raw('only_visit AND first_on_page'), dialect);
  },
  pageviews: (dialect) => dialect.countIf(raw('is_pageview')),
  events: () => raw('count(*)'),
};

/** Distinct visitors by grouping twice, which is faster than a distinct count. */
function perVisitor(plan: Plan, dialect: Dialect): Fragment {
  const names = raw(dimensionNames(plan));
  return sql`SELECT ${names}day, visitor, ${dialect.countIf(raw('is_pageview'))} AS pageviews, count(*) AS events FROM (${eventRows(plan, dialect)}) GROUP BY ${names}day, visitor`;
}

const OF_ENGAGEMENTS: MeasureSql = {
  engaged_ms: (dialect) => dialect.sum(raw('engaged_ms')),
  engaged_visits: (dialect) => dialect.countIf(raw('engaged_ms > 0')),
  deepest_scrolls: (dialect) => dialect.sum(raw('deepest')),
  scrolled_pages: (dialect) => dialect.sum(raw('pages')),
};

/** Over one row per currency. */
const OF_REVENUE: MeasureSql = {
  amounts: (dialect) =>
    dialect.joined(
      raw(`currency || ' ' || CAST(amount AS VARCHAR) || ' ' || CAST(events AS VARCHAR)`),
    ),
  amount: () => raw('CASE WHEN count(*) = 1 THEN max(amount) END'),
  average_amount: (dialect) =>
    sql`CASE WHEN count(*) = 1 THEN ${meanSql('max(amount)', 'max(events)', dialect)} END`,
};

/** How the measure is counted over the rows of the source; undefined: it is not. */
export function measureOf(source: Exclude<Source, 'figures'>, name: Measure) {
  const numbers = source === 'numbers' ? numbersMeasure(name) : null;
  return numbers === null
    ? SOURCES[source].measures[name]
    : (dialect: Dialect) => numbersSql(numbers, dialect);
}

export const SOURCES: Record<
  Exclude<Source, 'figures'>,
  { rows(plan: Plan, part: Part, dialect: Dialect): Fragment; measures: MeasureSql }
> = {
  visits: { rows: visitRows, measures: OF_VISITS },
  entries: { rows: (plan, _part, dialect) => entryRows(plan, dialect), measures: OF_ENTRIES },
  exits: { rows: (plan, _part, dialect) => exitRows(plan, dialect), measures: OF_EXITS },
  engagements: { rows: engagementRows, measures: OF_ENGAGEMENTS },
  revenue: { rows: (plan, _part, dialect) => revenueRows(plan, dialect), measures: OF_REVENUE },
  numbers: { rows: numberRows, measures: {} },
  events: { rows: (plan, _part, dialect) => perVisitor(plan, dialect), measures: OF_EVENTS },
  pages: { rows: (plan, _part, dialect) => eventRows(plan, dialect), measures: OF_PAGES },
  matched: {
    rows: (plan, part, dialect) =>
      part.measures.every((measure) => measure === 'visits')
        ? matchedVisitRows(plan, dialect)
        : matchedVisitDetails(plan, dialect),
    measures: OF_MATCHED,
  },
};
