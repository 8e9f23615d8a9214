/** The goals page over the site of 10 million events: how long one waits, and what it costs. */
import { timeAnew } from './anew.ts';
import { ensureGoals, type GoalBody } from './goal-setup.ts';
import { openLargeSite } from './large-site.ts';
import {
  formatMs,
  median,
  quantile,
  sleep,
  type Figure,
  type Measurement,
  type Scale,
} from './measure.ts';
import { askStats, removeFolder, startProduct } from './product.ts';
import { COUNTRIES, MONTH, YEAR, type Filters, type View } from './stats-questions.ts';

const TIMES = 10;
const SETTLE_MS = 3_000;
const WANTED_MS = 150;

/** Of every kind; two of them are met by a third of all pageviews. */
const GOALS: readonly GoalBody[] = [
  { goal_type: 'event', event_name: 'add_to_cart' },
  { goal_type: 'event', event_name: 'signup' },
  {
    goal_type: 'event',
    event_name: 'add_to_cart',
    name: 'Home in cart',
    properties: { product: '/' },
  },
  { goal_type: 'event', event_name: 'purchase', currency: 'EUR' },
  { goal_type: 'page', page_path: '/' },
  { goal_type: 'page', page_path: '/articles/**' },
  { goal_type: 'page', page_path: '/articles/a-page-with-an-ordinary-name-1*' },
];
const READ: readonly GoalBody[] = [{ goal_type: 'scroll', page_path: '/', scroll_percent: 75 }];

/** All that the page asks for when it is opened. */
function goalsPage({ period, interval }: View, filters?: Filters): object {
  const metrics = ['visitors', 'conversions', 'conversion_rate', 'revenue_by_currency'];
  return {
    base: { period, ...(filters && { filters }) },
    queries: {
      figures: { metrics, dimensions: ['goal'], limit: 100 },
      series: { metrics: ['visitors'], dimensions: ['goal', interval], limit: 10_000 },
      buckets: { metrics: ['visitors'], dimensions: [interval] },
    },
  };
}

async function run(by: Scale): Promise<Figure[]> {
  const { dataDir, sites } = await openLargeSite(by);
  const figures: Figure[] = [];
  for (const goals of [GOALS, [...GOALS, ...READ]]) {
    // A server of its own: what another has kept is no first time.
    const server = await startProduct(dataDir);
    await sleep(SETTLE_MS);
    await ensureGoals(server, sites.large, goals);
    const ask = (body: object) => askStats(server.port, sites.large, 'stats/batch', body);
    const name = `goals page, ${goals.length} goals${goals === GOALS ? '' : ', one of scrolling'}`;
    for (const view of [MONTH, YEAR]) {
      const first = await timeAnew(server, 1, () => ask(goalsPage(view)));
      const { times, cpu } = await timeAnew(server, TIMES, () => ask(goalsPage(view)));
      const p50 = median(times);
      const isWanted = view === YEAR;
      figures.push(
        {
          name: `${name}, ${view.period}, the first time`,
          value: `${formatMs(first.times[0]!)}, processor ${formatMs(first.cpu[0]!)}`,
        },
        {
          name: `${name}, ${view.period}, after a new event`,
          value: `p50 ${formatMs(p50)}, p95 ${formatMs(quantile(times, 0.95))}, processor ${formatMs(median(cpu))}`,
          ...(isWanted && { target: `p50 at most ${WANTED_MS} ms`, isMet: p50 <= WANTED_MS }),
        },
      );
    }
    let next = 0;
    const { times } = await timeAnew(server, COUNTRIES.length, () =>
      ask(goalsPage(YEAR, { country: COUNTRIES[next++]! })),
    );
    figures.push({
      name: `${name}, ${YEAR.period}, one country, another each time`,
      value: `p50 ${formatMs(median(times))}, p95 ${formatMs(quantile(times, 0.95))}`,
    });
    await server.end();
  }
  if (by.dataFolder === undefined) removeFolder(dataDir);
  return figures;
}

export const goals: Measurement = {
  name: 'goals',
  describe: 'the goals page over 10 million events: waiting and processor time',
  run,
};
