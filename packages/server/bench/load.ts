/**
 * A lean HTTP client: prepared bytes out, as little as possible done with what comes back. An
 * ordinary load generator needs more processor time for a request than the bare server does, and
 * would measure itself.
 */
import { connect, type Socket } from 'node:net';

export interface Reply {
  status: number;
  /** Not counted on purpose. */
  isDropped: boolean;
}
type OnReply = (reply: Reply | null) => void;

const HEAD_END = Buffer.from('\r\n\r\n');
/** At the start of a line: another header names this one. */
const DROPPED = Buffer.from('\r\nx-purestat-dropped:');
const EMPTY = Buffer.alloc(0);
const STATUS_AT = 9;

/** A connection with one request under way at most. */
class Connection {
  readonly #socket: Socket;
  #received: Buffer = EMPTY;
  #onReply: OnReply | null = null;
  /** Length of the last whole 202, which the next is likely to have too. */
  #usualLength = 0;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.#receive(chunk));
    socket.on('error', () => undefined);
    socket.on('close', () => this.#reply(null));
  }

  /** @param onReply gets null when the connection ends without an answer */
  send(request: Buffer, onReply: OnReply): void {
    this.#onReply = onReply;
    if (this.#socket.destroyed) this.#reply(null);
    else this.#socket.write(request);
  }

  end(): void {
    this.#socket.destroy();
  }

  #receive(chunk: Buffer): void {
    const bytes = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk]);
    if (bytes.length === this.#usualLength) {
      this.#received = EMPTY;
      this.#reply({ status: statusOf(bytes), isDropped: false });
      return;
    }
    const headEnd = bytes.indexOf(HEAD_END);
    const length = headEnd === -1 ? Infinity : headEnd + 4 + contentLengthOf(bytes, headEnd);
    if (bytes.length < length) {
      this.#received = bytes;
      return;
    }
    this.#received = EMPTY;
    const isDropped = bytes.subarray(0, headEnd).includes(DROPPED);
    if (!isDropped && statusOf(bytes) === 202) this.#usualLength = bytes.length;
    this.#reply({ status: statusOf(bytes), isDropped });
  }

  #reply(reply: Reply | null): void {
    const onReply = this.#onReply;
    this.#onReply = null;
    onReply?.(reply);
  }
}

function statusOf(bytes: Buffer): number {
  return Number(bytes.toString('latin1', STATUS_AT, STATUS_AT + 3));
}

function contentLengthOf(bytes: Buffer, headEnd: number): number {
  return Number(/content-length: (\d+)/i.exec(bytes.toString('latin1', 0, headEnd))?.[1] ?? 0);
}

async function openConnections(port: number, length: number): Promise<Connection[]> {
  return Promise.all(
    Array.from(
      { length },
      () =>
        new Promise<Connection>((resolve, reject) => {
          const socket = connect(port, '127.0.0.1', () => resolve(new Connection(socket)));
          socket.once('error', reject);
        }),
    ),
  );
}

/** Hands out the requests, over and over. */
export class RequestRing {
  readonly #requests: readonly Buffer[];
  #next = 0;

  constructor(requests: readonly Buffer[]) {
    this.#requests = requests;
  }

  next(): Buffer {
    const request = this.#requests[this.#next]!;
    this.#next = (this.#next + 1) % this.#requests.length;
    return request;
  }
}

export interface Tally {
  /** 202 without a reason why not (or, for a question, 200), or with one. */
  accepted: number;
  dropped: number;
  /** Any other answer, or none. */
  refused: number;
  durationMs: number;
}

function count(tally: Tally, reply: Reply | null): void {
  if (reply?.status !== 202 && reply?.status !== 200) tally.refused += 1;
  else if (reply.isDropped) tally.dropped += 1;
  else tally.accepted += 1;
}

/**
 * As many as the server takes: each connection sends its next request when it has its answer.
 * @param onMeasured called at the start and at the end of what is counted
 */
