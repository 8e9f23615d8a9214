/** What a dashboard asks, for measuring. */
import { askStats, type Session } from './product.ts';

const CARDS = ['visitors', 'visits', 'pageviews', 'views_per_visit', 'bounce_rate', 'avg_duration'];
export const COUNTRIES = ['DE', 'US', 'GB', 'FR', 'AT', 'CH', 'NL', 'PL', 'IT', 'ES', 'SE', 'DK'];
export const SOURCES = ['Google', 'Facebook', 'Bing', 'Instagram', 'X', 'Reddit', 'YouTube'];

export interface View {
  period: string;
  interval: string;
}
export const MONTH: View = { period: '30d', interval: 'date' };
export const YEAR: View = { period: '12mo', interval: 'month' };

export type Filters = Record<string, string>;

function panel(dimension: string, limit = 9) {
  return { metrics: ['visitors', 'percentage'], dimensions: [dimension], limit };
}

/** What the dashboard asks when it is opened: cards, chart, four panels, realtime. */
export function firstView({ period, interval }: View, filters?: Filters): object {
  const compare = 'previous_period';
  return {
    base: { period, ...(filters && { filters }) },
    queries: {
      cards: { metrics: CARDS, compare },
      chart: { metrics: CARDS, dimensions: [interval], compare },
      sources: panel('source'),
      pages: panel('pathname'),
      countries: panel('country', 250),
      browsers: panel('browser'),
    },
    realtime: true,
  };
}

/** One panel. */
export function report(view: View, dimension: string, filters: Filters): object {
  return { base: { period: view.period, filters }, queries: { one: panel(dimension) } };
}

/** The hundred most visited of all pages. */
export function pagesInDetail({ period }: View): object {
  const metrics = ['visitors', 'pageviews', 'bounce_rate', 'time_on_page', 'exit_rate'];
  return { base: { period }, queries: { one: { metrics, dimensions: ['pathname'], limit: 100 } } };
}

export const NOTHING_BUT_REALTIME = { base: {}, queries: {}, realtime: true };

/** Milliseconds until the whole answer is there. */
export async function timeQuestion(port: number, session: Session, body: object): Promise<number> {
  const startedMs = performance.now();
  await askStats(port, session, 'stats/batch', body);
  return performance.now() - startedMs;
}
