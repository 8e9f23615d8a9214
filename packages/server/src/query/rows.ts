/**
 * The rows that parts of a plan count, before they are grouped: SQL for visits, events, and the
 * visits that hold a chosen event. The site and the time range are added here, to every one.
 *
 * Rows carry their dimensions as `d0`, `d1`, … with missing values already replaced by their text.
 */
import type { Dimension, TimeDimension } from '@purestat/vocabulary';
import type { Dialect } from './dialect.ts';
import { dimensionEntry, type ValueEntry } from './dimensions.ts';
import {
  entryOf,
  isOfPathname,
  leavesOf,
  mentionsPathname,
  topLevelParts,
  type FilterNode,
  type ScrolledNode,
} from './filter-tree.ts';
import { treeCondition } from './filters.ts';
import { allOf, join, raw, sql, type Fragment } from './fragment.ts';
import { goalsAskedFor } from './conversions.ts';
import type { GoalDefinition } from './goals.ts';
import { EVENT_MEASURES, type Measure } from './metrics.ts';
import { isCut, speaksOfPages } from './parts.ts';
import type { Part, Plan } from './plan.ts';
import {
  CLOCK_UNITS_MS,
  cutDays,
  daysOf,
  offsetSpans,
  rangeInstants,
  type DaySpan,
} from './time.ts';

/** Where a dimension's value lies in a rowset. */
interface Columns {
  /** Timestamp that decides the hour. */
  ts: string;
  day: string;
  /** Alias of the rows that have the properties known of whole visits only. */
  visit: string;
  /** Alias of the rows that have the other properties. */
  own: string;
  /** When the row's visit began. */
  started: string;
  /** Stands in for the pathname. */
  pathname?: string | undefined;
}

const EVENT_COLUMNS: Columns = {
  ts: 'e.ts',
  day: 'e.day',
  visit: 'v',
  own: 'e',
  started: 'e.visit_started',
};
/** As the events', but in the hour in which their visit began. */
const MATCHED_COLUMNS: Columns = { ...EVENT_COLUMNS, ts: 'e.visit_started' };
const VISIT_COLUMNS: Columns = {
  ts: 'v.started',
  day: 'v.day',
  visit: 'v',
  own: 'v',
  started: 'v.started',
};

/** The page on which a visit entered, or left; '' where it has no pageview. */
const ENTRY_PAGE = 'v.entry_page';
const EXIT_PAGE = 'v.exit_page';
type EdgePage = typeof ENTRY_PAGE | typeof EXIT_PAGE;

/** The same rows with a page of their visit for a path. */
const onPage = (columns: Columns, pathname: EdgePage): Columns => ({ ...columns, pathname });

/** Events of which a visit has done one. */
const DONE_COLUMNS: Columns = {
  ts: 'd.ts',
  day: 'd.day',
  visit: 'w',
  own: 'd',
  started: 'd.visit_started',
};

/** Pageviews and reports of engagement, among which a visit's scrolls are looked for. */
const SCROLL_COLUMNS: Columns = {
  ts: 's.ts',
  day: 's.day',
  visit: 's',
  own: 's',
  started: 's.visit_started',
};

function timeValue(
  bucket: TimeDimension,
  columns: Columns,
  plan: Plan,
  dialect: Dialect,
): Fragment {
  const day = raw(columns.day);
  if (bucket === 'date') return day;
  if (bucket === 'week') return dialect.weekOf(day);
  if (bucket === 'month') return dialect.monthOf(day);
  const { fromMs, toMs } = rangeInstants(plan.range, plan.timezone);
  const unitMs = CLOCK_UNITS_MS[bucket];
  return dialect.clockUnitOf(raw(columns.ts), unitMs, offsetSpans(plan.timezone, fromMs, toMs));
}

/** '' where there is no value. */
function storedValue(entry: ValueEntry, columns: Columns, dialect: Dialect): Fragment {
  if (entry.column === 'pathname' && columns.pathname !== undefined) return raw(columns.pathname);
  const column = raw(`${entry.visitOnly === true ? columns.visit : columns.own}.${entry.column}`);
  return entry.property === undefined ? column : dialect.property(column, entry.property);
}