export async function sendAtFull(options: {
  port: number;
  connections: number;
  requests: RequestRing;
  warmUpMs: number;
  durationMs: number;
  onMeasured?: () => void;
}): Promise<Tally> {
  const { port, requests, warmUpMs, durationMs, onMeasured } = options;
  const connections = await openConnections(port, options.connections);
  const tally: Tally = { accepted: 0, dropped: 0, refused: 0, durationMs: 0 };
  const beganMs = performance.now() + warmUpMs;
  const endsMs = beganMs + durationMs;
  const timers = [warmUpMs, warmUpMs + durationMs].map((ms) =>
    setTimeout(() => onMeasured?.(), ms),
  );
  await Promise.all(
    connections.map(
      (connection) =>
        new Promise<void>((done) => {
          const again = (): void =>
            connection.send(requests.next(), (reply) => {
              const nowMs = performance.now();
              if (nowMs >= beganMs && nowMs < endsMs) count(tally, reply);
              if (nowMs < endsMs && reply !== null) again();
              else done();
            });
          again();
        }),
    ),
  );
  for (const connection of connections) connection.end();
  for (const timer of timers) clearTimeout(timer);
  return { ...tally, durationMs };
}

/**
 * At a steady rate, whatever the answers do. A request's time counts from the moment it was due,
 * so waiting for a free connection is part of it.
 */
export async function sendSteadily(options: {
  port: number;
  connections: number;
  requests: RequestRing;
  perSecond: number;
  durationMs: number;
}): Promise<Tally & { latenciesMs: number[] }> {
  const { port, requests, perSecond, durationMs } = options;
  const free = await openConnections(port, options.connections);
  const all = [...free];
  const tally: Tally = { accepted: 0, dropped: 0, refused: 0, durationMs };
  const latenciesMs: number[] = [];
  const waiting: number[] = [];
  const total = Math.floor((perSecond * durationMs) / 1_000);
  const startMs = performance.now();
  const send = (connection: Connection, dueMs: number): void =>
    connection.send(requests.next(), (reply) => {
      latenciesMs.push(performance.now() - dueMs);
      count(tally, reply);
      const nextDueMs = waiting.shift();
      if (nextDueMs === undefined) free.push(connection);
      else send(connection, nextDueMs);
    });
  for (let sent = 0; sent < total;) {
    const due = Math.min(total, Math.floor(((performance.now() - startMs) * perSecond) / 1_000));
    for (; sent < due; sent++) {
      const connection = free.pop();
      const dueMs = startMs + (sent * 1_000) / perSecond;
      if (connection === undefined) waiting.push(dueMs);
      else send(connection, dueMs);
    }
    await new Promise((next) => setTimeout(next, 1));
  }
  while (latenciesMs.length < total) await new Promise((next) => setTimeout(next, 5));
  for (const connection of all) connection.end();
  return { ...tally, latenciesMs };
}

/**
 * Sends what `next` gives, over as many connections, until it gives null or a connection ends.
 * `onReply` gets each answer, null for none.
 */
export async function sendEach(options: {
  port: number;
  connections: number;
  next: () => { request: Buffer; onReply: OnReply } | null;
}): Promise<void> {
  const connections = await openConnections(options.port, options.connections);
  await Promise.all(
    connections.map(
      (connection) =>
        new Promise<void>((done) => {
          const again = (): void => {
            const item = options.next();
            if (item === null) return done();
            connection.send(item.request, (reply) => {
              item.onReply(reply);
              if (reply === null) done();
              else again();
            });
          };
          again();
        }),
    ),
  );
  for (const connection of connections) connection.end();
}

/** @throws Error unless the event is taken */
export async function sendOne(port: number, request: Buffer): Promise<void> {
  const [connection] = await openConnections(port, 1);
  const reply = await new Promise<Reply | null>((resolve) => connection!.send(request, resolve));
  connection!.end();
  if (reply?.status !== 202 || reply.isDropped)
    throw new Error(`The event was not taken: ${JSON.stringify(reply)}`);
}
