/**
 * Funnels against a slow model of docs/metrics.md: random events, random funnels, every day sealed
 * or not. MODEL_RUNS tells how often; what fails prints a seed for MODEL_SEED.
 */
import { VISIT_DIMENSIONS, type VisitDimension } from '@purestat/vocabulary';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { EventStore } from '../stores/event-store.ts';
import { buildRecords, instantOf, site, storeRecords, type EventFields } from '../testing/build.ts';
import { openTestStore } from '../testing/engines.ts';
import { allOfThem, is } from '../testing/goals.ts';
import type { ModelGoal } from '../testing/model-filters.ts';
import { modelFunnel, type ModelFunnelQuery } from '../testing/model-funnel.ts';
import {
  DAYS,
  ENGINE_GOALS,
  event,
  GOALS,
  objectForm,
  question,
} from '../testing/model-questions.ts';
import { rawStore } from '../testing/raw-store.ts';
import type { FilterNode } from './filter-tree.ts';
import { runFunnel } from './funnel-run.ts';
import type { FunnelDefinition } from './funnel.ts';

let store: EventStore;
let raw: EventStore;
let lastSite = 0;
beforeAll(async () => {
  store = await openTestStore({ minEventsForFigures: 1 });
  raw = rawStore(store);
});
afterAll(() => store.close());

/** What a step asks for, as the model and as the engine have it: paths, events, and the site's goals. */
interface Step {
  model: ModelGoal;
  condition: FilterNode;
}

function toStep(goal_type: 'page' | 'event', target: string): Step {
  const model = { id: target, name: target, currency: null, goal_type, target };
  const pages = allOfThem(is('event_name', 'pageview'), is('pathname', target));
  return { model, condition: goal_type === 'event' ? is('event_name', target) : pages };
}

const STEPS: Step[] = [
  ...['/', '/blog', '/blog/a', '/b*', '/**'].map((path) => toStep('page', path)),
  ...['signup', 'buy'].map((name) => toStep('event', name)),
  ...GOALS.map((model, index) => ({ model, condition: ENGINE_GOALS[index]!.condition })),
];

const funnel = fc.record({
  steps: fc.array(fc.constantFrom(...STEPS), { minLength: 2, maxLength: 4 }),
  isStrict: fc.boolean(),
  split: fc.constantFrom<VisitDimension>(...VISIT_DIMENSIONS),
});

/** Few visitors with many events at few times, some of them equal, so that chains come up and ties too. */
const events: fc.Arbitrary<EventFields[]> = fc.array(
  fc
    .tuple(
      event,
      fc.constantFrom('ann', 'ann', 'bob'),
      fc.constantFrom(DAYS[1]!, DAYS[1]!, DAYS[2]!),
      fc.integer({ min: 0, max: 14 }),
    )
    .map(([fields, visitor, day, place]) => {
      // From half past five to half past six.
      const minutes = 330 + place * 4;
      const at = `${day}T0${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}:00`;
      return { ...fields, visitor, at };
    }),
  { minLength: 4, maxLength: 40 },
);

const RUNS = Number(process.env['MODEL_RUNS'] ?? 25);
const SEED = process.env['MODEL_SEED'];
const TIMES = {
  numRuns: RUNS,
  endOnFailure: process.env['MODEL_SHRINK'] === undefined,
  ...(SEED === undefined ? {} : { seed: Number(SEED) }),
};
const TIMEOUT_MS = 300_000 + RUNS * 60_000;

interface Asked {
  definition: FunnelDefinition;
  query: ModelFunnelQuery;
  body: object;
  now: string;
}

async function expectAsModel(
  from: EventStore,
  context: ReturnType<typeof site>,
  records: Parameters<typeof modelFunnel>[0],
  { definition, query, body, now }: Asked,
): Promise<void> {
  const nowMs = instantOf(now, context.timezone);
  const answer = await runFunnel(
    { store: from, site: context, nowMs, firstEventAtMs: null, goals: ENGINE_GOALS },
    definition,
    { ...body, filters: objectForm(query.filter) ?? query.filter, split: query.split },
  );
  const expected = modelFunnel(records, query);
  // The question stands in both, so that a difference shows it.
  const asked = JSON.stringify({ ...query, goals: undefined, body });
  expect({
    asked,
    metrics: answer.metrics,
    steps: answer.steps,
    rows: answer.split?.rows,
    total_rows: answer.split?.total_rows,
  }).toEqual({
    asked,
    metrics: expected.metrics,
    steps: expected.steps,
    rows: expected.split.slice(0, 10),
    total_rows: expected.split.length,
  });
}

// oxlint-disable-next-line vitest/expect-expect -- expectAsModel expects
test(
  'any funnel through any events has the same figures as docs/metrics.md, sealed or not',
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(events, fc.array(event, { minLength: 1, maxLength: 25 })),
        fc.array(fc.tuple(funnel, question), { minLength: 2, maxLength: 2 }),
        fc.subarray(DAYS),
        async (fields, questions, daysToSeal) => {
          const { timezone } = questions[0]![1];
          const context = site({ number: ++lastSite, timezone });
          const records = buildRecords(context, fields);
          await storeRecords(store, records);
          const asked = questions.map(
            ([{ steps, isStrict, split }, { filter, from, days }], at) => {
              const dateFrom = at === 0 ? DAYS[0]! : DAYS[from]!;
              const dateTo = at === 0 ? DAYS[2]! : DAYS[Math.min(2, from + days)]!;
              const query: ModelFunnelQuery = {
                isStrict,
                split,
                goals: GOALS,
                dateFrom,
                dateTo,
                steps: steps.map(({ model }) => model),
                filter: at === 0 ? ['and'] : filter,
              };
              return {
                definition: { isStrict, steps: steps.map(({ condition }) => condition) },
                query,
                body: { period: 'custom', date_from: dateFrom, date_to: dateTo },
                now: '2026-04-01T00:00:00',
              };
            },
          );
          // Hours that cut both days.
          const now = '2026-03-09T05:30:00';
          const fromMs = instantOf('2026-03-08T06:00:00', timezone);
          const cut = { ...asked[0]!.query, dateFrom: DAYS[1]!, fromMs };
          const all = [...asked, { ...asked[0]!, query: cut, body: { period: '24h' }, now }];
          for (const days of [[], daysToSeal]) {
            await store.sealDays(days.map((day) => ({ site: context.number, day })));
            for (const one of all) await expectAsModel(store, context, records, one);
          }
          for (const one of all) await expectAsModel(raw, context, records, one);
        },
      ),
      TIMES,
    );
  },
  TIMEOUT_MS,
);
