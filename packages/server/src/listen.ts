/** The socket: taken before anything else is opened, answered by whoever is put behind it. */
import { randomUUID } from 'node:crypto';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Config } from './config.ts';
import { answerError, AppError } from './errors.ts';
import { StartError } from './start-error.ts';

/** Open requests may go on for this long when the server stops. */
const CLOSE_GRACE_MS = 5_000;
/** Longer than reverse proxies keep an idle connection (60 s is usual), or they send on one that is just being closed. */
const KEEP_ALIVE_MS = 65_000;

export interface Http {
  /** Where it listens, such as http://127.0.0.1:3000. */
  url: string;
  /** From now on requests are answered by this; before, everybody is told to come again. */
  serve(listener: RequestListener): void;
  /** Takes no new request and waits for those under way. */
  close(): Promise<void>;
}

/** Until everything is open: whoever asks is told to come again. */
const answerStarting: RequestListener = (_request, response) => {
  const refusal = new AppError('UNAVAILABLE', 'The server is starting.', { retryAfterSeconds: 1 });
  const { status, body } = answerError(refusal, randomUUID);
  response.writeHead(status, { 'content-type': 'application/json', 'retry-after': '1' });
  response.end(JSON.stringify(body));
};

/** @throws StartError with one line when the port or address cannot be had */
export async function listen(config: Config): Promise<Http> {
  const { PORT, HOST } = config;
  let listener = answerStarting;
  const server = createServer((request, response) => listener(request, response));
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(listenError(error, PORT, HOST)));
    server.listen(PORT, HOST, resolve);
  });
  return {
    url: addressOf(server, config),
    serve(next) {
      listener = next;
    },
    close: () => closeHttp(server),
  };
}

function listenError(cause: NodeJS.ErrnoException, port: number, host: string): Error {
  switch (cause.code) {
    case 'EADDRINUSE':
      return new StartError(
        `PORT: ${port} is taken by another program. Stop it, or set PORT to a free one.`,
        { cause },
      );
    case 'EACCES':
      return new StartError(
        `PORT: ${port} may not be used by this account. Set PORT to one above 1023.`,
        { cause },
      );
    default:
      return new StartError(`HOST: cannot listen on ${host}:${port} (${cause.message}).`, {
        cause,
      });
  }
}

function addressOf(server: Server, { HOST }: Config): string {
  const { port } = server.address() as AddressInfo;
  const host = ['0.0.0.0', '::', ''].includes(HOST) ? 'localhost' : HOST;
  return `http://${host}:${port}`;
}

async function closeHttp(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeIdleConnections();
  const impatience = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS);
  await closed;
  clearTimeout(impatience);
}
