/** Several queries over one base in one request: a dashboard's first view. */
import type {
  AnyMetricValue,
  RealtimeAnswer,
  StatsAnswer,
  StatsBatchAnswer,
} from '@purestat/vocabulary';
import { AppError, invalidField } from '../errors.ts';
import { isObject, shortened, type Body } from './issues.ts';
import { parseQuery, type ParsedQuery } from './parse.ts';
import { PlanRunner } from './plan-runner.ts';
import { runRealtime } from './realtime.ts';
import { answerQuery, rangesOf, type StatsContext } from './run.ts';
import { notAllowed } from './suggest.ts';
import { isClockUnit } from './time.ts';

const FIELDS = ['base', 'queries', 'realtime'];
export const MAX_QUERIES = 20;
/** A year by hours is 8,784 rows, a week by minutes 10,080, each to be made and sent. */
const MAX_QUERIES_BY_CLOCK = 4;

type Answer = StatsAnswer<AnyMetricValue>;

/** What is known of a batch so far: the first part comes at once, and the last says that it is all. */
export type BatchPart =
  | { first_event_at: string | null; done?: true }
  | { name: string; result: Answer }
  | { realtime: RealtimeAnswer }
  /** One that could not be answered; null is the realtime figures. */
  | { name: string | null; failure: unknown };

/**
 * Begins all queries at once and tells each answer as soon as it is known. A query that fails ends
 * none of the others.
 *
 * @throws AppError VALIDATION_ERROR at once; paths name the query, as in `queries.pages.metrics`
 */
export function startStatsBatch(context: StatsContext, body: unknown): AsyncIterable<BatchPart> {
  return start(context, parseBatch(context, body));
}

/** All of a batch together. @throws AppError as `startStatsBatch`, or the first failure */
export async function runStatsBatch(
  context: StatsContext,
  body: unknown,
): Promise<StatsBatchAnswer<AnyMetricValue>> {
  const batch = parseBatch(context, body);
  const results = new Map<string, Answer>();
  let rest: Partial<Pick<StatsBatchAnswer, 'realtime'>> = {};
  for await (const part of start(context, batch)) {
    if ('failure' in part) throw part.failure;
    if ('result' in part) results.set(part.name, part.result);
    if ('realtime' in part) rest = part;
  }
  return {
    results: Object.fromEntries(batch.queries.map(([name]) => [name, results.get(name)!])),
    ...rest,
    first_event_at: firstEventAt(context),
  };
}

function start(context: StatsContext, { queries, realtime }: Batch): AsyncIterable<BatchPart> {
  const plans = new PlanRunner(context);
  const parts = queries.map(([name, query]) =>
    orFailure(
      name,
      answerQuery(context, query, plans).then((result) => ({ name, result })),
    ),
  );
  if (realtime) {
    parts.push(
      orFailure(
        null,
        runRealtime(context).then((live) => ({ realtime: live })),
      ),
    );
  }
  return tell(context, asTheyCome(parts));
}

const orFailure = (name: string | null, part: Promise<BatchPart>): Promise<BatchPart> =>
  part.catch((failure: unknown) => ({ name, failure }));

async function* tell(
  context: StatsContext,
  parts: ReadonlyArray<Promise<BatchPart>>,
): AsyncGenerator<BatchPart> {
  const first_event_at = firstEventAt(context);
  yield { first_event_at };
  for (const part of parts) yield await part;
  yield { first_event_at, done: true };
}

/** The same promises in the order in which they settle; none of them rejects. */
function asTheyCome<Value>(promises: ReadonlyArray<Promise<Value>>): Array<Promise<Value>> {
  const places = promises.map(() => Promise.withResolvers<Value>());
  let settled = 0;
  for (const promise of promises) void promise.then((value) => places[settled++]!.resolve(value));
  return places.map(({ promise }) => promise);
}

const firstEventAt = ({ firstEventAtMs }: StatsContext): string | null =>
  firstEventAtMs === null ? null : new Date(firstEventAtMs).toISOString();

interface Batch {
  queries: Array<[string, ParsedQuery]>;
  realtime: boolean;
}

function parseBatch(context: StatsContext, body: unknown): Batch {
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
    return [name, parseAt(path, { ...base, ...query }, context)];
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

function parseAt(path: string, body: Body, context: StatsContext): ParsedQuery {
  try {
    const query = parseQuery(body, context);
    rangesOf(context, query);
    return query;
  } catch (error) {
    if (!(error instanceof AppError) || error.details === undefined) throw error;
    const details = error.details.map((detail) => ({ ...detail, path: `${path}.${detail.path}` }));
    const message = details.map((detail) => `${detail.path}: ${detail.message}`).join(' ');
    throw new AppError('VALIDATION_ERROR', message, { details, cause: error });
  }
}
