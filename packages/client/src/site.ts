/** What programs ask of one site. */
import { jsonLines, serverSentEvents } from './lines.ts';
import type { CallOptions, Query, Transport } from './transport.ts';
import type {
  EventsReceipt,
  Realtime,
  SentEvent,
  Stats,
  StatsBatch,
  StatsBatchAnswer,
  StatsQuery,
} from './types.ts';

/** The parameters of an export: those of the stats query, as text. */
export interface ExportQuery {
  period?: StatsQuery['period'];
  date_from?: string;
  date_to?: string;
  metrics?: readonly string[];
  dimensions?: readonly string[];
  /** In either form of the stats query. */
  filters?: StatsQuery['filters'];
  order_by?: string;
  order_dir?: 'asc' | 'desc';
  limit?: number;
  offset?: number;
}

export type ExportFormat = 'csv' | 'json' | 'ndjson' | 'parquet';

export interface ExportFile {
  /** As the server calls it: `purestat-export-2026-03-01.csv`. */
  filename: string;
  contentType: string;
  /** The bytes as they come. It fails, and does not just end, where the answer is cut off. */
  body: ReadableStream<Uint8Array>;
}

export class Site {
  readonly #transport: Transport;
  readonly #path: string;

  constructor(transport: Transport, { orgId, siteId }: { orgId: string; siteId: string }) {
    this.#transport = transport;
    this.#path = `/api/org/${encodeURIComponent(orgId)}/site/${encodeURIComponent(siteId)}`;
  }

  /** Figures of a period. Scope `stats:read`. */
  stats(query: StatsQuery, options: CallOptions = {}): Promise<Stats> {
    return this.#ask('/stats', query, options);
  }

  /** Several queries over one base, in one request. Scope `stats:read`. */
  statsBatch(batch: StatsBatch, options: CallOptions = {}): Promise<StatsBatchAnswer> {
    return this.#ask('/stats/batch', batch, options);
  }

  /** Who is there now. Scope `realtime:read`. */
  realtime(options: CallOptions = {}): Promise<Realtime> {
    return this.#transport.json({ method: 'GET', path: `${this.#path}/realtime`, ...options });
  }

  /** The same whenever it changes, until the loop is left or the server ends it. Scope `realtime:read`. */
  async *realtimeStream(options: CallOptions = {}): AsyncGenerator<Realtime> {
    const path = `${this.#path}/realtime/stream`;
    const response = await this.#transport.send({
      method: 'GET',
      path,
      accept: 'text/event-stream',
      ...options,
    });
    yield* serverSentEvents<Realtime>(response.body!, 'realtime');
  }

  /** A file, as it is made: nothing of it is held in memory. Scope `export:read`. */
  async export(
    query: ExportQuery & { format?: ExportFormat } = {},
    options: CallOptions = {},
  ): Promise<ExportFile> {
    const path = `${this.#path}/export`;
    const response = await this.#transport.send({
      method: 'GET',
      path,
      query: parametersOf(query),
      ...options,
    });
    const disposition = response.headers.get('content-disposition') ?? '';
    return {
      filename: /filename="([^"]+)"/.exec(disposition)?.[1] ?? 'purestat-export',
      contentType: response.headers.get('content-type') ?? '',
      body: response.body!,
    };
  }

  /**
   * The rows of an export one by one. Scope `export:read`.
   * @throws PurestatConnectionError at the end of an answer that was cut off
   */
  async *exportRows<Row = Record<string, unknown>>(
    query: ExportQuery = {},
    options: CallOptions = {},
  ): AsyncGenerator<Row> {
    const { body } = await this.export({ ...query, format: 'ndjson' }, options);
    yield* jsonLines<Row>(body);
  }

  /**
   * Up to 10,000 events. Scope `events:write`. Sent again in doubt only where every event has an `id`,
   * by which the server counts it once.
   */
  sendEvents(events: readonly SentEvent[], options: CallOptions = {}): Promise<EventsReceipt> {
    return this.#transport.json({
      method: 'POST',
      path: `${this.#path}/events`,
      body: events,
      isRepeatable: events.every(({ id }) => id !== undefined),
      ...options,
    });
  }

  /** A question: asking twice changes nothing. */
  #ask<T>(path: string, body: unknown, options: CallOptions): Promise<T> {
    return this.#transport.json({
      method: 'POST',
      path: this.#path + path,
      body,
      isRepeatable: true,
      ...options,
    });
  }
}

function parametersOf({
  metrics,
  dimensions,
  filters,
  ...rest
}: ExportQuery & { format?: string }): Query {
  return {
    ...rest,
    ...(metrics && { metrics: metrics.join(',') }),
    ...(dimensions && { dimensions: dimensions.join(',') }),
    ...(filters && { filters: JSON.stringify(filters) }),
  };
}
