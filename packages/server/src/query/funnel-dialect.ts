/** What the engines say differently about lists and order, which nothing but funnels asks for. */
import type { EventStore } from '../stores/event-store.ts';
import { raw, sql, type Fragment } from './fragment.ts';

export interface FunnelDialect {
  /** Whether rows of a WITH clause can be made once for all that read them. */
  readonly makesOnce: boolean;
  /** Milliseconds of a timestamp, as a 64-bit integer. */
  msOf(ts: Fragment): Fragment;
  /** 0 or 1. */
  bitOf(condition: Fragment): Fragment;
  /** Of a whole number below 2^53 and a small one. */
  hasBit(mask: Fragment, bit: number): Fragment;
  /** Without its last `bits` bits. */
  shiftRight(value: Fragment, bits: number): Fragment;
  /** Aggregate: the least value where the condition holds; null of none. */
  minIf(value: Fragment, condition: Fragment): Fragment;
  /** Aggregate: the values where the condition holds, in no order. */
  listIf(value: Fragment, condition: Fragment): Fragment;
  /** The least value of the list above the bound; null where there is none, or no bound. */
  leastAbove(list: Fragment, bound: Fragment): Fragment;
  /** Aggregate: all bits that are set in any. */
  bitOr(mask: Fragment): Fragment;
  /** Aggregate: the value beside the least key; values that are null are passed over. */
  valueAtLeast(value: Fragment, key: Fragment): Fragment;
  /** The same among the rows where the condition holds. */
  valueIfLeast(value: Fragment, key: Fragment, condition: Fragment): Fragment;
  /** Aggregate: the middle value, or the mean of the two middle ones; null or no number of nothing. */
  median(value: Fragment): Fragment;
  /** Aggregate: the first of events `n` by `pos`, of equal ones by `kind` and `value`. */
  readonly first: Fragment;
  /** Of a column `first` of such ones. */
  readonly firstKind: Fragment;
  readonly firstValue: Fragment;
  /** Window function: the value of the row so many rows on; null past the last. */
  lead(value: Fragment, rows: number): Fragment;
}

const duckdb: FunnelDialect = {
  makesOnce: true,
  msOf: (ts) => sql`epoch_ms(${ts})`,
  bitOf: (condition) => sql`(${condition})::BIGINT`,
  hasBit: (mask, bit) => sql`(${mask} & ${raw(String(bit))}) <> 0`,
  shiftRight: (value, bits) => sql`(${value} >> ${raw(String(bits))})`,
  minIf: (value, condition) => sql`min(${value}) FILTER (WHERE ${condition})`,
  listIf: (value, condition) => sql`list(${value}) FILTER (WHERE ${condition})`,
  leastAbove: (list, bound) => sql`list_min(list_filter(${list}, lambda x: x > ${bound}))`,
  bitOr: (mask) => sql`bit_or(${mask})`,
  valueAtLeast: (value, key) => sql`arg_min(${value}, ${key})`,
  valueIfLeast: (value, key, condition) =>
    sql`arg_min(${value}, ${key}) FILTER (WHERE ${condition})`,
  median: (value) => sql`quantile_cont(${value}, 0.5)`,
  first: raw(`min({'pos': n.pos, 'kind': n.kind, 'value': n.value})`),
  firstKind: raw(`struct_extract(first, 'kind')`),
  firstValue: raw(`struct_extract(first, 'value')`),
  lead: (value, rows) => sql`lead(${value}, ${raw(String(rows))}) OVER following`,
};

const clickhouse: FunnelDialect = {
  makesOnce: false,
  msOf: (ts) => sql`toUnixTimestamp64Milli(${ts})`,
  bitOf: (condition) => sql`toInt64(${condition})`,
  hasBit: (mask, bit) => sql`bitAnd(${mask}, ${raw(String(bit))}) <> 0`,
  shiftRight: (value, bits) => sql`bitShiftRight(${value}, ${raw(String(bits))})`,
  minIf: (value, condition) => sql`minOrNullIf(${value}, ${condition})`,
  listIf: (value, condition) => sql`groupArrayIf(${value}, ${condition})`,
  // A least value of nothing would be 0 here.
  leastAbove: (list, bound) =>
    sql`nullIf(arrayMin(arrayFilter(x -> x > ifNull(${bound}, 9223372036854775807), ${list})), 0)`,
  bitOr: (mask) => sql`toInt64(groupBitOr(${mask}))`,
  valueAtLeast: (value, key) => sql`argMin(${value}, ${key})`,
  valueIfLeast: (value, key, condition) => sql`argMinIf(${value}, ${key}, ${condition})`,
  median: (value) => sql`quantileExactInclusiveOrNull(0.5)(${value})`,
  first: raw('min(tuple(n.pos, toInt64(n.kind), n.value))'),
  firstKind: raw('tupleElement(first, 2)'),
  firstValue: raw('tupleElement(first, 3)'),
  lead: (value, rows) =>
    sql`leadInFrame(toNullable(${value}), ${raw(String(rows))}) OVER following`,
};

const DIALECTS: Record<EventStore['engine'], FunnelDialect> = { duckdb, clickhouse };

export const funnelDialectOf = ({ engine }: Pick<EventStore, 'engine'>): FunnelDialect =>
  DIALECTS[engine];
