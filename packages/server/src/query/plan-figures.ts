/**
 * Which days of a plan are read from the figures that sealing kept of them. Pure: what is kept is a
 * parameter. Figures add up over days, so a range may take some days from them and the others from
 * visits and events.
 */
import { Temporal } from 'temporal-polyfill';
import {
  FIGURE_DIMENSIONS,
  FIGURE_MEASURES,
  holdsMeasure,
  isLongDimension,
  type FigureDimension,
  type FigureMeasure,
  type FigureSpans,
  type SealedFigures,
} from '../stores/figure-tables.ts';
import { dimensionEntry } from './dimensions.ts';
import { entryOf, topLevelParts, type FilterNode } from './filter-tree.ts';
import { hasWildcard } from './filters.ts';
import type { Measure } from './metrics.ts';
import type { Part, Plan, Source } from './plan.ts';
import { cutDays, daysOf, isClockUnit, spansOf, type DaySpan, type TimeRange } from './time.ts';

/** What a part over figures reads. */
export interface FigureRead {
  dimension: FigureDimension;
  /** Only the row of this value. */
  value: string | null;
  days: DaySpan[];
  /** First days of whole months, read from the figures by the month. */
  months: string[];
  /** Measures of which at least one must have counted something, or there is no row. */
  present: FigureMeasure[];
  /** Where the store has added up all of these days: a row for each value. */
  sums?: string;
}

/** The figures that hold the rows of the plan, or null where none do. */
function figuresOf({ dimensions, filter }: Plan): Pick<FigureRead, 'dimension' | 'value'> | null {
  if (dimensions.some(isClockUnit)) return null;
  const divided = dimensions.filter((name) => dimensionEntry(name).kind !== 'time');
  const chosen = onlyValue(filter);
  if (divided.length > 1 || chosen === null) return null;
  const names = [...new Set([...divided, ...(chosen === 'all' ? [] : [chosen.dimension])])];
  const [dimension = 'total'] = names;
  if (names.length > 1 || !isFigureDimension(dimension)) return null;
  return { dimension, value: chosen === 'all' ? null : chosen.value };
}

const isFigureDimension = (name: string): name is FigureDimension =>
  (FIGURE_DIMENSIONS as readonly string[]).includes(name);

/** The one value that the filter chooses, `all` where it chooses nothing, null where it is another. */
function onlyValue(filter: FilterNode): { dimension: string; value: string } | 'all' | null {
  const [part, ...others] = topLevelParts(filter);
  if (part === undefined) return 'all';
  if (others.length > 0 || part.kind !== 'leaf') return null;
  const { dimension, operator, values } = part;
  const isOne = operator === 'is' && values.length === 1;
  if (!isOne || (entryOf(part).wildcards === true && hasWildcard(values[0]!))) return null;
  return { dimension, value: values[0]! };
}

/** Tells of a row that its source has it. */
const PRESENT_IN: { [source in Source]?: FigureMeasure } = {
  visits: 'visits',
  matched: 'visits',
  events: 'events',
  pages: 'events',
  entries: 'entered_visits',
  exits: 'exits',
  engagements: 'engagements',
};

const isKept = (dimension: FigureDimension, measure: Measure) =>
  isFigureMeasure(measure) && holdsMeasure(dimension, measure);

const isFigureMeasure = (measure: Measure): measure is FigureMeasure & Measure =>
  (FIGURE_MEASURES as readonly string[]).includes(measure);

/** The parts with those of their measures that `isTaken` takes; parts without any are left out. */
const withMeasures = (parts: readonly Part[], isTaken: (measure: Measure) => boolean): Part[] =>
  parts
    .map((part) => ({ ...part, measures: part.measures.filter(isTaken) }))
    .filter((part) => part.measures.length > 0);

/**
 * Gives the days with figures to a part over these, and narrows the others to the days without.
 * @param partsOf chooses the parts as if there were no figures
 */
