/**
 * What the first person after a start would wait for: code that has never run and blocks that have
 * never been read. Asks the dashboard's questions of the largest sites once, so that nobody does.
 */
import type { SiteContext } from '../site-context.ts';
import type { EventStore } from '../stores/event-store.ts';
import { runStatsBatch } from './batch.ts';

/** More would fill the engine's memory with what may not be asked for. */
const SITES = 3;
const METRICS = [
  'visitors',
  'visits',
  'pageviews',
  'views_per_visit',
  'bounce_rate',
  'avg_duration',
];
const PERIODS = [
  { period: '30d', interval: 'date' },
  { period: '12mo', interval: 'month' },
];
const PANELS = ['source', 'pathname', 'country', 'browser'];

export interface WarmUpInput {
  store: EventStore;
  sites: Iterable<SiteContext>;
  firstEventAtMs(siteNumber: number): number | null;
  nowMs: number;
  /** Ends it early. */
  signal: AbortSignal;
}

/** One question after another. @throws the signal's reason when it fires, or what a question throws */
export async function warmUp(input: WarmUpInput): Promise<void> {
  const { store, firstEventAtMs, nowMs, signal } = input;
  for (const { period, interval } of PERIODS) {
    for (const site of largestOf(input)) {
      signal.throwIfAborted();
      const firstEventMs = firstEventAtMs(site.number);
      const context = { store, site, nowMs, firstEventAtMs: firstEventMs, goals: [], signal };
      await runStatsBatch(context, firstView(period, interval));
      // What is asked for a second time the store has at hand from then on.
      await runStatsBatch(context, firstView(period, interval));
    }
  }
}

/** By the days of which figures are kept, which only days of some size have. */
function largestOf({ store, sites }: WarmUpInput): SiteContext[] {
  const daysOf = ({ number }: SiteContext) => store.sealedFigures(number).days.size;
  return [...sites].toSorted((a, b) => daysOf(b) - daysOf(a)).slice(0, SITES);
}

function firstView(period: string, interval: string): object {
  const compare = 'previous_period';
  const panels = PANELS.map((dimension) => [
    dimension,
    { metrics: ['visitors'], dimensions: [dimension], limit: 9 },
  ]);
  return {
    base: { period },
    queries: {
      cards: { metrics: METRICS, compare },
      chart: { metrics: METRICS, dimensions: [interval], compare },
      ...Object.fromEntries(panels),
    },
  };
}
