/** Files made of lines: the main thread hands bytes on and back, and looks into none of them. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Lines } from '../../stores/event-store.ts';
import type { LineThreadData } from './line-thread.ts';
import type { WriteOptions } from './params.ts';
import type { LineTable, Table } from './table.ts';

/** Far more than it needs: what went wild would end the file's thread and not the server. */
const MEMORY = { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: 16 };

/** @returns the file, piece by piece; ending it ends the query */
export async function* writeLines(
  { columns, lines }: LineTable,
  { format, escapeFormulas }: WriteOptions,
): AsyncGenerator<Uint8Array> {
  const workerData: LineThreadData = { columns, format, escapeFormulas };
  let thread: Worker | undefined;
  try {
    for await (const batch of lines) {
      thread ??= startThread(workerData);
      const piece = await told(thread, batch, [batch.bytes.buffer]);
      if (piece.length > 0) yield piece;
    }
    thread ??= startThread(workerData);
    yield await told(thread, null, []);
  } finally {
    await thread?.terminate();
  }
}

function startThread(workerData: LineThreadData): Worker {
  const file = import.meta.url.endsWith('.ts') ? './line-thread.ts' : './line-thread.js';
  const url = new URL(file, import.meta.url);
  return new Worker(url, { workerData, name: 'export', resourceLimits: MEMORY });
}

/** @throws what ended the thread */
async function told(
  thread: Worker,
  lines: Lines | null,
  given: ArrayBuffer[],
): Promise<Uint8Array> {
  const answered = once(thread, 'message') as Promise<[Uint8Array]>;
  thread.postMessage(lines, given);
  return (await answered)[0];
}

/** Rows whose cells are in hand as lines. */
export async function* toLines<Row>({ columns, batches }: Table<Row>): AsyncGenerator<Lines> {
  for await (const rows of batches) {
    const lines = rows.map((row) => `${JSON.stringify(columns.map(({ read }) => read(row)))}\n`);
    yield { count: rows.length, bytes: new TextEncoder().encode(lines.join('')) };
  }
}
