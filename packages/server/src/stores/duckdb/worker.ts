/**
 * The store's worker thread: owns the database, answers the requests of `store.ts`.
 *
 * Writes go one after another over one connection; queries have connections of their own, so an
 * append never waits for a report. Bundled as an entry of its own, `store-worker.js`.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { toPageviewMonth } from '../pageview-months.ts';
import { interruptUntil, QueryPool, WriteQueue } from './connections.ts';
import { checkDays, SEALED_DAYS, toSealedDay } from './check.ts';
import { openDatabase, type Database } from './database.ts';
import { knownEventIds } from './event-ids.ts';
import { makeSums } from './figure-sums.ts';
import { figuresKept } from './figures.ts';
import { appendSegment, deleteSite, OPEN_VISITS, toOpenVisit } from './operations.ts';
import { PAGEVIEW_MONTHS } from './pageview-months.ts';
import { Sealer } from './sealer.ts';
import { RowStreams } from './row-streams.ts';
import {
  carryError,
  type CallName,
  type Calls,
  type Cancel,
  type Reply,
  type Request,
  type WorkerOptions,
} from './protocol.ts';

type Handlers = {
  [Name in CallName]: (args: Calls[Name]['args'], id: number) => Promise<Calls[Name]['value']>;
};

const port = parentPort!;
let isEnding = false;

/** Of calls that were cut off by the thread's end the other side makes an error of its own. */
function send(reply: Reply, given: ArrayBuffer[] = []): void {
  if (!isEnding) port.postMessage(reply, given);
}

/** What need not be copied on its way to the other thread. */
const givenIn = (value: Calls[CallName]['value']): ArrayBuffer[] =>
  typeof value === 'object' && value !== null && 'bytes' in value ? [value.bytes.buffer] : [];

/** TRICKY: a thread that ends while a query runs hangs until that is over, the database in its hand. */
function endCleanlyOnBugs(running: Running): void {
  process.once('uncaughtException', (error) => {
    isEnding = true;
    port.removeAllListeners('message');
    void interruptAll(running).finally(() =>
      setImmediate(() => {
        throw error;
      }),
    );
  });
}

interface Running {
  queries: QueryPool;
  streams: RowStreams;
}

const interruptAll = ({ queries, streams }: Running) =>
  Promise.all([queries.interruptAll(), streams.closeAll()]);

function createHandlers(
  database: Database,
  running: Running,
  { minEventsForFigures }: WorkerOptions,
): Handlers {
  const { queries, streams } = running;
  const writes = new WriteQueue(database.writer);
  const idQuestions = new WriteQueue(database.idReader);
  const sums = new WriteQueue(database.summer);
  const sealer = new Sealer(database.sealer, writes, minEventsForFigures);
  return {
    appendSegment: (segment) => writes.run((writer) => appendSegment(writer, segment, sealer)),
    lastSegmentNumber: async () =>
      Number((await writes.ask('SELECT number FROM stored_segment'))[0]!.number),
    query: (statement, id) => queries.run(statement, id),
    openRows: ({ statement, areLines }, id) => streams.open(statement, id, areLines),
    readRows: ({ rows, from }) => streams.read(rows, from),
    readLines: ({ rows, from }) => streams.readLines(rows, from),
    closeRows: async ({ rows }) => (await streams.close(rows), null),
    openVisits: async ({ sinceMs }) =>
      (await writes.ask(OPEN_VISITS, [sinceMs, sinceMs])).map(toOpenVisit),
    firstEventTimes: async () => {
      const rows = await writes.ask('SELECT site, min(ts) AS first FROM all_events GROUP BY site');
      return rows.map(({ site, first }) => [Number(site), Number(first)]);
    },
    pageviewMonths: async () => (await writes.ask(PAGEVIEW_MONTHS)).map(toPageviewMonth),
    knownIds: (question) => idQuestions.run((reader) => knownEventIds(reader, question)),
    deleteSite: ({ site }) => writes.run((writer) => deleteSite(writer, site, sealer)),
    unsealedDays: async () => {
      const rows = await writes.ask('SELECT DISTINCT site, day FROM hot_events ORDER BY site, day');
      return rows.map(({ site, day }) => ({ site: Number(site), day: String(day) }));
    },
    sealDays: async ({ days }) => ({ sites: await sealer.seal(days) }),
    keptFigures: ({ sites }) => writes.run((writer) => figuresKept(writer, sites)),
    sealedDays: async () => (await writes.ask(SEALED_DAYS)).map(toSealedDay),
    checkDays: ({ days }) => writes.run((writer) => checkDays(writer, days)),
    resealDays: async ({ days }) => ({ sites: await sealer.reseal(days) }),
    makeSums: (wanted) => sums.run((connection) => makeSums(connection, wanted)),
    dropSums: async ({ name }) => (await sums.ask(`DROP TABLE IF EXISTS ${name}`), null),
    ping: async () => (await writes.ask('SELECT 1'), null),
    close: async () => {
      await end(database, { running, sealer, sums, idQuestions, writes });
      return null;
    },
  };
}

interface Work {
  running: Running;
  sealer: Sealer;
  sums: WriteQueue;
  idQuestions: WriteQueue;
  writes: WriteQueue;
}

/** What only reads, or can be done again, is cut off; writes are done. */
async function end(database: Database, work: Work): Promise<void> {
  const summed = work.sums.ask('SELECT 1').catch(() => undefined);
  await Promise.all([
    interruptAll(work.running),
    work.sealer.stop(),
    interruptUntil(database.summer, summed),
  ]);
  await work.idQuestions.ask('SELECT 1').catch(() => undefined);
  await work.writes.ask('CHECKPOINT').catch(() => undefined);
  database.close();
}

async function answer(handlers: Handlers, request: Request): Promise<void> {
  try {
    // That a call's name fits its arguments is checked where requests are made.
    const handle = handlers[request.call] as (args: unknown, id: number) => Promise<never>;
    const value: Calls[CallName]['value'] = await handle(request.args, request.id);
    send({ id: request.id, value }, givenIn(value));
  } catch (error) {
    send({ id: request.id, error: carryError(error) });
  }
  if (request.call === 'close') port.close();
}

try {
  const options = workerData as WorkerOptions;
  const database = await openDatabase(options);
  const running: Running = {
    queries: new QueryPool(database.readers),
    streams: new RowStreams(database.streamers),
  };
  endCleanlyOnBugs(running);
  const handlers = createHandlers(database, running, options);
  port.on('message', (message: Request | Cancel) => {
    if ('cancel' in message) {
      void running.queries.interrupt(message.cancel);
      void running.streams.interrupt(message.cancel);
    } else void answer(handlers, message);
  });
  send({ opened: true });
} catch (error) {
  send({ opened: false, error: carryError(error) });
}
