/** What is said of funnels, in sentences. */
import type { Funnel, FunnelStats } from '@purestat/vocabulary';
import { formatFull } from '../../ui/charts/formats.ts';

const WITHIN = 'within one day: nothing links days';

/** Under the name: how many steps, how they must follow each other, and for how long. */
export function aboutFunnel({ steps, strict }: Pick<Funnel, 'steps' | 'strict'>): string {
  const between = strict ? ' with nothing else in between,' : '';
  return `${steps.length} steps, in order,${between} ${WITHIN}.`;
}

const count = (value: number) => formatFull(value, 'count');
const rate = (value: number | null) => formatFull(value, 'percent');

/** The chart in a sentence or two. */
export function summaryOf(
  { steps }: Pick<Funnel, 'steps'>,
  { metrics, steps: figures }: FunnelStats,
): string {
  if (metrics.entered === 0) return 'Nobody entered in this period.';
  const completed = `Of ${count(metrics.entered)} visitors who entered, ${count(metrics.completed)} completed all ${steps.length} steps (${rate(metrics.conversion_rate)}).`;
  const dropped = figures.map((figure) => figure.dropped);
  const worst = dropped.indexOf(Math.max(...dropped));
  const figure = figures[worst]!;
  if (figure.dropped === 0) return completed;
  return `${completed} Most left after step ${worst + 1}, ${steps[worst]!.name}: ${count(figure.dropped)} (${rate(figure.drop_rate)} of it).`;
}