function dimensionValue(
  dimension: Dimension,
  columns: Columns,
  plan: Plan,
  dialect: Dialect,
): Fragment {
  const entry = dimensionEntry(dimension);
  if (entry.kind === 'time') return timeValue(entry.bucket, columns, plan, dialect);
  if (entry.kind === 'goal') return raw('g.name');
  if (entry.kind === 'keys') return dialect.eachKey(raw(`${columns.own}.${entry.column}`));
  const column = storedValue(entry, columns, dialect);
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

/** Whether the rows meet the tree. */
function conditionOf(node: FilterNode, columns: Columns, plan: Plan, dialect: Dialect): Fragment {
  return treeCondition(node, {
    dialect,
    valueOf: (entry) => storedValue(entry, columns, dialect),
    ownValueOf: (entry) => storedValue(entry, { ...columns, pathname: undefined }, dialect),
    hasDone: (part) => hasDone(part, columns, plan, dialect),
    scrolled: (scroll) => scrolled(scroll, columns, plan, dialect),
  });
}

/** Of the whole days of the range, as what a visit has done. A visit without a pageview of the page has none to be it. */
function scrolled(
  { page, percent }: ScrolledNode,
  columns: Columns,
  plan: Plan,
  dialect: Dialect,
): Fragment {
  const isPage: FilterNode = {
    kind: 'leaf',
    dimension: 'pathname',
    operator: 'is',
    values: [page],
  };
  const conditions = [
    scope('s', plan, dialect),
    raw(`s.name IN ('pageview', 'engagement')`),
    conditionOf(isPage, SCROLL_COLUMNS, plan, dialect),
  ];
  const { day, own, started } = columns;
  const event = raw(`(${day}, ${own}.visitor, ${started}, ${own}.pathname, ${own}.ts)`);
  const isPageview = raw(`s.name = 'pageview'`);
  return sql`${event} IN (SELECT s.day, s.visitor, s.visit_started, s.pathname, min(CASE WHEN ${isPageview} THEN s.ts END) FROM ${raw(dialect.eventsTable)} s WHERE ${allOf(conditions)} GROUP BY s.day, s.visitor, s.visit_started, s.pathname HAVING max(s.scroll_depth) >= ${percent} AND ${dialect.countIf(isPageview)} > 0)`;
}

/** Of the whole days of the range: a visit is chosen whole, whatever part of it the range takes. */
function hasDone(part: FilterNode, columns: Columns, plan: Plan, dialect: Dialect): Fragment {
  const joined = needsVisitColumns(part) ? joinVisits('w', 'd', plan, dialect) : raw('');
  const conditions = [
    scope('d', plan, dialect),
    raw(`d.name <> 'engagement'`),
    conditionOf(part, DONE_COLUMNS, plan, dialect),
  ];
  const visit = raw(`(${columns.day}, ${columns.own}.visitor, ${columns.started})`);
  return sql`${visit} IN (SELECT d.day, d.visitor, d.visit_started FROM ${raw(dialect.eventsTable)} d${joined} WHERE ${allOf(conditions)})`;
}

/** The site's days of the range. @param except days that are read from elsewhere */
export function scope(alias: string, plan: Plan, dialect: Dialect, except = plan.except): Fragment {
  const { dateFrom, dateTo } = plan.range;
  const day = raw(`${alias}.day`);
  const conditions = [
    sql`${raw(alias)}.site = ${dialect.site(plan.site)}`,
    inSpan(day, [dateFrom, dateTo], dialect),
    ...except.map((span) => sql`NOT (${inSpan(day, span, dialect)})`),
  ];
  return allOf(conditions);
}

/** Whether a date column lies within the days. */
export function inSpan(day: Fragment, [from, to]: DaySpan, dialect: Dialect): Fragment {
  return sql`${day} BETWEEN ${dialect.date(from)} AND ${dialect.date(to)}`;
}

/** The part of the first and last day that the range takes. */
function within(ts: string, plan: Plan, dialect: Dialect): Fragment[] {
  const { fromMs, toMs } = plan.range;
  const conditions: Fragment[] = [];
  if (fromMs !== undefined) conditions.push(sql`${raw(ts)} >= ${dialect.instant(fromMs)}`);
  if (toMs !== undefined) conditions.push(sql`${raw(ts)} < ${dialect.instant(toMs)}`);
  return conditions;
}

/** Whether the tree asks for what only the rows of visits know. */
const needsVisitColumns = (node: FilterNode) =>
  leavesOf(node).some((leaf) => entryOf(leaf).visitOnly === true);

function isVisitOnly(name: Dimension): boolean {
  const entry = dimensionEntry(name);
  return entry.kind === 'visit' && entry.visitOnly === true;
}

function needsVisit(plan: Plan): boolean {
  return plan.dimensions.some(isVisitOnly) || needsVisitColumns(plan.filter);
}

/** The visits, as `alias`, of the events `of`. */
function joinVisits(alias: string, of: string, plan: Plan, dialect: Dialect): Fragment {
  const [visit, event] = [raw(alias), raw(of)];
  return sql` JOIN ${raw(dialect.visitsTable)} ${visit} ON ${scope(alias, plan, dialect)} AND ${visit}.day = ${event}.day AND ${visit}.visitor = ${event}.visitor AND ${visit}.started = ${event}.visit_started`;
}

interface EventRowsOptions {
  extra?: Fragment[];
  withVisits?: boolean;
  /** The events are reports of engagement; else they are all others. */
  areEngagements?: boolean;
}

function eventsFrom(
  plan: Plan,
  columns: Columns,
  dialect: Dialect,
  { extra = [], withVisits = needsVisit(plan), areEngagements = false }: EventRowsOptions,
): Fragment {
  const joined = withVisits ? joinVisits('v', 'e', plan, dialect) : raw('');
  const goals = plan.dimensions.includes('goal') ? goalRows(plan.goals, dialect) : raw('');
  const conditions = [
    scope('e', plan, dialect),
    raw(`e.name ${areEngagements ? '=' : '<>'} 'engagement'`),
    ...within('e.ts', plan, dialect),
    ...extra,
    ...metGoal(plan, columns, dialect),
    conditionOf(plan.filter, columns, plan, dialect),
  ];
  return sql`FROM ${raw(dialect.eventsTable)} e${joined}${goals} WHERE ${allOf(conditions)}`;
}

/** The goals beside every event, as rows `g` of their names. */
function goalRows(goals: readonly GoalDefinition[], dialect: Dialect): Fragment {
  const names = goals.map(({ name }) => sql`SELECT ${dialect.text(name)} AS name`);
  if (names.length === 0) names.push(raw(`SELECT '' AS name`));
  return sql` CROSS JOIN (${join(names, ' UNION ALL ')}) g`;
}

/** Names are unique among the goals of a site. */
const isRowsGoal = ({ name }: GoalDefinition, dialect: Dialect) =>
  sql`g.name = ${dialect.text(name)}`;

/** With the dimension `goal`: that the event meets the row's goal. */
function metGoal(plan: Plan, columns: Columns, dialect: Dialect): Fragment[] {
  if (!plan.dimensions.includes('goal')) return [];
  const met = (goals: readonly GoalDefinition[]) =>
    conditionOf({ kind: 'goal', goals, negated: false }, columns, plan, dialect);
  const cases = plan.goals.map((goal) => sql`(${isRowsGoal(goal, dialect)} AND ${met([goal])})`);
  // Most events meet no goal: those are left out before they are laid beside every goal.
  return [met(plan.goals), cases.length === 0 ? raw('false') : sql`(${join(cases, ' OR ')})`];
}

// Columns are named even where the name is their own: what is read from a join is else called after its table.

/** The chosen events; engagement is none, it only lengthens its visit. */
export function eventRows(plan: Plan, dialect: Dialect): Fragment {
  const dimensions = dimensionColumns(EVENT_COLUMNS, plan, dialect);
  return sql`SELECT ${dimensions}e.day AS day, e.visitor AS visitor, e.name = 'pageview' AS is_pageview, e.only_visit AS only_visit, e.first_on_page AS first_on_page, e.new_on_page AS new_on_page ${eventsFrom(plan, EVENT_COLUMNS, dialect, {})}`;
}

/**
 * Reports of engagement, one row for each visit of a row: its time, its deepest scrolls on each page
 * added up, and on how many pages it scrolled.
 */
export function engagementRows(plan: Plan, { measures }: Part, dialect: Dialect): Fragment {
  const dimensions = dimensionColumns(EVENT_COLUMNS, plan, dialect);
  const visit = raw(`${dimensionNames(plan)}visitor, visit_started`);
  const isByPage = measures.includes('scrolled_pages') && !plan.dimensions.includes('pathname');
  const key = isByPage ? sql`${visit}, pathname` : visit;
  const reports = sql`SELECT ${dimensions}e.visitor, e.visit_started, e.pathname, e.engaged_ms, e.scroll_depth ${eventsFrom(plan, EVENT_COLUMNS, dialect, { areEngagements: true })}`;
  const rows = sql`SELECT ${visit}, sum(engaged_ms) AS engaged_ms, max(scroll_depth) AS deepest, CASE WHEN max(scroll_depth) > 0 THEN 1 ELSE 0 END AS pages FROM (${reports}) GROUP BY ${key}`;
  if (!isByPage || !measures.includes('engaged_visits')) return rows;
  return sql`SELECT ${visit}, sum(engaged_ms) AS engaged_ms, sum(deepest) AS deepest, sum(pages) AS pages FROM (${rows}) GROUP BY ${visit}`;
}

/** What the chosen events of each currency amount to. */
export function revenueRows(plan: Plan, dialect: Dialect): Fragment {
  const dimensions = dimensionColumns(EVENT_COLUMNS, plan, dialect);
  const extra = [raw('e.revenue_amount IS NOT NULL'), ...acceptedCurrency(plan, dialect)];
  const amounts = sql`SELECT ${dimensions}e.revenue_currency AS currency, ${dialect.tenThousandths(raw('e.revenue_amount'))} AS amount ${eventsFrom(plan, EVENT_COLUMNS, dialect, { extra })}`;
  const names = raw(dimensionNames(plan));
  return sql`SELECT ${names}currency, sum(amount) AS amount, count(*) AS events FROM (${amounts}) GROUP BY ${names}currency`;
}

/**
 * Under goals with a currency only amounts of it count: under the row's goal, else under those the
 * filter asks for. Events that meet none of these are under no goal.
 */
function acceptedCurrency(plan: Plan, dialect: Dialect): Fragment[] {
  const isOf = ({ currency }: GoalDefinition) =>
    currency === null ? raw('true') : sql`e.revenue_currency = ${dialect.text(currency)}`;
  if (plan.dimensions.includes('goal')) {
    const rows = plan.goals.map((goal) => sql`(${isRowsGoal(goal, dialect)} AND ${isOf(goal)})`);
    return rows.length === 0 ? [] : [sql`(${join(rows, ' OR ')})`];
  }
  const asked = goalsAskedFor(plan.filter) ?? [];
  if (asked.every(({ currency }) => currency === null)) return [];
  const met = (goals: readonly GoalDefinition[]) =>
    conditionOf({ kind: 'goal', goals, negated: false }, EVENT_COLUMNS, plan, dialect);
  const accepting = asked.map((goal) => sql`(${met([goal])} AND ${isOf(goal)})`);
  return [sql`(${join(accepting, ' OR ')} OR NOT ${met(asked)})`];
}

/** The visits that began in the range and hold a chosen event, once for each row they count in. */
export function matchedVisitRows(plan: Plan, dialect: Dialect): Fragment {
  const dimensions = dimensionColumns(MATCHED_COLUMNS, plan, dialect);
  const extra = within('e.visit_started', plan, dialect);
  return sql`SELECT DISTINCT ${dimensions}e.day AS day, e.visitor AS visitor, e.visit_started AS visit_started ${eventsFrom(plan, MATCHED_COLUMNS, dialect, { extra })}`;
}

const KNOWN_OF_VISITS =
  'v.pageviews AS pageviews, v.is_bounce AS is_bounce, v.duration_ms AS duration_ms';

/** The matched visits with what is known of them; `entered`, `exited`: they speak for their row's page. */
export function matchedVisitDetails(plan: Plan, dialect: Dialect): Fragment {
  const ofPaths = topLevelParts(plan.filter).filter(mentionsPathname);
  if (!ofPaths.every(isOfPathname)) return matchedEdgeDetails(plan, dialect);
  const page = plan.dimensions.indexOf('pathname');
  const speaksFor = (edge: EdgePage) => {
    if (!speaksOfPages(plan)) return raw('true');
    const conditions = ofPaths.map((part) =>
      conditionOf(part, onPage(VISIT_COLUMNS, edge), plan, dialect),
    );
    if (page !== -1) conditions.push(raw(`${edge} = m.d${page}`));
    return allOf([raw(`${edge} <> ''`), ...conditions]);
  };
  return sql`SELECT m.*, ${raw(KNOWN_OF_VISITS)}, ${speaksFor(ENTRY_PAGE)} AS entered, ${speaksFor(EXIT_PAGE)} AS exited FROM (${matchedVisitRows(plan, dialect)}) m${joinVisits('v', 'm', plan, dialect)}`;
}

/** The same where the path chooses together with other properties of the event: each event has to be asked. */
function matchedEdgeDetails(plan: Plan, dialect: Dialect): Fragment {
  const dimensions = dimensionColumns(MATCHED_COLUMNS, plan, dialect);
  const speaksFor = (edge: EdgePage) => {
    const condition = conditionOf(plan.filter, onPage(MATCHED_COLUMNS, edge), plan, dialect);
    const isRowsPage = plan.dimensions.includes('pathname') ? [raw(`${edge} = e.pathname`)] : [];
    return allOf([raw(`${edge} <> ''`), condition, ...isRowsPage]);
  };
  const from = eventsFrom(plan, MATCHED_COLUMNS, dialect, {
    extra: within('e.visit_started', plan, dialect),
    withVisits: true,
  });
  const asked = sql`SELECT ${dimensions}e.day AS day, e.visitor AS visitor, e.visit_started AS visit_started, ${raw(KNOWN_OF_VISITS)}, ${speaksFor(ENTRY_PAGE)} AS entered, ${speaksFor(EXIT_PAGE)} AS exited ${from}`;
  const visit = raw(
    `${dimensionNames(plan)}day, visitor, visit_started, pageviews, is_bounce, duration_ms`,
  );
  return sql`SELECT ${visit}, max(entered) AS entered, max(exited) AS exited FROM (${asked}) GROUP BY ${visit}`;
}

/** Visits that began in the range, as rows of the page on which they entered. */
export function entryRows(plan: Plan, dialect: Dialect): Fragment {
  return edgeRows(ENTRY_PAGE, plan, dialect);
}

/** The same of the page on which they left. */
export function exitRows(plan: Plan, dialect: Dialect): Fragment {
  return edgeRows(EXIT_PAGE, plan, dialect);
}

function edgeRows(edge: EdgePage, plan: Plan, dialect: Dialect): Fragment {
  const columns = onPage(VISIT_COLUMNS, edge);
  const conditions = [
    scope('v', plan, dialect),
    raw(`${edge} <> ''`),
    conditionOf(plan.filter, columns, plan, dialect),
  ];
  const dimensions = dimensionColumns(columns, plan, dialect);
  return sql`SELECT ${dimensions}${raw(KNOWN_OF_VISITS)} FROM ${raw(dialect.visitsTable)} v WHERE ${allOf(conditions)}`;
}

/** Of what a visit counted: as a whole; in a day that the range cuts; and of each event of such a day. */
interface VisitMeasured {
  name: string;
  whole: string;
  cut: string;
  event: string;
  /** The measures that are made of it. */
  of: readonly Measure[];
}

const VISIT_MEASURED: readonly VisitMeasured[] = [
  {
    name: 'pageviews',
    whole: 'v.pageviews',
    cut: '0',
    event: `CASE WHEN e.name = 'pageview' THEN 1 ELSE 0 END`,
    of: ['pageviews'],
  },
  { name: 'events', whole: 'v.events', cut: '0', event: '1', of: ['events'] },
  {
    name: 'is_bounce',
    whole: 'v.is_bounce',
    cut: 'v.is_bounce',
    event: 'false',
    of: ['entered_bounces'],
  },
  {
    name: 'duration_ms',
    whole: 'v.duration_ms',
    cut: 'v.duration_ms',
    event: '0',
    of: ['entered_duration_ms'],
  },
  {
    name: 'visit_pageviews',
    whole: 'v.pageviews',
    cut: 'v.pageviews',
    event: '0',
    of: ['entered_pageviews', 'entrances', 'exits'],
  },
];

/** `value AS name, `, with a comma at the end so that further columns may follow. */
const namedColumns = (columns: readonly VisitMeasured[], of: 'whole' | 'cut' | 'event') =>
  raw(columns.map((column) => `${column[of]} AS ${column.name}, `).join(''));

const VISITOR_OF_VISIT = raw(
  'v.day AS day, v.visitor AS visitor, v.only_visit AS only_visit, v.marks AS marks, ',
);

/**
 * Visits, for all measures. `seen`: they hold an event in the range; `began`: they began in it.
 * Days that the range cuts give their events' numbers from the events themselves. Where it cuts
 * their end alone, a visit that began before has its first event there: its visitor is known
 * without them.
 */
export function visitRows(plan: Plan, { measures }: Part, dialect: Dialect): Fragment {
  const dimensions = dimensionColumns(VISIT_COLUMNS, plan, dialect);
  const columns = VISIT_MEASURED.filter((column) =>
    column.of.some((name) => measures.includes(name)),
  );
  const counted = namedColumns(columns, 'whole');
  const where = allOf([
    scope('v', plan, dialect),
    conditionOf(plan.filter, VISIT_COLUMNS, plan, dialect),
  ]);
  const from = sql`FROM ${raw(dialect.visitsTable)} v WHERE ${where}`;
  if (!isCut(plan.range)) {
    return sql`SELECT ${dimensions}${VISITOR_OF_VISIT}${counted}true AS seen, true AS began ${from}`;
  }
  const cut = cutDays(plan.range, plan.timezone);
  const days = cut.map((day) => dialect.date(day));
  const isCutDay = (alias: string) => sql`${raw(alias)}.day IN (${join(days, ', ')})`;
  const began = allOf(within('v.started', plan, dialect));
  const tellsVisitors = plan.range.fromMs === undefined;
  const whole = sql`SELECT ${dimensions}${VISITOR_OF_VISIT}${counted}true AS seen, true AS began ${from} AND NOT ${isCutDay('v')}`;
  const visitors = tellsVisitors
    ? VISITOR_OF_VISIT
    : raw(
        'v.day AS day, v.visitor AS visitor, false AS only_visit, CASE WHEN false THEN v.marks END AS marks, ',
      );
  const ofCutDays = sql`SELECT ${dimensions}${visitors}${namedColumns(columns, 'cut')}${raw(String(tellsVisitors))} AS seen, true AS began ${from} AND ${isCutDay('v')} AND ${began}`;
  const events = sql`SELECT ${dimensionColumns(EVENT_COLUMNS, plan, dialect)}e.day, e.visitor, false, NULL, ${namedColumns(columns, 'event')}${raw(String(!tellsVisitors))}, false ${eventsFrom(plan, EVENT_COLUMNS, dialect, { extra: [isCutDay('e')] })}`;
  const isOfEvents = EVENT_MEASURES.some(
    (name) => measures.includes(name) && !(tellsVisitors && name === 'visitors'),
  );
  // A statement costs by its length too, and a comparison often takes a part of one day alone.
  const hasWhole = daysOf(plan.range).some((day) => !cut.includes(day));
  const rows = [...(hasWhole ? [whole] : []), ofCutDays, ...(isOfEvents ? [events] : [])];
  return join(rows, ' UNION ALL ');
}

/** The chosen events, for statements that are no report: `FROM …`, where each is `e`. */
export interface ChosenEvents {
  from: Fragment;
  /** `value AS d0, `, with a comma at the end. */
  dimensions: Fragment;
  /** Whether an event meets a tree of its own properties. */
  meets(node: FilterNode): Fragment;
}

export function chosenEvents(plan: Plan, dialect: Dialect): ChosenEvents {
  return {
    from: eventsFrom(plan, EVENT_COLUMNS, dialect, {}),
    dimensions: dimensionColumns(EVENT_COLUMNS, plan, dialect),
    meets: (node) => conditionOf(node, EVENT_COLUMNS, plan, dialect),
  };
}
