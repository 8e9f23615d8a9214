/** What the engines say differently. Everything else of the SQL is common to all of them. */
import { join, raw, sql, type Fragment, type Param } from './fragment.ts';
import type { OffsetSpan } from './time.ts';

export interface Dialect {
  /** Tables or views with all rows, sealed or not. */
  readonly eventsTable: string;
  readonly visitsTable: string;
  site(number: number): Fragment;
  date(text: string): Fragment;
  instant(ms: number): Fragment;
  /** Date of the Monday, or first of the month, of a date column. */
  weekOf(day: Fragment): Fragment;
  monthOf(day: Fragment): Fragment;
  /** Start (ms UTC) of the clock unit of the site's timezone in which a timestamp lies. */
  clockUnitOf(ts: Fragment, unitMs: number, spans: readonly OffsetSpan[]): Fragment;
  /** Case-insensitive substring. */
  contains(column: Fragment, text: string): Fragment;
  /** RE2 somewhere in the value; a dot is any character, a newline too. */
  matches(column: Fragment, pattern: string): Fragment;
  /** The value a map holds under the key, '' where it holds none or is null. */
  property(map: Fragment, key: string): Fragment;
  /** In the columns of a SELECT: the row once for each key of the map, not at all where it has none. */
  eachKey(map: Fragment): Fragment;
  /** RE2 over the whole value. */
  fullyMatches(column: Fragment, pattern: string): Fragment;
  startsWith(column: Fragment, text: string): Fragment;
  anyOf(column: Fragment, values: readonly Param[]): Fragment;
  /** Whether the bit is set; of null it is not. */
  hasBit(column: Fragment, bit: number): Fragment;
  /** A number of 64 bits as text, whatever its size. */
  digits(column: Fragment): Fragment;
  /** A value of a dimension as text: a date as `YYYY-MM-DD`. */
  asText(value: Fragment): Fragment;
  /** An amount as text, exactly, with all of its 4 digits after the point. */
  amountText(column: Fragment): Fragment;
  /** A map as the text of a JSON object; null for none. */
  mapJson(map: Fragment): Fragment;
  /** An instant as text: UTC, `2026-03-01T10:00:00.000Z`. */
  isoTime(ts: Fragment): Fragment;
  /** The values of a row as a JSON array, in one line. */
  jsonLine(values: readonly Fragment[]): Fragment;
  /** Text that compares like the value itself. */
  text(value: string): Fragment;
  /** Number of rows for which the condition holds. */
  countIf(condition: Fragment): Fragment;
  /** Number of distinct tuples among the rows for which the condition holds. */
  countDistinctIf(columns: readonly string[], condition: Fragment): Fragment;
  /** Sum as a 64-bit integer, 0 of nothing. */
  sum(expression: Fragment): Fragment;
  /** Entry of a WITH clause whose rows are made once, where the engine can, for all that read them. */
  materialized(name: string, rows: Fragment): Fragment;
  /** A decimal of at most 4 digits after the point as a whole number, wide enough for any sum of them. */
  tenThousandths(amount: Fragment): Fragment;
  /** Of a text that the pattern matches, a decimal, what stands before the point; else null. At most 18 digits. */
  wholePart(text: Fragment, pattern: string): Fragment;
  /** Of such a text the first 10 digits after the point, as a whole number with the text's sign; 0 where there are none. */
  fractionPart(text: Fragment): Fragment;
  /** Of two such whole numbers, rounded towards zero. */
  quotient(dividend: Fragment, divisor: Fragment): Fragment;
  /** The texts of a group in their order, with commas between them; '' of nothing. */
  joined(text: Fragment): Fragment;
}

export const duckdbDialect: Dialect = {
  eventsTable: 'all_events',
  visitsTable: 'all_visits',
  // TRICKY: without the casts the engine casts the column instead, and skips no blocks.
  site: (number) => sql`${number}::UINTEGER`,
  date: (text) => sql`${text}::DATE`,
  instant: (ms) => sql`epoch_ms(${ms}::BIGINT)::TIMESTAMP_MS`,
  weekOf: (day) => sql`date_trunc('week', ${day})::DATE`,
  monthOf: (day) => sql`date_trunc('month', ${day})::DATE`,
  clockUnitOf: (ts, unitMs, spans) => {
    const ms = sql`epoch_ms(${ts})`;
    const startIn = ({ offsetMs }: OffsetSpan) =>
      sql`(${ms} + ${offsetMs}::BIGINT) // ${unitMs}::BIGINT * ${unitMs}::BIGINT - ${offsetMs}::BIGINT`;
    const last = spans.at(-1)!;
    if (spans.length === 1) return startIn(last);
    const cases = spans
      .slice(0, -1)
      .map((span) => sql`WHEN ${ms} < ${span.toMs}::BIGINT THEN ${startIn(span)}`);
    return sql`CASE ${join(cases, ' ')} ELSE ${startIn(last)} END`;
  },
  contains: (column, text) => sql`contains(lower(${column}), lower(${text}::VARCHAR))`,
  matches: (column, pattern) => sql`regexp_matches(${column}, ${pattern}::VARCHAR, 's')`,
  property: (map, key) => sql`coalesce(${map}[${key}::VARCHAR], '')`,
  eachKey: (map) => sql`unnest(map_keys(${map}))`,
  fullyMatches: (column, pattern) => sql`regexp_full_match(${column}, ${pattern}::VARCHAR, 's')`,
  startsWith: (column, text) => sql`starts_with(${column}, ${text}::VARCHAR)`,
  anyOf: (column, values) =>
    sql`${column} IN (${join(
      values.map((value) => sql`${value}`),
      ', ',
    )})`,
  hasBit: (column, bit) => sql`(${column} & ${raw(String(bit))}) <> 0`,
  digits: (column) => sql`${column}::VARCHAR`,
  asText: (value) => sql`${value}::VARCHAR`,
  amountText: (column) => sql`${column}::VARCHAR`,
  mapJson: (map) => sql`to_json(${map})::VARCHAR`,
  isoTime: (ts) => sql`strftime(${ts}, '%Y-%m-%dT%H:%M:%S.%gZ')`,
  jsonLine: (values) => sql`json_array(${join(values, ', ')})::VARCHAR`,
  text: (value) => sql`${value}::VARCHAR`,
  countIf: (condition) => sql`count(*) FILTER (WHERE ${condition})`,
  countDistinctIf: (columns, condition) =>
    sql`count(DISTINCT (${raw(columns.join(', '))})) FILTER (WHERE ${condition})`,
  sum: (expression) => sql`coalesce(sum(${expression}), 0)::BIGINT`,
  materialized: (name, rows) => sql`${raw(name)} AS MATERIALIZED (${rows})`,
  tenThousandths: (amount) => sql`(${amount}::DECIMAL(38, 4) * 10000)::HUGEINT`,
  wholePart: (text, pattern) =>
    sql`CASE WHEN regexp_full_match(${text}, ${pattern}::VARCHAR) THEN TRY_CAST(split_part(${text}, '.', 1) AS BIGINT) END`,
  fractionPart: (text) =>
    sql`CASE WHEN contains(${text}, '.') THEN TRY_CAST(CASE WHEN starts_with(${text}, '-') THEN '-' ELSE '' END || rpad(left(split_part(${text}, '.', 2), 10), 10, '0') AS BIGINT) ELSE 0 END`,
  quotient: (dividend, divisor) => sql`(${dividend} // ${divisor})`,
  joined: (text) => sql`coalesce(string_agg(${text}, ',' ORDER BY ${text}), '')`,
};
