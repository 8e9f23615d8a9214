/** `purestat export`: figures or events of a site into a file. */
import { once } from 'node:events';
import { open, rename, rm } from 'node:fs/promises';
import {
  EVENTS_PARAMS,
  eventsTable,
  QUERY_PARAMS,
  readParams,
  statsTable,
  writeLines,
  writeTable,
} from '../areas/export/index.ts';
import type { StatsContext } from '../deps.ts';
import { openEventsExport, openStatsExport } from '../query/index.ts';
import {
  FailedError,
  UsageError,
  type Command,
  type CommandIo,
  type TextOutput,
} from './command.ts';
import { progressBar } from './progress.ts';
import { QUERY_OPTIONS, queryParams } from './query-options.ts';
import { ask, serverSite, WHERE_HELP, WHERE_OPTIONS, withFolderSite } from './where.ts';

export const exportCommand: Command = {
  summary: 'saves figures or events of a site as CSV, JSON, NDJSON or Parquet',
  details: `${WHERE_HELP}
Without --events the rows are those of "purestat query", all of them unless --limit says otherwise;
by date unless --dimensions says otherwise. With --events they are the events as they are kept, oldest
first; of the options of a query --period, --date-from and --date-to go with it, and all events are
meant without them. An API key needs the scope export:read. docs/export.md tells the columns.

A file that cannot be finished is not left behind; on standard output the exit code tells.

Exit code: 0 all rows are there; 1 refused or cut off, with the reason; 2 wrong usage, or the folder
cannot be had.

Examples
  npx purestat export --site example.com --period 12mo --dimensions pathname -o pages.csv
  npx purestat export --site example.com --events --format parquet -o events.parquet
  PURESTAT_KEY=ps_live_… npx purestat export --url http://localhost:3000/org/ORG/site/SITE > days.csv`,
  options: {
    ...WHERE_OPTIONS,
    events: { type: 'boolean', help: 'every event instead of figures' },
    format: { type: 'string', value: 'NAME', help: 'csv (unless given), json, ndjson or parquet' },
    output: {
      type: 'string',
      short: 'o',
      value: 'FILE',
      help: 'where to; standard output unless given',
    },
    'raw-text': { type: 'boolean', help: "CSV without a ' before what looks like a formula" },
    ...QUERY_OPTIONS,
  },
  async run(values, io) {
    const server = serverSite(values, io);
    const isOfEvents = values['events'] === true;
    const search = queryParams(values);
    if (typeof values['format'] === 'string') search.set('format', values['format']);
    if (values['raw-text'] === true) search.set('escape_formulas', 'false');
    const output = openOutput(values['output'], io);
    try {
      if (server === null) {
        await withFolderSite(values, io, (context) =>
          exportFolder(context, search, isOfEvents, output),
        );
      } else {
        const path = isOfEvents ? 'export/events' : 'export';
        const address = `${server.api}/${path}?${search}`;
        const response = await ask(address, { headers: server.headers }, io.signal);
        await output.take(response.body!, null);
      }
      await output.end();
    } catch (error) {
      await output.giveUp();
      throw explained(error, io.signal);
    }
    return 0;
  },
};

/** Refusals go on as they are; what ends an answer that had begun is told as that. */
function explained(error: unknown, signal: AbortSignal): unknown {
  if (signal.aborted) return new FailedError('Stopped before all rows were there.');
  if (!(error instanceof TypeError)) return error;
  return new FailedError('The server cut the export off before all rows were there.', {
    cause: error,
  });
}

async function exportFolder(
  context: StatsContext,
  search: URLSearchParams,
  isOfEvents: boolean,
  output: Output,
): Promise<void> {
  const params = readParams(search, isOfEvents ? EVENTS_PARAMS : QUERY_PARAMS);
  if (!isOfEvents) {
    const table = statsTable(openStatsExport(context, params.body));
    return output.take(writeTable(table, params), null);
  }
  const events = await openEventsExport(context, params.body);
  let rows = 0;
  const counted = async function* () {
    for await (const batch of events.lines) {
      rows += batch.count;
      yield batch;
    }
  };
  const table = eventsTable({ ...events, lines: counted() });
  await output.take(writeLines(table, params), () => [
    events.total === 0 ? 1 : Math.min(1, rows / events.total),
    `${rows.toLocaleString('en')} of ${events.total.toLocaleString('en')} events`,
  ]);
}

type Told = () => [done: number, text: string];

interface Output {
  take(pieces: AsyncIterable<Uint8Array>, told: Told | null): Promise<void>;
  end(): Promise<void>;
  giveUp(): Promise<void>;
}

function openOutput(path: unknown, io: CommandIo): Output {
  const bar = path === undefined ? null : progressBar(io.stderr);
  const file = typeof path === 'string' ? openFile(path) : null;
  let bytes = 0;
  return {
    async take(pieces, told) {
      for await (const piece of pieces) {
        await (file === null ? writeText(io.stdout, piece) : file.write(piece));
        bytes += piece.length;
        const [done, text] = told?.() ?? [null, `${(bytes / 1e6).toFixed(1)} MB`];
        bar?.show(done, text);
      }
    },
    async end() {
      bar?.clear();
      await file?.end();
    },
    async giveUp() {
      bar?.clear();
      await file?.giveUp();
    },
  };
}

/** The name is given to it when it is whole. */
function openFile(path: string) {
  const part = `${path}.part`;
  const opened = open(part, 'w').catch((cause: Error) => {
    throw new UsageError(`--output: ${path} cannot be written (${cause.message}).`, { cause });
  });
  // It is told of when something is written.
  opened.catch(() => undefined);
  return {
    async write(piece: Uint8Array) {
      await (await opened).writeFile(piece);
    },
    async end() {
      await (await opened).close();
      await rename(part, path);
    },
    async giveUp() {
      await opened.then((file) => file.close()).catch(() => undefined);
      await rm(part, { force: true });
    },
  };
}

/** As fast as it is taken. */
async function writeText(output: TextOutput, piece: Uint8Array): Promise<void> {
  const hasRoom = output.write(piece);
  // Only streams say so.
  if (hasRoom === false) await once(output as unknown as NodeJS.EventEmitter, 'drain');
}
