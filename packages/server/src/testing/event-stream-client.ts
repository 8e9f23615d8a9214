/** A client of server-sent events over a real connection, for tests. */
import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';

export interface StreamClient {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  /** The next block that the server sends, as it stands there; null when the stream has ended. */
  next(): Promise<string | null>;
  /** Takes nothing more, as a client whose network stands still. */
  stall(): void;
  leave(): void;
}

export async function openStream(
  origin: string,
  path: string,
  headers: Record<string, string>,
): Promise<StreamClient> {
  const client = request(new URL(path, origin), {
    headers: { ...headers, accept: 'text/event-stream' },
  });
  client.end();
  const [response] = (await once(client, 'response')) as [IncomingMessage];
  response.setEncoding('utf8');
  response.on('error', () => undefined);
  const chunks = response[Symbol.asyncIterator]() as AsyncIterator<string>;
  let text = '';
  return {
    status: response.statusCode!,
    headers: response.headers,
    async next() {
      while (!text.includes('\n\n')) {
        const { done, value } = await chunks.next();
        if (done === true) return null;
        text += value;
      }
      const end = text.indexOf('\n\n');
      const block = text.slice(0, end);
      text = text.slice(end + 2);
      return block;
    },
    stall: () => void response.socket.pause(),
    leave: () => void client.destroy(),
  };
}
