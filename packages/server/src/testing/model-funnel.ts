/**
 * Funnels as docs/metrics.md defines them, slowly: every way through a visitor's day is tried. Shares
 * no code with the query engine, so that the two can be held against each other.
 */
import type { FilterExpression, FunnelNext, VisitDimension } from '@purestat/vocabulary';
import type { EventRecord } from '../stores/event-record.ts';
import {
  isTrueOf,
  meetsGoal,
  missingText,
  storedValue,
  type ModelGoal,
  type Moment as ModelEvent,
} from './model-filters.ts';
import { visitsOf } from './model-visits.ts';

export interface ModelFunnelQuery {
  isStrict: boolean;
  steps: ModelGoal[];
  filter: FilterExpression;
  goals: ModelGoal[];
  dateFrom: string;
  dateTo: string;
  /** [fromMs, toMs), within the days. */
  fromMs?: number;
  toMs?: number;
  split: VisitDimension | null;
}

/** Events of one instant that meet, at the least, the same step. */
interface Moment {
  ts: number;
  place: number;
  steps: Set<number>;
  events: ModelEvent[];
}

const byNumbers = (a: readonly number[], b: readonly number[]): number =>
  a.map((value, index) => value - b[index]!).find((difference) => difference !== 0) ?? 0;

function momentsOf(events: readonly ModelEvent[], { steps }: ModelFunnelQuery): Moment[] {
  const moments: Moment[] = [];
  for (const event of events) {
    const met = steps.flatMap((step, index) => (meetsGoal(event, step) ? [index] : []));
    const [ts, place] = [event.event.ts, met[0] ?? steps.length];
    let moment = moments.find((one) => one.ts === ts && one.place === place);
    if (moment === undefined) moments.push((moment = { ts, place, steps: new Set(), events: [] }));
    for (const step of met) moment.steps.add(step);
    moment.events.push(event);
  }
  return moments.toSorted((a, b) => byNumbers([a.ts, a.place], [b.ts, b.place]));
}

/** Every way to meet the first steps, each as places among the moments. */
function waysThrough(
  moments: readonly Moment[],
  { isStrict, steps }: ModelFunnelQuery,
): number[][] {
  const meeting = (step: number) =>
    moments.flatMap((moment, index) => (moment.steps.has(step) ? [index] : []));
  let ways = meeting(0).map((index) => [index]);
  const all = [...ways];
  for (let step = 1; step < steps.length; step++) {
    ways = ways.flatMap((way) =>
      meeting(step)
        .filter((index) => (isStrict ? index === way.at(-1)! + 1 : index > way.at(-1)!))
        .map((index) => [...way, index]),
    );
    all.push(...ways);
  }
  return all;
}

/** The way that gets furthest, of these the earliest. */
function bestOf(ways: readonly number[][]): number[] | undefined {
  const furthest = Math.max(...ways.map((way) => way.length));
  return ways.filter((way) => way.length === furthest).toSorted(byNumbers)[0];
}

/** How one visitor fared on one day. */
interface Walk {
  /** When each step was met. */
  times: number[];
  value: string;
  /** What came after the last step that was met. */
  next: string;
}

function labelOf({ event }: ModelEvent): string {
  const isPage = event.name === 'pageview';
  return JSON.stringify([isPage ? 0 : 1, isPage ? event.pathname : event.name]);
}

const LEFT = JSON.stringify([2, '']);

function walkOf(moments: readonly Moment[], query: ModelFunnelQuery): Walk[] {
  const way = bestOf(waysThrough(moments, query));
  if (way === undefined) return [];
  const { split } = query;
  const [first] = moments[way[0]!]!.events;
  const value = split === null ? '' : storedValue(split, first!) || missingText(split)!;
  const following = moments[way.at(-1)! + 1]?.events.map(labelOf).toSorted();
  return [{ times: way.map((at) => moments[at]!.ts), value, next: following?.[0] ?? LEFT }];
}

