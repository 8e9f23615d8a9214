/** A question about a funnel from body to answer: parse → plan → SQL → run → shape. */
import type { FunnelStats } from '@purestat/vocabulary';
import type { ResultRow, Statement } from '../stores/event-store.ts';
import { cacheOf } from './cache.ts';
import { dialectOf } from './dialects.ts';
import { funnelDialectOf } from './funnel-dialect.ts';
import type { Dialects, FunnelQuestion } from './funnel-moments.ts';
import { parseFunnelQuery } from './funnel-parse.ts';
import { changeOfFunnel, funnelMetrics, splitRows, stepFigures, withNext } from './funnel-shape.ts';
import { nextStatement, splitStatement, totalsStatement } from './funnel-sql.ts';
import type { FunnelDefinition } from './funnel.ts';
import type { StatsContext } from './run.ts';
import { compareRange, periodRange } from './time.ts';

type Build = (question: FunnelQuestion, dialects: Dialects) => Statement;

/** @throws AppError VALIDATION_ERROR that lists what is allowed */
export async function runFunnel(
  context: StatsContext,
  funnel: FunnelDefinition,
  body: unknown,
): Promise<FunnelStats> {
  const { store, site, signal, nowMs, firstEventAtMs } = context;
  const query = parseFunnelQuery(body, context);
  const { timezone } = site;
  const time = { timezone, nowMs, firstEventAtMs };
  const range = periodRange(query.period, time);
  const compared = query.compare === null ? null : compareRange(range, query.compare, time);
  const { filter, split } = query;
  const question: FunnelQuestion = { site: site.number, timezone, range, filter, funnel, split };
  const dialects: Dialects = { dialect: dialectOf(store), own: funnelDialectOf(store) };
  const ask = (build: Build, of = question): Promise<ResultRow[]> =>
    cacheOf(store).query(site.number, build(of, dialects), signal);
  const [counted, divided, [earlier]] = await Promise.all([
    ask(query.hasNext ? nextStatement : totalsStatement),
    split === null ? null : ask(splitStatement),
    compared === null ? [] : ask(totalsStatement, { ...question, range: compared }),
  ]);
  const totals = counted.find((row) => row['c0'] !== null);
  const steps = funnel.steps.length;
  const metrics = funnelMetrics(totals, steps);
  const figures = stepFigures(totals, steps);
  const answer: FunnelStats = {
    metrics,
    steps: query.hasNext ? figures.map((one, step) => withNext(one, counted, step)) : figures,
    meta: { timezone, date_from: range.dateFrom, date_to: range.dateTo, sampled: false },
  };
  if (split !== null && divided !== null) {
    const total_rows = Number(divided[0]?.['total_rows'] ?? 0);
    answer.split = { dimension: split, total_rows, rows: splitRows(divided, steps) };
  }
  if (compared !== null) {
    const before = funnelMetrics(earlier, steps);
    answer.comparison = {
      date_from: compared.dateFrom,
      date_to: compared.dateTo,
      metrics: before,
      change: changeOfFunnel(metrics, before),
    };
  }
  return answer;
}
