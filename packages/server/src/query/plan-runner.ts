/** Runs plans: few statements for many of them, and each statement at most once while it holds. */
import type { AnyMetric, Dimension } from '@purestat/vocabulary';
import type { EventStore, ResultRow } from '../stores/event-store.ts';
import { cacheOf } from './cache.ts';
import { baseOf } from './conversions.ts';
import {
  addsUpOverDays,
  addUpDays,
  isCountedByDay,
  joinSpans,
  piecesOf,
  type Pieces,
} from './day-plans.ts';
import { dialectOf } from './dialects.ts';
import { listRows, type BaseRows } from './listed-rows.ts';
import { keptDaysOf } from './kept-days.ts';
import { halvesOf, putTogether, type Halves } from './halves.ts';
import { measuresOf } from './metrics.ts';
import { isCut, isTimeDimension } from './parts.ts';
import { planQuery, type PlanInput } from './plan.ts';
import { useSums } from './plan-figures.ts';
import { planToStatement } from './sql.ts';
import type { DaySpan, TimeRange } from './time.ts';
import { Together } from './together.ts';

interface Waiting {
  input: PlanInput;
  resolve(rows: Promise<ResultRow[]>): void;
}

/** A plan that adds up over days, with the pieces of its range. */
interface DayPlan extends Waiting, Pieces {}

export class PlanRunner {
  readonly #store: EventStore;
  readonly #signal: AbortSignal | undefined;
  readonly #together: Together;
  #waiting: Waiting[] = [];

  constructor({ store, signal }: { store: EventStore; signal?: AbortSignal | undefined }) {
    this.#store = store;
    this.#signal = signal;
    this.#together = new Together(store, signal);
  }

