/**
 * The real engine, in this process: the library inside the npm packages `@chdb/lib-*`, which
 * `scripts/chdb.mjs` fetches. Each request gets a connection of its own: connections are cheap, carry
 * settings and parameters apart from each other, and one that is shared has handed a caller the rows
 * of another caller's failed query.
 */
import { createRequire } from 'node:module';

type Connection = object;
interface NativeResult {
  bytes: Uint8Array;
}

interface Native {
  CreateConnection(folder: string, args?: string[]): Connection;
  CloseConnection(connection: Connection): void;
  QueryAsyncConnection(connection: Connection, text: string, format: string): Promise<NativeResult>;
  InsertRawAsyncConnection(
    connection: Connection,
    prefix: string,
    rows: Buffer,
    countLines: boolean,
  ): Promise<unknown>;
}

export interface EngineRequest {
  text: string;
  /** Rows of an INSERT whose text ends with its FORMAT. */
  rows: Buffer | null;
  database: string;
  settings: ReadonlyMap<string, string>;
  /** Values as they come over HTTP: escaped like those of the format TabSeparated. */
  params: ReadonlyMap<string, string>;
  format: string;
}

/** Sent to find the query again when its client has gone. */
const TAG = 'log_comment';

const literal = (text: string) => `'${text.replaceAll(/[\\']/g, String.raw`\$&`)}'`;

export class Engine {
  readonly #native: Native;
  readonly #folder: string;
  /** The engine stops with its last connection. */
  readonly #keeper: Connection;

  /** @param packageFolder where npm put `@chdb/lib-…` */
  constructor(packageFolder: string, folder: string) {
    this.#native = createRequire(import.meta.url)(packageFolder) as Native;
    this.#folder = folder;
    this.#keeper = this.#native.CreateConnection(folder);
  }

  /** @throws Error with the engine's own text: `Code: 47. DB::Exception: …` */
  async run(id: string, request: EngineRequest): Promise<Uint8Array> {
    const connection = this.#native.CreateConnection(this.#folder);
    const send = (text: string) =>
      this.#native.QueryAsyncConnection(connection, text, request.format);
    try {
      if (request.database !== 'default') await send(`USE \`${request.database}\``);
      for (const text of preparations(id, request)) await send(text);
      if (request.rows === null) return (await send(request.text)).bytes;
      // An empty body is an insert of no rows; the engine would wait for its standard input.
      if (request.rows.length > 0) {
        await this.#native.InsertRawAsyncConnection(
          connection,
          `${request.text}\n`,
          request.rows,
          false,
        );
      }
      return new Uint8Array();
    } finally {
      this.#native.CloseConnection(connection);
    }
  }

  /** Asks a running query to end; it then fails with code 394. */
  async kill(id: string): Promise<void> {
    const connection = this.#native.CreateConnection(this.#folder);
    try {
      const where = `Settings[${literal(TAG)}] = ${literal(id)}`;
      await this.#native.QueryAsyncConnection(
        connection,
        `KILL QUERY WHERE ${where} ASYNC`,
        'Null',
      );
    } finally {
      this.#native.CloseConnection(connection);
    }
  }

  close(): void {
    this.#native.CloseConnection(this.#keeper);
  }
}

/** Statements that put settings and parameters into the connection. */
function preparations(id: string, { settings, params }: EngineRequest): string[] {
  const assignments = [
    ...[...params].map(([name, value]) => `param_${name} = ${literal(value)}`),
    ...[...settings].map(([name, value]) => `${name} = ${literal(value)}`),
    `${TAG} = ${literal(id)}`,
  ];
  const readonly = assignments.findIndex((text) => text.startsWith('readonly '));
  // Nothing can be set after it.
  if (readonly !== -1) assignments.push(...assignments.splice(readonly, 1));
  return [`SET ${assignments.join(', ')}`];
}
