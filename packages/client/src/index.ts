/** The client of the Purestat API, for Node from 20 on and browsers. */
export { createClient, type PurestatClient } from './client.ts';
export { PurestatConnectionError, PurestatError } from './errors.ts';
export type { Operations, Schemas } from './operations.ts';
export type { RetryOptions } from './retry.ts';
export type { ExportFile, ExportFormat, ExportQuery, Site } from './site.ts';
export type { CallOptions, ClientOptions, Query } from './transport.ts';
export type {
  ErrorBody,
  EventsReceipt,
  Realtime,
  SentEvent,
  Stats,
  StatsBatch,
  StatsBatchAnswer,
  StatsQuery,
} from './types.ts';
