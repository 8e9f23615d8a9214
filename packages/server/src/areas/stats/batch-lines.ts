/** A batch as lines of JSON, each sent as soon as it is known. */
import { randomUUID } from 'node:crypto';
import type { AnyMetricValue, StatsBatchLine } from '@purestat/vocabulary';
import type { Logger } from 'pino';
import { answerError, logAnswer } from '../../errors.ts';
import type { BatchPart } from '../../query/index.ts';

const encoder = new TextEncoder();

interface LineOptions {
  /** Ends the lines: nobody reads them any more. */
  signal: AbortSignal;
  log: Logger;
  /** The request, as the log names it. */
  about: object;
}

/** @param parts begun already, and told to the end or until the signal fires */
export function batchLines(
  parts: AsyncIterable<BatchPart>,
  options: LineOptions,
): ReadableStream<Uint8Array> {
  const unread = parts[Symbol.asyncIterator]();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await unread.next();
      // What fails because it was cancelled is nobody's failure.
      if (done === true || options.signal.aborted) return controller.close();
      controller.enqueue(encoder.encode(`${JSON.stringify(toLine(value, options))}\n`));
    },
  });
}

function toLine(
  part: BatchPart,
  { log, about }: Pick<LineOptions, 'log' | 'about'>,
): StatsBatchLine<AnyMetricValue> {
  if (!('failure' in part)) return part;
  const answer = answerError(part.failure, randomUUID);
  logAnswer(log, answer, { ...about, query: part.name });
  const { error } = answer.body;
  return part.name === null ? { realtime: null, error } : { name: part.name, error };
}
