/** Files made of lines: the main thread hands bytes on and back, and looks into none of them. */
import { Worker } from 'node:worker_threads';
import type { Lines } from '../../stores/event-store.ts';
import { threadUrl } from '../../thread-url.ts';
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
  let thread: LineThread | undefined;
  try {
    for await (const batch of lines) {
      thread ??= new LineThread(workerData);
      const piece = await thread.take(batch);
      if (piece.length > 0) yield piece;
    }
    thread ??= new LineThread(workerData);
    yield await thread.take(null);
  } finally {
    await thread?.end();
  }
}

class LineThread {
  readonly #worker: Worker;
  #waiting: PromiseWithResolvers<Uint8Array> | undefined;
  #failure: Error | undefined;

  constructor(workerData: LineThreadData) {
    const options = { workerData, name: 'export', resourceLimits: MEMORY };
    this.#worker = new Worker(threadUrl('line-thread'), options);
    this.#worker.on('message', (piece: Uint8Array) => this.#waiting?.resolve(piece));
    this.#worker.on('error', (error: Error) => this.#fail(error));
    this.#worker.on('exit', () => this.#fail(new Error('The thread of a file has ended.')));
  }

  /** One after another. @throws what ended the thread, now or before */
  take(lines: Lines | null): Promise<Uint8Array> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    this.#waiting = Promise.withResolvers<Uint8Array>();
    this.#worker.postMessage(lines, lines === null ? [] : [lines.bytes.buffer]);
    return this.#waiting.promise;
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    this.#waiting?.reject(error);
  }
}

/** Rows whose cells are in hand as lines. */
export async function* toLines<Row>({ columns, batches }: Table<Row>): AsyncGenerator<Lines> {
  for await (const rows of batches) {
    const lines = rows.map((row) => `${JSON.stringify(columns.map(({ read }) => read(row)))}\n`);
    yield { count: rows.length, bytes: new TextEncoder().encode(lines.join('')) };
  }
}
