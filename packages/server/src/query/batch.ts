/** Several queries over one base in one request: a dashboard's first view. */
import type { AnyMetricValue, StatsAnswer, StatsBatchAnswer } from '@purestat/vocabulary';
import { AppError, invalidField } from '../errors.ts';
import { isObject, shortened, type Body } from './issues.ts';
import { parseQuery, type ParsedQuery } from './parse.ts';
import type { QueryNames } from './parse-leaf.ts';
import { PlanRunner } from './plan-runner.ts';
import { runRealtime } from './realtime.ts';
import { answerQuery, type StatsContext } from './run.ts';
import { notAllowed } from './suggest.ts';
import { isClockUnit } from './time.ts';

const FIELDS = ['base', 'queries', 'realtime'];
export const MAX_QUERIES = 20;
/** A year by hours is 8,784 rows, a week by minutes 10,080, each to be made and sent. */
const MAX_QUERIES_BY_CLOCK = 4;

/** @throws AppError VALIDATION_ERROR; paths name the query, as in `queries.pages.metrics` */
export async function runStatsBatch(
  context: StatsContext,
  body: unknown,
): Promise<StatsBatchAnswer<AnyMetricValue>> {
  const { queries, realtime } = parseBatch(context, body);
  const plans = new PlanRunner(context);
  const [answers, live] = await Promise.all([
    Promise.all(
      queries.map(async ([name, query]): Promise<[string, StatsAnswer<AnyMetricValue>]> => [
        name,
        await answerQuery(context, query, plans),
      ]),
    ),
    realtime ? runRealtime(context) : undefined,
  ]);
  const { firstEventAtMs } = context;
  return {
    results: Object.fromEntries(answers),
    ...(live === undefined ? {} : { realtime: live }),
    first_event_at: firstEventAtMs === null ? null : new Date(firstEventAtMs).toISOString(),
  };
}

function parseBatch(
  names: QueryNames,
  body: unknown,
): { queries: Array<[string, ParsedQuery]>; realtime: boolean } {
  if (!isObject(body)) throw new AppError('VALIDATION_ERROR', 'The body must be a JSON object.');
  const unknown = Object.keys(body).find((field) => !FIELDS.includes(field));
  if (unknown !== undefined)
    throw invalidField(shortened(unknown), notAllowed('field', unknown, FIELDS));
  const { base = {}, queries, realtime = false } = body;
  if (!isObject(base))
    throw invalidField('base', 'must be an object like the body of a stats query.');
  if (!isObject(queries)) throw invalidField('queries', 'must be an object of named queries.');
  if (typeof realtime !== 'boolean') throw invalidField('realtime', 'must be true or false.');
  const entries = Object.entries(queries);
  if (entries.length > MAX_QUERIES)
    throw invalidField('queries', `at most ${MAX_QUERIES} at once.`);
  const parsed = entries.map(([name, query]): [string, ParsedQuery] => {
    const path = `queries.${shortened(name)}`;
    if (!isObject(query)) throw invalidField(path, 'must be an object that is laid over the base.');
    return [name, parseAt(path, { ...base, ...query }, names)];
  });
  const byClock = parsed.filter(([, query]) => query.dimensions.some(isClockUnit));
  if (byClock.length > MAX_QUERIES_BY_CLOCK) {
    throw invalidField(
      'queries',
      `at most ${MAX_QUERIES_BY_CLOCK} with the dimension hour or minute.`,
    );
  }
  return { queries: parsed, realtime };
}

function parseAt(path: string, body: Body, names: QueryNames): ParsedQuery {
  try {
    return parseQuery(body, names);
  } catch (error) {
    if (!(error instanceof AppError) || error.details === undefined) throw error;
    const details = error.details.map((detail) => ({ ...detail, path: `${path}.${detail.path}` }));
    const message = details.map((detail) => `${detail.path}: ${detail.message}`).join(' ');
    throw new AppError('VALIDATION_ERROR', message, { details, cause: error });
  }
}
