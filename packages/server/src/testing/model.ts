/**
 * METRICS.md, word by word and slowly: the figures of a list of events, counted in memory. Shares
 * no code with the query engine, so that the two can be held against each other.
 */
import type { AnyMetric, Dimension, FilterExpression } from '@purestat/vocabulary';
import { Temporal } from 'temporal-polyfill';
import type { EventRecord } from '../stores/event-record.ts';
import {
  askedGoals,
  isTrueOf,
  meetsGoal,
  mentioned,
  missingText,
  storedValue,
  topParts,
  type ModelGoal,
  type Moment,
} from './model-filters.ts';
import { metricOf, type ModelValue } from './model-metrics.ts';
import { visitsOf, type Visit } from './model-visits.ts';

export interface ModelQuery {
  metrics: AnyMetric[];
  dimensions: Dimension[];
  /** `["and"]`: everything. */
  filter: FilterExpression;
  goals: ModelGoal[];
  dateFrom: string;
  dateTo: string;
  /** [fromMs, toMs), within the days. */
  fromMs?: number;
  toMs?: number;
  timezone: string;
}

/** What was counted for one combination of values. */
export interface Counted {
  values: string[];
  /** Chosen events that happened in the row. */
  events: Moment[];
  /** Chosen events whose visit began in the row, and in the range. */
  visiting: Moment[];
  engagement: Moment[];
}

const TIME = ['minute', 'hour', 'date', 'week', 'month'];
/** What a report of engagement does not carry. */
const UNKNOWN_OF_ENGAGEMENT = /^(goal|property|event_name|page_title|props:.*)$/;
const OF_CONVERSIONS = /^(goal|property|event_name|props:.*)$/;

function timeLabel(dimension: Dimension, atMs: number, day: string, timezone: string): string {
  const date = Temporal.PlainDate.from(day);
  if (dimension === 'date') return day;
  if (dimension === 'week') return date.subtract({ days: date.dayOfWeek - 1 }).toString();
  if (dimension === 'month') return date.with({ day: 1 }).toString();
  const local = Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(timezone);
  const text = local.toPlainDateTime().toString();
  const clock = dimension === 'hour' ? `${text.slice(0, 13)}:00:00` : `${text.slice(0, 16)}:00`;
  return `${clock}${local.offset}`;
}

/** The values of a dimension under which an event stands: several goals or keys, or none. */
function valuesOf(dimension: Dimension, moment: Moment, atMs: number, query: ModelQuery): string[] {
  if (TIME.includes(dimension)) {
    return [timeLabel(dimension, atMs, moment.event.day, query.timezone)];
  }
  if (dimension === 'goal') {
    return query.goals.filter((goal) => meetsGoal(moment, goal)).map(({ name }) => name);
  }
  if (dimension === 'property') return Object.keys(moment.event.props ?? {});
  return [storedValue(dimension, moment) || missingText(dimension)!];
}

/** Every combination of the values of an event. */
function combinations(moment: Moment, atMs: number, query: ModelQuery): string[][] {
  let rows: string[][] = [[]];
  for (const dimension of query.dimensions) {
    const values = valuesOf(dimension, moment, atMs, query);
    rows = rows.flatMap((row) => values.map((value) => [...row, value]));
  }
  return rows;
}

class Rows {
  readonly #rows = new Map<string, Counted>();

  at(values: string[]): Counted {
    const id = JSON.stringify(values);
    if (!this.#rows.has(id)) {
      this.#rows.set(id, { values, events: [], visiting: [], engagement: [] });
    }
    return this.#rows.get(id)!;
  }

