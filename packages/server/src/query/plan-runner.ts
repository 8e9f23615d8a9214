/** Runs plans: few statements for many of them, and each statement at most once while it holds. */
import type { Metric } from '@purestat/vocabulary';
import type { EventStore, ResultRow } from '../stores/event-store.ts';
import { cacheOf } from './cache.ts';
import { addsUpOverDays, addUpDays, joinSpans, piecesOf, type Pieces } from './day-plans.ts';
import { dialectOf } from './dialects.ts';
import { planQuery, type PlanInput } from './plan.ts';
import { useSums } from './plan-figures.ts';
import { planToStatement } from './sql.ts';
import type { DaySpan, TimeRange } from './time.ts';

interface Waiting {
  input: PlanInput;
  resolve(rows: Promise<ResultRow[]>): void;
}

/** A plan that adds up over days, with the pieces of its range. */
interface DayPlan extends Waiting, Pieces {}

export class PlanRunner {
  readonly #store: EventStore;
  readonly #signal: AbortSignal | undefined;
  #waiting: Waiting[] = [];

  constructor({ store, signal }: { store: EventStore; signal?: AbortSignal | undefined }) {
    this.#store = store;
    this.#signal = signal;
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
    for (const one of waiting) {
      const { input, resolve } = one;
      if (!addsUpOverDays(input)) {
        begin.push(() => resolve(this.#runOne(input)));
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
  }

  /** Async, so that what is thrown here fails whoever waits for it: above is nobody. */
  async #runOne(input: PlanInput): Promise<ResultRow[]> {
    const plan = useSums(planQuery(input), this.#store);
    if (plan.parts.length === 0) return [];
    const statement = planToStatement(plan, dialectOf(this.#store));
    return cacheOf(this.#store).query(input.site, statement, this.#signal);
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
      plan.resolve(putTogether(plan, days?.rows, plan.cuts.map(countCut)));
    }
  }

  /** Each day of the range, with all that the plans ask. */
  #countDays(range: TimeRange, plans: readonly DayPlan[]): Promise<ResultRow[]> {
    const metrics = [...new Set<Metric>(plans.flatMap(({ input }) => input.metrics))];
    return this.#runOne({ ...plans[0]!.input, range, metrics, dimensions: ['date'] });
  }
}

const holds = ([from, to]: DaySpan, [first, last]: DaySpan) => from <= first && last <= to;

async function putTogether(
  { input, whole }: DayPlan,
  days: Promise<ResultRow[]> | undefined,
  cuts: Array<Promise<ResultRow[]>>,
): Promise<ResultRow[]> {
  const [ofDays, ...ofCuts] = await Promise.all([days ?? [], ...cuts]);
  const within = whole === null ? [] : ofDays.filter(({ d0 }) => isWithin(String(d0), whole));
  return addUpDays([...within, ...ofCuts.flat()], input);
}

const isWithin = (day: string, [from, to]: DaySpan) => from <= day && day <= to;
