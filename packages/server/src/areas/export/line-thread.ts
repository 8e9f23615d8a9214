/**
 * A thread that writes one file, so that the main one is free for whoever else asks. It is given
 * lines, then null, and answers each with a piece. Bundled as an entry of its own, `line-thread.js`.
 */
import { parentPort, workerData } from 'node:worker_threads';
import type { Lines } from '../../stores/event-store.ts';
import { createLineWriter } from './line-writer.ts';
import type { WriteOptions } from './params.ts';
import type { NamedColumn } from './table.ts';

export interface LineThreadData extends WriteOptions {
  columns: readonly NamedColumn[];
}

const port = parentPort!;
const { columns, ...options } = workerData as LineThreadData;
const writer = createLineWriter(columns, options);

async function answer(lines: Lines | null): Promise<void> {
  const piece = await (lines === null ? writer.end() : writer.write(lines));
  // A small one may lie in memory that others share.
  const isWhole = piece.byteLength * 2 > piece.buffer.byteLength;
  const given = isWhole ? piece : new Uint8Array(piece);
  port.postMessage(given, [given.buffer]);
}

// What is thrown in it ends the thread, which fails the download.
port.on('message', (lines: Lines | null) => void answer(lines));
