/** Values on their way into and out of ClickHouse. */
import type { Cell, ResultRow } from '../event-store.ts';
import { EVENT_COLUMNS, LOG_COLUMNS, type EventRecord } from '../event-record.ts';
import type { EventRow } from '../segment-file.ts';

/** How the engine is asked to write results. */
export const RESULT_FORMAT = 'JSONCompactEachRowWithNamesAndTypes';
const NUMBERS = {
  output_format_json_quote_64bit_integers: 1,
  output_format_json_quote_decimals: 1,
  output_format_decimal_trailing_zeros: 1,
} as const;
export const RESULT_SETTINGS = { ...NUMBERS, date_time_output_format: 'unix_timestamp' } as const;
/** Of CustomSeparatedWithNames, where the statement itself makes a line of each row. */
export const LINE_SETTINGS = { ...NUMBERS, format_custom_escaping_rule: 'Raw' } as const;

const WRAPPED = /^(?:Nullable|LowCardinality)\((.*)\)$/;
const BIG_INTEGER = /^U?Int(?:64|128|256)$/;

type Conversion = (value: unknown) => Cell;

function conversionOf(type: string): Conversion {
  const inner = WRAPPED.exec(type)?.[1];
  if (inner !== undefined) return conversionOf(inner);
  if (BIG_INTEGER.test(type)) return integerCell;
  if (type.startsWith('DateTime')) return (seconds) => Math.round(Number(seconds) * 1000);
  if (type.startsWith('Map(')) return mapCell;
  return (value) => value as Cell;
}

/** A map of nothing is how none is stored. */
function mapCell(map: unknown): Cell {
  const text = JSON.stringify(map);
  return text === '{}' ? null : text;
}

function integerCell(text: unknown): Cell {
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : String(text);
}

/** Rows of RESULT_FORMAT: names, types, then values. */
export function resultRows(lines: readonly unknown[][]): ResultRow[] {
  const [names = [], types = [], ...rows] = lines;
  return rows.map(rowReader(names, types));
}

/** @returns makes a plain row of a line of values */
export function rowReader(
  names: readonly unknown[],
  types: readonly unknown[],
): (row: readonly unknown[]) => ResultRow {
  const conversions = types.map((type) => conversionOf(String(type)));
  return (row) => {
    const plain: ResultRow = {};
    names.forEach((name, index) => {
      const value = row[index];
      plain[String(name)] = value === null ? null : conversions[index]!(value);
    });
    return plain;
  };
}

/** `1772359200.123`, which the engine reads exactly. */
const seconds = (ms: number) => (ms / 1000).toFixed(3);

/**
 * Half a character, which the engine refuses to read. No event brings one in, but a log from before
 * that was seen to may hold one.
 */
const storable = (text: string) => text.toWellFormed();

function storableProps(props: Record<string, string> | null): Record<string, string> {
  if (props === null) return {};
  return Object.fromEntries(
    Object.entries(props).map(([key, value]) => [storable(key), storable(value)]),
  );
}

/** How a value of the log is written; text, numbers and booleans go as they are. */
const CONVERSIONS: { [Name in keyof EventRecord]?: (value: EventRecord[Name]) => unknown } = {
  ts: seconds,
  // A value that is no number fails here, before anything is sent.
  visitor: (visitor) => BigInt(visitor).toString(),
  visit_started: (ms) => (ms === null ? null : seconds(ms)),
  name: storable,
  props: storableProps,
  // A line from before there were titles has none.
  page_title: (title) => title ?? '',
  own: (own) => (own === null ? null : JSON.stringify(own)),
};

type AnyConversion = (value: unknown) => unknown;
const FIELDS = EVENT_COLUMNS.map((name) => ({
  place: LOG_COLUMNS.indexOf(name),
  convert: CONVERSIONS[name] as AnyConversion | undefined,
}));

/** A row of the log after its segment, as `hot_events` takes it in JSONCompactEachRow. */
export function hotRow(row: EventRow, segment: number): unknown[] {
  const values = FIELDS.map(({ place, convert }) => {
    const value = row[place] ?? null;
    return convert === undefined ? value : convert(value);
  });
  return [segment, ...values];
}