  all(): Counted[] {
    return [...this.#rows.values()];
  }
}

const OF_VISITS = [
  'visits',
  'views_per_visit',
  'bounce_rate',
  'avg_duration',
  'entrances',
  'exits',
  'exit_rate',
];

/** Whether there is something in the row for one of the metrics to speak of. */
function isListed({ events, visiting, engagement }: Counted, { metrics, dimensions }: ModelQuery) {
  const asksForVisits = metrics.some((metric) => OF_VISITS.includes(metric));
  const asksForOthers = metrics.some(
    (metric) => !OF_VISITS.includes(metric) || metric === 'exit_rate',
  );
  return (
    dimensions.length === 0 ||
    (asksForOthers && events.length + engagement.length > 0) ||
    (asksForVisits && visiting.length > 0)
  );
}

/** One for each combination of values that occurs; without dimensions exactly one. */
export function countRows(records: readonly EventRecord[], query: ModelQuery): Counted[] {
  const rows = new Rows();
  if (query.dimensions.length === 0) rows.at([]);
  const isInRange = (ms: number) =>
    ms >= (query.fromMs ?? -Infinity) && ms < (query.toMs ?? Infinity);
  const isOfDays = ({ day }: EventRecord) => day >= query.dateFrom && day <= query.dateTo;
  const isChosen = (moment: Moment) =>
    isOfDays(moment.event) &&
    isInRange(moment.event.ts) &&
    isTrueOf(query.filter, moment, query.goals);
  for (const visit of visitsOf(records)) {
    for (const event of visit.events) {
      const moment = { event, visit };
      if (!isChosen(moment)) continue;
      for (const values of combinations(moment, event.ts, query)) {
        rows.at(values).events.push(moment);
      }
      if (!isInRange(visit.startedMs)) continue;
      for (const values of combinations(moment, visit.startedMs, query)) {
        rows.at(values).visiting.push(moment);
      }
    }
    addEngagement(visit, query, { rows, isChosen });
  }
  return rows.all();
}

/** Where the query speaks of what engagement does not know there is none. */
function addEngagement(
  visit: Visit,
  query: ModelQuery,
  { rows, isChosen }: { rows: Rows; isChosen: (moment: Moment) => boolean },
): void {
  const named = [...query.dimensions, ...mentioned(query.filter)];
  const asksForEngagement =
    query.metrics.includes('time_on_page') || query.metrics.includes('scroll_depth');
  if (!asksForEngagement || named.some((name) => UNKNOWN_OF_ENGAGEMENT.test(name))) return;
  for (const event of visit.engagement) {
    const moment = { event, visit };
    if (!isChosen(moment)) continue;
    for (const values of combinations(moment, event.ts, query)) {
      rows.at(values).engagement.push(moment);
    }
  }
}

export type ModelRow = Record<string, string | ModelValue>;

/** In no order. */
export function modelRows(records: readonly EventRecord[], query: ModelQuery): ModelRow[] {
  const totals = countRows(records, { ...query, dimensions: [] })[0]!;
  const bases = conversionBases(records, query);
  const listed = countRows(records, query).filter((counted) => isListed(counted, query));
  return listed.map((counted) => {
    const row: ModelRow = {};
    query.dimensions.forEach((name, index) => (row[name] = counted.values[index]!));
    const figures = {
      counted,
      totals,
      base: bases(counted.values),
      entered: counted.visiting.filter((moment) => speaksFor('entryPage', moment, counted, query)),
      exited: counted.visiting.filter((moment) => speaksFor('exitPage', moment, counted, query)),
      speaksOfPages: speaksOfPages(query),
      goals: goalsInQuestion(counted, query),
      siteGoals: query.goals,
    };
    for (const metric of query.metrics) row[metric] = metricOf(metric, figures);
    return row;
  });
}

const speaksOfPages = ({ dimensions, filter }: ModelQuery) =>
  dimensions.includes('pathname') || mentioned(filter).includes('pathname');

/** Whether the visit's first or last page is the one that the row and the filters speak of. */
function speaksFor(
  edge: 'entryPage' | 'exitPage',
  moment: Moment,
  { values }: Counted,
  { dimensions, filter, goals }: ModelQuery,
): boolean {
  const page = moment.visit[edge];
  const place = dimensions.indexOf('pathname');
  if (page === '') return false;
  if (place !== -1 && values[place] !== page) return false;
  return (
    !mentioned(filter).includes('pathname') ||
    isTrueOf(filter, { ...moment, pathname: page }, goals)
  );
}

/** The row's goal, else those the filters ask for; null: no goal is in question. */
function goalsInQuestion({ values }: Counted, query: ModelQuery): ModelGoal[] | null {
  const place = query.dimensions.indexOf('goal');
  if (place !== -1) return query.goals.filter(({ name }) => name === values[place]);
  return askedGoals(query.filter, query.goals);
}

/** Finds a row's events without all that speaks of what visitors did there. */
function conversionBases(
  records: readonly EventRecord[],
  query: ModelQuery,
): (values: string[]) => Moment[] {
  const kept = query.dimensions.filter((name) => !OF_CONVERSIONS.test(name));
  const parts = topParts(query.filter).filter(
    (part) => !mentioned(part).some((name) => OF_CONVERSIONS.test(name)),
  );
  const bases = countRows(records, { ...query, dimensions: kept, filter: ['and', ...parts] });
  return (values) => {
    const wanted = kept.map((name) => values[query.dimensions.indexOf(name)]!);
    const id = JSON.stringify(wanted);
    return bases.find((base) => JSON.stringify(base.values) === id)?.events ?? [];
  };
}