  /** Rows with the plan's measures. What is asked in one turn of the event loop is run together. */
  run(input: PlanInput): Promise<ResultRow[]> {
    const { promise, resolve } = Promise.withResolvers<ResultRow[]>();
    if (this.#waiting.length === 0) queueMicrotask(() => this.#runWaiting());
    this.#waiting.push({ input, resolve });
    return promise;
  }

  #runWaiting(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    // The store takes statements in this order: what was asked first is known first.
    const begin: Array<() => void> = [];
    const byFilter = new Map<string, DayPlan[]>();
    const byDay: Waiting[] = [];
    for (const one of waiting) {
      const { input, resolve } = one;
      if (!addsUpOverDays(input)) {
        if (isCountedByDay(input)) byDay.push(one);
        else begin.push(() => resolve(this.#runOne(input)));
        continue;
      }
      const plan = { ...one, ...piecesOf(input.range, input.timezone) };
      const key = JSON.stringify(input.filter);
      const group = byFilter.get(key) ?? [];
      if (group.length === 0) begin.push(() => this.#runDayPlans(group));
      group.push(plan);
      byFilter.set(key, group);
    }
    for (const run of begin) run();
    this.#runByDay(byDay);
  }

  /** Those that choose and divide the same share a statement. */
  #runByDay(waiting: readonly Waiting[]): void {
    const rowsOf = new Map<string, Promise<ResultRow[]>>();
    const groups = Map.groupBy(waiting, ({ input }) => groupOf(input));
    for (const [group, within] of groups) {
      const metrics = [...new Set(within.flatMap(({ input }) => input.metrics))];
      rowsOf.set(group, this.#countByDay({ ...within[0]!.input, metrics }));
    }
    for (const { input, resolve } of waiting) {
      resolve(list(input, rowsOf.get(groupOf(input))!, this.#baseOf(input)));
    }
  }

  /** Each day of the range, whole or cut, with all that the input asks but for who might have converted. */
  async #countByDay(input: PlanInput): Promise<ResultRow[]> {
    const { whole, cuts } = piecesOf(input.range, input.timezone);
    const others = input.dimensions.filter((name) => !isTimeDimension(name));
    const dimensions: Dimension[] = [...others, 'date'];
    const plain = { ...plainly(input), dimensions, countsBase: false };
    const count = (one: PlanInput) => this.#runOne(one);
    const runs = cuts.map((range) => count({ ...plain, range }));
    if (whole !== null) {
      const [dateFrom, dateTo] = whole;
      const ofDays = { ...plain, range: { dateFrom, dateTo } };
      runs.push(keptDaysOf(this.#store).rows(ofDays, count));
    }
    return (await Promise.all(runs)).flat();
  }

  async #baseOf(input: PlanInput): Promise<BaseRows | null> {
    if (!measuresOf(input.metrics).includes('base_visitors')) return null;
    const { filter, places } = baseOf(input);
    const dimensions = places.map((place) => input.dimensions[place]!);
    const rows = await this.run({ ...plainly(input), filter, dimensions, metrics: ['visitors'] });
    return { rows, places };
  }

  /** Async, so that what is thrown here fails whoever waits for it: above is nobody. */
  async #runOne(input: PlanInput): Promise<ResultRow[]> {
    const plan = useSums(planQuery(input), this.#store);
    if (plan.parts.length === 0) return [];
    const halves = halvesOf(plan);
    if (halves !== null) return this.#runHalves(input, halves);
    const statement = planToStatement(plan, dialectOf(this.#store));
    return cacheOf(this.#store).query(input.site, statement, this.#signal);
  }

  /** What is sealed holds for as long as the site's sealed days do, whatever events come. */
  async #runHalves(input: PlanInput, { sealed, open }: Halves): Promise<ResultRow[]> {
    const rows = await Promise.all([
      this.#together.run(sealed, `sealed ${input.kept!.stamp}`),
      open === null ? [] : this.#together.run(open),
    ]);
    return putTogether(input, rows.flat());
  }

  #runDayPlans(plans: readonly DayPlan[]): void {
    const spans = joinSpans(plans.flatMap(({ whole }) => (whole === null ? [] : [whole])));
    const counted = spans.map((span) => {
      const [dateFrom, dateTo] = span;
      const within = plans.filter(({ whole }) => whole !== null && holds(span, whole));
      return { span, rows: this.#countDays({ dateFrom, dateTo }, within) };
    });
    const cuts = new Map<string, Promise<ResultRow[]>>();
    const countCut = (range: TimeRange) => {
      const key = JSON.stringify(range);
      const within = plans.filter((plan) => plan.cuts.some((cut) => JSON.stringify(cut) === key));
      const rows = cuts.get(key) ?? this.#countDays(range, within);
      cuts.set(key, rows);
      return rows;
    };
    for (const plan of plans) {
      const days = counted.find(({ span }) => plan.whole !== null && holds(span, plan.whole));
      plan.resolve(addUpPieces(plan, days?.rows, plan.cuts.map(countCut)));
    }
  }

  /** Each day of the range, with all that the plans ask. */
  #countDays(range: TimeRange, plans: readonly DayPlan[]): Promise<ResultRow[]> {
    const metrics = [...new Set<AnyMetric>(plans.flatMap(({ input }) => input.metrics))];
    const input: PlanInput = { ...plans[0]!.input, range, metrics, dimensions: ['date'] };
    const isOfFigures = planQuery(input).parts[0]?.source === 'figures';
    if (isOfFigures || isCut(range)) return this.#runOne(input);
    return keptDaysOf(this.#store).rows(input, (one) => this.#runOne(one));
  }
}

/** All rows of it, in any order. */
function plainly({
  order: _order,
  limit: _limit,
  offset: _offset,
  only: _only,
  ...input
}: PlanInput) {
  return input;
}

/** Inputs with the same one choose the same days and events, and divide them alike but for time. */
const groupOf = ({ range, filter, dimensions }: PlanInput) =>
  JSON.stringify([range, filter, dimensions.filter((name) => !isTimeDimension(name))]);

async function list(
  input: PlanInput,
  byDay: Promise<ResultRow[]>,
  base: Promise<BaseRows | null>,
): Promise<ResultRow[]> {
  const [rows, baseRows] = await Promise.all([byDay, base]);
  return listRows(input, rows, baseRows);
}

const holds = ([from, to]: DaySpan, [first, last]: DaySpan) => from <= first && last <= to;

async function addUpPieces(
  { input, whole }: DayPlan,
  days: Promise<ResultRow[]> | undefined,
  cuts: Array<Promise<ResultRow[]>>,
): Promise<ResultRow[]> {
  const [ofDays, ...ofCuts] = await Promise.all([days ?? [], ...cuts]);
  const within = whole === null ? [] : ofDays.filter(({ d0 }) => isWithin(String(d0), whole));
  return addUpDays([...within, ...ofCuts.flat()], input);
}

const isWithin = (day: string, [from, to]: DaySpan) => from <= day && day <= to;