function median(numbers: readonly number[]): number | null {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  if (sorted.length === 0) return null;
  return Number.isInteger(middle)
    ? (sorted[middle - 1]! + sorted[middle]!) / 2
    : sorted[Math.floor(middle)]!;
}

const seconds = (ms: number | null) => (ms === null ? null : Math.round(ms / 1000));
const percent = (part: number, whole: number) =>
  whole === 0 ? null : Math.round((1000 * part) / whole) / 10;

function figuresOf(walks: readonly Walk[], count: number) {
  const reached = (step: number) => walks.filter(({ times }) => times.length > step);
  const between = (from: number, to: number) =>
    seconds(median(reached(to).map(({ times }) => times[to]! - times[from]!)));
  const numbers = Array.from({ length: count }, (_, step) => reached(step).length);
  const [entered, completed] = [numbers[0]!, numbers.at(-1)!];
  const steps = numbers.map((visitors, step) => {
    const dropped = visitors - (numbers[step + 1] ?? visitors);
    return {
      visitors,
      entered_rate: percent(visitors, entered),
      previous_rate: step === 0 ? null : percent(visitors, numbers[step - 1]!),
      dropped,
      drop_rate: percent(dropped, visitors),
      median_seconds: step === 0 ? null : between(step - 1, step),
    };
  });
  const metrics = {
    entered,
    completed,
    conversion_rate: percent(completed, entered),
    median_seconds: between(0, count - 1),
  };
  return { metrics, steps };
}

function nextOf(walks: readonly Walk[], step: number): FunnelNext[] {
  const stopped = walks.filter(({ times }) => times.length === step + 1);
  const rows = [...Map.groupBy(stopped, ({ next }) => next)].map(([next, { length }]) => {
    const [kind, value] = JSON.parse(next) as [0 | 1 | 2, string];
    return { kind, value, visitors: length };
  });
  return rows
    .toSorted((a, b) => b.visitors - a.visitors || a.kind - b.kind || (a.value < b.value ? -1 : 1))
    .map(({ kind, value, visitors }) => ({
      type: (['pageview', 'event', 'left'] as const)[kind],
      value: kind === 2 ? null : value,
      visitors,
      percentage: percent(visitors, stopped.length)!,
    }));
}

/** A visit is chosen whole when one of its events meets the filter; of it the events of the range count. */
function eventsOfVisitors(
  records: readonly EventRecord[],
  { filter, goals, dateFrom, dateTo, fromMs = -Infinity, toMs = Infinity }: ModelFunnelQuery,
): ModelEvent[][] {
  const days = records.filter(({ day }) => day >= dateFrom && day <= dateTo);
  const chosen = visitsOf(days)
    .map((visit) => visit.events.map((event) => ({ event, visit })))
    .filter((events) => events.some((event) => isTrueOf(filter, event, goals)));
  const counted = chosen.flat().filter(({ event: { ts } }) => ts >= fromMs && ts < toMs);
  return [
    ...Map.groupBy(counted, ({ event }) => JSON.stringify([event.day, event.visitor])).values(),
  ];
}

/** The figures of an answer, with as many rows as there are. */
export function modelFunnel(records: readonly EventRecord[], query: ModelFunnelQuery) {
  const walks = eventsOfVisitors(records, query).flatMap((events) =>
    walkOf(momentsOf(events, query), query),
  );
  const count = query.steps.length;
  const { metrics, steps } = figuresOf(walks, count);
  const rows = [...Map.groupBy(walks, ({ value }) => value)].map(([value, of]) => {
    const figures = figuresOf(of, count);
    return { value, ...figures.metrics, steps: figures.steps };
  });
  return {
    metrics,
    steps: steps.map((step, index) => ({
      ...step,
      next: index === count - 1 ? [] : nextOf(walks, index),
    })),
    split: rows.toSorted((a, b) => b.entered - a.entered || (a.value < b.value ? -1 : 1)),
  };
}
