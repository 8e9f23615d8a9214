/** A funnel of four steps over the site of 10 million events: how long one waits, and what it costs. */
import { timeAnew } from './anew.ts';
import { ensureGoals } from './goal-setup.ts';
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
import { postToSite, removeFolder, startProduct, type Listening, type Session } from './product.ts';

const TIMES = 10;
const SETTLE_MS = 3_000;
const GOALS = ['add_to_cart', 'signup'].map((event_name) => ({ goal_type: 'event', event_name }));

/** For a month, and for a year. */
const VIEWS = [
  { period: '30d', wantedMs: 150 },
  { period: '12mo', wantedMs: 1_500 },
] as const;

/** `isWanted`: what the targets speak of. */
const QUESTIONS: ReadonlyArray<{
  name: string;
  isStrict: boolean;
  body: object;
  isWanted: boolean;
}> = [
  { name: 'funnel of 4 steps', isStrict: false, body: { next: false }, isWanted: true },
  {
    name: 'the same of one country',
    isStrict: false,
    body: { next: false, filters: { country: 'DE' } },
    isWanted: true,
  },
  { name: 'with where they went instead', isStrict: false, body: {}, isWanted: false },
  {
    name: 'split by channel',
    isStrict: false,
    body: { next: false, split: 'channel' },
    isWanted: false,
  },
  { name: 'strict', isStrict: true, body: { next: false }, isWanted: false },
];

/** Four pages of five meet the second step: as dear as a funnel gets. */
async function createFunnel(
  { port }: Listening,
  session: Session,
  isStrict: boolean,
  goalIds: readonly string[],
): Promise<string> {
  const paths = ['/', '/articles/**'].map((page_path) => ({ page_path }));
  const steps = [...paths, ...goalIds.map((goal_id) => ({ goal_id }))];
  const body = { name: `Bench ${Date.now()} ${isStrict}`, strict: isStrict, steps };
  const created = await postToSite<{ funnel: { id: string } }>(port, session, 'funnel', body);
  return created.funnel.id;
}

async function run(by: Scale): Promise<Figure[]> {
  const { dataDir, sites } = await openLargeSite(by);
  const server = await startProduct(dataDir);
  await sleep(SETTLE_MS);
  const goalIds = await ensureGoals(server, sites.large, GOALS);
  const loose = await createFunnel(server, sites.large, false, goalIds);
  const strict = await createFunnel(server, sites.large, true, goalIds);
  const figures: Figure[] = [];
  for (const { name, isStrict, body, isWanted } of QUESTIONS) {
    const route = `funnel/${isStrict ? strict : loose}/stats`;
    for (const { period, wantedMs } of VIEWS) {
      const { times, cpu } = await timeAnew(server, TIMES, () =>
        postToSite(server.port, sites.large, route, { period, ...body }),
      );
      const p50 = median(times);
      figures.push({
        name: `${name}, ${period}`,
        value: `p50 ${formatMs(p50)}, p95 ${formatMs(quantile(times, 0.95))}, processor ${formatMs(median(cpu))}`,
        ...(isWanted && { target: `p50 at most ${wantedMs} ms`, isMet: p50 <= wantedMs }),
      });
    }
  }
  await server.end();
  if (by.dataFolder === undefined) removeFolder(dataDir);
  return figures;
}

export const funnels: Measurement = {
  name: 'funnels',
  describe: 'a funnel of four steps over 10 million events: waiting and processor time',
  run,
};
