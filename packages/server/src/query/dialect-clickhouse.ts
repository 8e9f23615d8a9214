/** ClickHouse's own ways of saying what the engines say differently. */
import type { Dialect } from './dialect.ts';
import { join, raw, sql } from './fragment.ts';
import type { OffsetSpan } from './time.ts';

// Counts and sums are Int64 everywhere: a union of Int64 and UInt64 has no type.
export const clickhouseDialect: Dialect = {
  eventsTable: 'all_events',
  visitsTable: 'all_visits',
  site: (number) => sql`toUInt32(${number})`,
  date: (text) => sql`toDate(${text})`,
  instant: (ms) => sql`fromUnixTimestamp64Milli(${ms}, 'UTC')`,
  weekOf: (day) => sql`toMonday(${day})`,
  monthOf: (day) => sql`toStartOfMonth(${day})`,
  clockUnitOf: (ts, unitMs, spans) => {
    const ms = sql`toUnixTimestamp64Milli(${ts})`;
    const startIn = ({ offsetMs }: OffsetSpan) =>
      sql`intDiv(${ms} + ${offsetMs}, ${unitMs}) * ${unitMs} - ${offsetMs}`;
    const last = spans.at(-1)!;
    if (spans.length === 1) return startIn(last);
    const cases = spans.slice(0, -1).map((span) => sql`${ms} < ${span.toMs}, ${startIn(span)}`);
    return sql`multiIf(${join(cases, ', ')}, ${startIn(last)})`;
  },
  contains: (column, text) => sql`position(lowerUTF8(${column}), lowerUTF8(${text})) > 0`,
  // A dot is any character here, unless a pattern says otherwise.
  matches: (column, pattern) => sql`match(${column}, ${pattern})`,
  property: (map, key) => sql`${map}[${key}]`,
  eachKey: (map) => sql`arrayJoin(mapKeys(${map}))`,
  fullyMatches: (column, pattern) => sql`match(${column}, ${`^(?:${pattern})$`})`,
  startsWith: (column, text) => sql`startsWith(${column}, ${text})`,
  anyOf: (column, values) =>
    sql`${column} IN (${join(
      values.map((value) => sql`${value}`),
      ', ',
    )})`,
  hasBit: (column, bit) => sql`ifNull(bitAnd(${column}, ${raw(String(bit))}) <> 0, false)`,
  digits: (column) => sql`toString(${column})`,
  asText: (value) => sql`toString(${value})`,
  amountText: (column) => sql`toDecimalString(${column}, 4)`,
  // A map of nothing is how none is stored.
  mapJson: (map) => sql`nullIf(toJSONString(${map}), '{}')`,
  isoTime: (ts) => sql`concat(replaceOne(toString(toTimeZone(${ts}, 'UTC')), ' ', 'T'), 'Z')`,
  jsonLine: (values) => sql`formatRowNoNewline('JSONCompactEachRow', ${join(values, ', ')})`,
  text: (value) => sql`${value}`,
  countIf: (condition) => sql`toInt64(countIf(${condition}))`,
  countDistinctIf: (columns, condition) =>
    sql`toInt64(uniqExactIf(tuple(${raw(columns.join(', '))}), ${condition}))`,
  sum: (expression) => sql`toInt64(ifNull(sum(${expression}), 0))`,
  // No query reads one so often that making it twice would count.
  materialized: (name, rows) => sql`${raw(name)} AS (${rows})`,
  tenThousandths: (amount) => sql`toInt128(toDecimal128(assumeNotNull(${amount}), 4) * 10000)`,
  wholePart: (text, pattern) =>
    sql`toInt128(toInt64OrNull(if(match(${text}, ${`^(?:${pattern})$`}), splitByChar('.', ${text})[1], '')))`,
  fractionPart: (text) =>
    sql`toInt128(ifNull(toInt64OrNull(concat(if(startsWith(${text}, '-'), '-', ''), rightPad(substring(splitByChar('.', ${text})[2], 1, 10), 10, '0'))), 0))`,
  quotient: (dividend, divisor) => sql`toInt128(intDiv(${dividend}, ${divisor}))`,
  joined: (text) => sql`arrayStringConcat(arraySort(groupArray(assumeNotNull(${text}))), ',')`,
};
