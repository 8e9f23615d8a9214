/**
 * What has been counted of sealed days, kept by the day: visitors and visits lie within one day, so
 * numbers add up over days, and a sealed day stays as it is. Asked again after a new event, only the
 * open days are counted anew, however many events the others hold.
 */
import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { EventStore, ResultRow } from '../stores/event-store.ts';
import { roughBytes } from './cache.ts';
import { joinSpans } from './day-plans.ts';
import type { PlanInput } from './plan.ts';
import { daysOf, spansOf, type DaySpan } from './time.ts';

/** What kept rows may take together, by a rough count of their bytes. */
const MAX_KEPT_BYTES = 24 * 1024 * 1024;

/** Rows by the day whose they are. */
type RowsByDay = Map<string, ResultRow[]>;

export class KeptDays {
  readonly #kept = new LRUCache<string, RowsByDay>({
    maxSize: MAX_KEPT_BYTES,
    sizeCalculation: (days) => roughBytes([...days.values()].flat()) + days.size * DAY_BYTES,
  });

  /**
   * The rows of all days of the range, which takes them whole.
   * @param input its last dimension is `date`; all its measures add up over days
   * @param count counts the rows of an input
   */
  async rows(
    input: PlanInput,
    count: (input: PlanInput) => Promise<ResultRow[]>,
  ): Promise<ResultRow[]> {
    const { kept, ...plain } = input;
    const days = daysOf(input.range);
    const key = keyOf(input);
    const known = this.#kept.get(key) ?? new Map<string, ResultRow[]>();
    const isKnown = (day: string) => known.has(day) && kept?.days.has(day) === true;
    const asked = days.filter((day) => !isKnown(day));
    const rows = days.filter(isKnown).flatMap((day) => known.get(day)!);
    const isSealed = (day: string) => kept?.days.has(day) === true;
    const atOnce = input.dimensions.includes('goal') ? MAX_DAYS_OF_GOALS : days.length;
    const counting = spansToCount(asked, days, atOnce).map(async ([dateFrom, dateTo]) => {
      const within = daysOf({ dateFrom, dateTo });
      const except = spansOf(within.filter(isKnown), within);
      const counted = await count({ ...plain, range: { dateFrom, dateTo }, except });
      const sealed = within.filter((day) => isSealed(day) && !isKnown(day));
      if (sealed.length > 0) this.#keep(key, sealed, byDay(counted, input.dimensions.length - 1));
      return counted;
    });
    return [...rows, ...(await Promise.all(counting)).flat()];
  }

  #keep(key: string, days: readonly string[], counted: RowsByDay): void {
    // Others may have kept some of the days meanwhile.
    const known = new Map(this.#kept.get(key));
    for (const day of days) known.set(day, counted.get(day) ?? []);
    this.#kept.set(key, known);
  }
}

const DAY_BYTES = 64;
/** More statements cost more than one that reads past the days that are known. */
const MAX_SPANS = 4;
/**
 * Days by goals take more memory and time than others: a statement over a year of a large site would
 * spill, and what it has counted is lost when it is stopped.
 */
const MAX_DAYS_OF_GOALS = 31;

/** Spans that hold all of these days, with few others between them, each of at most so many. */
function spansToCount(
  asked: readonly string[],
  days: readonly string[],
  maxDays: number,
): DaySpan[] {
  if (asked.length === 0) return [];
  const joined = joinSpans(spansOf(asked, days));
  const spans: DaySpan[] = joined.length <= MAX_SPANS ? joined : [[asked[0]!, asked.at(-1)!]];
  return spans.flatMap((span) => partsOfSpan(span, maxDays));
}

function partsOfSpan([dateFrom, dateTo]: DaySpan, maxDays: number): DaySpan[] {
  const days = daysOf({ dateFrom, dateTo });
  const parts: DaySpan[] = [];
  for (let start = 0; start < days.length; start += maxDays) {
    parts.push([days[start]!, days[Math.min(start + maxDays, days.length) - 1]!]);
  }
  return parts;
}

function byDay(rows: readonly ResultRow[], place: number): RowsByDay {
  return Map.groupBy(rows, (row) => String(row[`d${place}`]));
}

/** A digest, because filters and goals may be long. */
function keyOf({ site, kept, filter, goals, dimensions, metrics }: PlanInput): string {
  const question = [site, kept?.stamp, filter, goals, dimensions, metrics];
  return hash('sha256', JSON.stringify(question), 'base64url');
}

const ofStores = new WeakMap<EventStore, KeptDays>();

/** Those of a store. */
export function keptDaysOf(store: EventStore): KeptDays {
  const known = ofStores.get(store);
  if (known !== undefined) return known;
  const days = new KeptDays();
  ofStores.set(store, days);
  return days;
}
