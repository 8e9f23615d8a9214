/** The dialect of each engine. */
import type { EventStore } from '../stores/event-store.ts';
import { clickhouseDialect } from './dialect-clickhouse.ts';
import { duckdbDialect, type Dialect } from './dialect.ts';

const DIALECTS: Record<EventStore['engine'], Dialect> = {
  duckdb: duckdbDialect,
  clickhouse: clickhouseDialect,
};

export const dialectOf = ({ engine }: Pick<EventStore, 'engine'>): Dialect => DIALECTS[engine];
