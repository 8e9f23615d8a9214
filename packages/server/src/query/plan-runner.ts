/** Runs plans: few statements for many of them, and each statement at most once while it holds. */
import type { Metric } from '@purestat/vocabulary';
import type { EventStore, ResultRow } from '../stores/event-store.ts';
import { cacheOf } from './cache.ts';
import { addsUpOverDays, addUp, addUpDays, joinSpans, piecesOf, type Pieces } from './day-plans.ts';
import { duckdbDialect } from './dialect.ts';
import { planQuery, type PlanInput } from './plan.ts';
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
    const byFilter = new Map<string, DayPlan[]>();
    for (const one of waiting) {
      const { input, resolve } = one;
      if (addsUpOverDays(input)) {
        const key = JSON.stringify(input.filter);
        const plan = { ...one, ...piecesOf(input.range, input.timezone) };
        byFilter.set(key, [...(byFilter.get(key) ?? []), plan]);
      } else resolve(this.#runOne(input));
    }
    for (const group of byFilter.values()) this.#runDayPlans(group);
  }

  #runOne(input: PlanInput): Promise<ResultRow[]> {
    const plan = planQuery(input);
    if (plan.parts.length === 0) return Promise.resolve([]);
    const statement = planToStatement(plan, duckdbDialect);
    return cacheOf(this.#store).query(input.site, statement, this.#signal);
  }

  #runDayPlans(plans: readonly DayPlan[]): void {
    const spans = joinSpans(plans.flatMap(({ whole }) => (whole === null ? [] : [whole])));
    const counted = spans.map((span) => ({ span, rows: this.#countDays(span, plans) }));
    for (const plan of plans) {
      const days = counted.find(({ span }) => plan.whole !== null && holds(span, plan.whole));
      const cuts = plan.cuts.map((range) => this.#runOne({ ...plan.input, range }));
      plan.resolve(putTogether(plan, days?.rows, cuts));
    }
  }

  /** Each day of the span, with all that is asked of any day in it. */
  #countDays(span: DaySpan, plans: readonly DayPlan[]): Promise<ResultRow[]> {
    const [dateFrom, dateTo] = span;
    const inputs = plans
      .filter(({ whole }) => whole !== null && holds(span, whole))
      .map(({ input }) => input);
    const metrics = [...new Set<Metric>(inputs.flatMap((input) => input.metrics))];
    const range: TimeRange = { dateFrom, dateTo };
    return this.#runOne({ ...inputs[0]!, range, metrics, dimensions: ['date'] });
  }
}

const holds = ([from, to]: DaySpan, [first, last]: DaySpan) => from <= first && last <= to;

async function putTogether(
  { input, whole }: DayPlan,
  days: Promise<ResultRow[]> | undefined,
  cuts: Array<Promise<ResultRow[]>>,
): Promise<ResultRow[]> {
  const [ofDays, ...ofCuts] = await Promise.all([days ?? [], ...cuts]);
  const rows = whole === null ? [] : addUpDays(ofDays, input, whole);
  return addUp([...rows, ...ofCuts.flat()], input);
}
