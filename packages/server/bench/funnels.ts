/** A funnel of four steps over the site of 10 million events: how long one waits, and what it costs. */
import { sendOne } from './load.ts';
import { openLargeSite } from './large-site.ts';
import { cpuMsOf } from './machine.ts';
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
import { pageviewRequest } from './requests.ts';

const TIMES = 10;
const SETTLE_MS = 3_000;
const UNTIL_STORED_MS = 700;
const GOALS = ['add_to_cart', 'signup'];

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

async function goalIdsOf({ port }: Listening, session: Session): Promise<string[]> {
  const ids: string[] = [];
  for (const event_name of GOALS) {
    const body = { goal_type: 'event', event_name, name: `${event_name} ${Date.now()}` };
    try {
      const { goal } = await postToSite<{ goal: { id: string } }>(port, session, 'goal', body);
      ids.push(goal.id);
    } catch {
      // A folder of an earlier run has it.
      const at = `http://127.0.0.1:${port}/api/org/${session.orgId}/site/${session.siteId}/goal`;
      const answer = await fetch(at, { headers: { cookie: session.cookie } });
      const { goals } = (await answer.json()) as {
        goals: Array<{ id: string; event_name: string }>;
      };
      ids.push(goals.find((goal) => goal.event_name === event_name)!.id);
    }
  }
  return ids;
}

/** After a new event each time, which makes whatever was kept of the site's answers void. */
async function time(server: Listening, session: Session, route: string, body: object) {
  const [times, cpu]: [number[], number[]] = [[], []];
  for (let index = 0; index < TIMES; index++) {
    await sendOne(server.port, pageviewRequest('/', index));
    await sleep(UNTIL_STORED_MS);
    const [startedMs, cpuBefore] = [performance.now(), cpuMsOf(server.pid) ?? Number.NaN];
    await postToSite(server.port, session, route, body);
    times.push(performance.now() - startedMs);
    cpu.push((cpuMsOf(server.pid) ?? Number.NaN) - cpuBefore);
  }
  return { times, cpu };
}

async function run(by: Scale): Promise<Figure[]> {
  const { dataDir, sites } = await openLargeSite(by);
  const server = await startProduct(dataDir);
  await sleep(SETTLE_MS);
  const goalIds = await goalIdsOf(server, sites.large);
  const loose = await createFunnel(server, sites.large, false, goalIds);
  const strict = await createFunnel(server, sites.large, true, goalIds);
  const figures: Figure[] = [];
  for (const { name, isStrict, body, isWanted } of QUESTIONS) {
    const route = `funnel/${isStrict ? strict : loose}/stats`;
    for (const { period, wantedMs } of VIEWS) {
      const { times, cpu } = await time(server, sites.large, route, { period, ...body });
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
