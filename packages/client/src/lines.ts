/** Reads streams of text piece by piece. */
import { PurestatConnectionError } from './errors.ts';

/** The pieces between separators, as they come; what follows the last one comes at the end. */
export async function* pieces(
  body: ReadableStream<Uint8Array>,
  separator: RegExp,
): AsyncGenerator<string> {
  const reader = body
    .pipeThrough(new TextDecoderStream() as never)
    .getReader() as ReadableStreamDefaultReader<string>;
  let rest = '';
  try {
    for (;;) {
      const { done, value } = await read(reader);
      if (done) break;
      const parts = (rest + value).split(separator);
      rest = parts.pop()!;
      yield* parts;
    }
    if (rest !== '') yield rest;
  } finally {
    // Whoever stops reading ends the answer.
    await reader.cancel().catch(() => {});
  }
}

async function read(reader: ReadableStreamDefaultReader<string>) {
  try {
    return await reader.read();
  } catch (cause) {
    if ((cause as Error).name === 'AbortError') throw cause;
    throw new PurestatConnectionError('The answer was cut off: what came is not all.', { cause });
  }
}

/** Rows of NDJSON. @throws PurestatConnectionError when the answer was cut off */
export async function* jsonLines<Row>(body: ReadableStream<Uint8Array>): AsyncGenerator<Row> {
  for await (const line of pieces(body, /\r?\n/)) if (line !== '') yield JSON.parse(line) as Row;
}

/** The data of server-sent events of one name. */
export async function* serverSentEvents<Data>(
  body: ReadableStream<Uint8Array>,
  name: string,
): AsyncGenerator<Data> {
  for await (const block of pieces(body, /\r?\n\r?\n/)) {
    const fields = block.split(/\r?\n/).map((line) => /^(\w+): ?(.*)$/.exec(line));
    const of = (field: string) =>
      fields.filter((found) => found?.[1] === field).map((found) => found![2]!);
    if (of('event')[0] === name) yield JSON.parse(of('data').join('\n')) as Data;
  }
}
