/**
 * The views of rows, made of those columns alone that a statement names. A view is bound whole each
 * time it is named: of a dashboard's statements, which read little, that was a third of their cost.
 */
import { EVENT_COLUMNS, VISIT_PROPERTIES } from '../event-record.ts';

const pageAt = (edge: 'min' | 'max') =>
  `coalesce(arg_${edge}(pathname, {'ts': ts, 'pathname': pathname}) FILTER (WHERE name = 'pageview'), '')`;

/** What each column of `hot_visits` is, as the view has it: see the migration that makes it. */
const HOT_VISIT: Readonly<Record<string, string>> = {
  site: 'site',
  day: 'day',
  visitor: 'visitor',
  started: 'visit_started',
  only_visit: 'false',
  marks: 'NULL::UINTEGER',
  duration_ms: 'greatest(0, epoch_ms(max(ts)) - epoch_ms(visit_started))::UINTEGER',
  pageviews: `(count(*) FILTER (WHERE name = 'pageview'))::UINTEGER`,
  events: `(count(*) FILTER (WHERE name <> 'engagement'))::UINTEGER`,
  is_bounce: `count(*) FILTER (WHERE name = 'pageview') <= 1
    AND count(*) FILTER (WHERE interactive AND name NOT IN ('pageview', 'engagement')) = 0`,
  entry_page: pageAt('min'),
  exit_page: pageAt('max'),
  ...Object.fromEntries(VISIT_PROPERTIES.map((name) => [name, `any_value(${name})`])),
};

/** Columns that rows get when they are sealed, and what stands for them before. */
const HOT_EVENT: Readonly<Record<string, string>> = {
  ...Object.fromEntries(EVENT_COLUMNS.map((name) => [name, name])),
  only_visit: 'false',
  first_on_page: 'false',
  new_on_page: 'NULL',
};

const VIEWS: Readonly<Record<string, (named: ReadonlySet<string>) => string>> = {
  all_visits: (named) =>
    union('visits', HOT_VISIT, named, 'hot_events GROUP BY site, day, visitor, visit_started'),
  all_events: (named) => union('events', HOT_EVENT, named, 'hot_events'),
};

function union(
  sealed: string,
  hot: Readonly<Record<string, string>>,
  named: ReadonlySet<string>,
  from: string,
): string {
  const columns = Object.keys(hot).filter((column) => named.has(column));
  const hotColumns = columns.map((column) => `${hot[column]} AS ${column}`);
  return `(SELECT ${columns.join(', ')} FROM ${sealed} UNION ALL SELECT ${hotColumns.join(', ')} FROM ${from})`;
}

const VIEW = /\ball_(?:visits|events)\b/g;

/** @param text names each column of the views that it reads: it has no `*` over one of them */
export function narrowViews(text: string): string {
  const named = new Set(text.match(/[a-z_]+/g));
  return text.replaceAll(VIEW, (view) => VIEWS[view]!(named));
}