export function readFigures(
  plan: Plan,
  kept: SealedFigures,
  partsOf: (plan: Plan) => Part[],
): Plan {
  const read = figuresOf(plan);
  const days = read === null ? null : splitDays(plan, kept, isLongDimension(read.dimension));
  if (read === null || days === null) return plan;
  const { dateFrom, dateTo } = plan.range;
  const isTaken = (measure: Measure) => isKept(read.dimension, measure);
  const whole = withMeasures(partsOf({ ...plan, range: { dateFrom, dateTo } }), isTaken);
  if (whole.length === 0) return plan;
  const present = whole.map(({ source }) => PRESENT_IN[source]!);
  const figures: Part = {
    source: 'figures',
    measures: whole.flatMap((part) => part.measures),
    figures: { ...read, days: days.spans, months: days.months, present: [...new Set(present)] },
  };
  const { rest } = days;
  const others = rest === null ? [] : withMeasures(partsOf({ ...plan, ...rest }), isTaken);
  const parts = [
    figures,
    ...others.map((part) => ({ ...part, ...rest })),
    ...withMeasures(plan.parts, (measure) => !isTaken(measure)),
  ];
  return { ...plan, parts };
}

/**
 * Reads what the store has added up of the days already, where the plan lists the values of a
 * dimension over all of them.
 */
export function useSums(plan: Plan, store: SumsOfFigures): Plan {
  const [first, ...others] = plan.parts;
  const read = first?.figures;
  const isList = plan.dimensions.length === 1 && plan.dimensions[0] === read?.dimension;
  if (read === undefined || read.value !== null || !isList) return plan;
  if (!isLongDimension(read.dimension)) return plan;
  const sums = store.figureSums?.(plan.site, read) ?? null;
  if (sums === null) return plan;
  return { ...plan, parts: [{ ...first!, figures: { ...read, sums } }, ...others] };
}

interface SumsOfFigures {
  figureSums?(site: number, spans: FigureSpans): string | null;
}

interface SplitDays {
  spans: DaySpan[];
  months: string[];
  /** The days without figures, from the first to the last of them; null: there are none. */
  rest: { range: TimeRange; except: DaySpan[] } | null;
}

/** @returns null when no day of the range has figures */
function splitDays(plan: Plan, kept: SealedFigures, isLong: boolean): SplitDays | null {
  const all = daysOf(plan.range);
  const cut = cutDays(plan.range, plan.timezone);
  const isByMonth = isLong && !plan.dimensions.some(isShorterThanMonth);
  const months = isByMonth ? wholeMonths(plan.range, kept, cut) : [];
  const isRead = (day: string) =>
    !cut.includes(day) && (kept.days.has(day) || months.includes(firstOfMonth(day)));
  const read = all.filter(isRead);
  if (read.length === 0) return null;
  const ofDays = read.filter((day) => !months.includes(firstOfMonth(day)));
  return {
    spans: spansOf(ofDays, all),
    months,
    rest: restOf(all, isRead, plan.range),
  };
}

const isShorterThanMonth = (dimension: string) => dimension === 'date' || dimension === 'week';
const firstOfMonth = (day: string) => `${day.slice(0, 7)}-01`;

/** Months of which the range takes all. What a month's figures do not hold has no rows. */
function wholeMonths(
  { dateFrom, dateTo }: TimeRange,
  kept: SealedFigures,
  cut: string[],
): string[] {
  return [...kept.months].filter((first) => {
    const last = Temporal.PlainDate.from(first).add({ months: 1 }).subtract({ days: 1 }).toString();
    const isWhole = dateFrom <= first && last <= dateTo;
    return isWhole && !cut.some((day) => first <= day && day <= last);
  });
}

function restOf(
  all: readonly string[],
  isRead: (day: string) => boolean,
  range: TimeRange,
): SplitDays['rest'] {
  const from = all.findIndex((day) => !isRead(day));
  if (from === -1) return null;
  const to = all.findLastIndex((day) => !isRead(day));
  const within = all.slice(from, to + 1);
  return {
    // A cut day is never read from figures, so the cuts stay those of the first and last day.
    range: { ...range, dateFrom: within[0]!, dateTo: within.at(-1)! },
    except: spansOf(within.filter(isRead), within),
  };
}
