/** SQL for the numbers among the values of custom properties, see numbers.ts. */
import type { Dialect } from './dialect.ts';
import { join, raw, sql, type Fragment } from './fragment.ts';
import { hexOf, NUMBER_PATTERN, numbersMeasure, type NumbersMeasureParts } from './numbers.ts';
import type { Part, Plan } from './plan.ts';
import { chosenEvents, dimensionNames } from './rows.ts';

/** Ten-billionths, null where the value is no number. */
const numberColumn = (key: string) => `number_${hexOf(key)}`;
/** '' where the event does not carry the property. */
const textColumn = (key: string) => `text_${hexOf(key)}`;

/** The chosen events that carry one of the properties whose numbers are asked for. */
export function numberRows(plan: Plan, { measures }: Part, dialect: Dialect): Fragment {
  const keys = [...new Set(measures.flatMap((name) => numbersMeasure(name)?.key ?? []))];
  const { from, dimensions } = chosenEvents(plan, dialect);
  const valueOf = (key: string) => dialect.property(raw('e.props'), key);
  const texts = keys.map((key) => sql`${valueOf(key)} AS ${raw(textColumn(key))}`);
  const given = keys.map((key) => sql`${valueOf(key)} <> ''`);
  const events = sql`SELECT ${dimensions}${join(texts, ', ')} ${from} AND (${join(given, ' OR ')})`;
  const numbers = keys.map((key) => {
    const text = raw(textColumn(key));
    return sql`${text}, ${dialect.tenBillionths(text, NUMBER_PATTERN)} AS ${raw(numberColumn(key))}`;
  });
  return sql`SELECT ${raw(dimensionNames(plan))}${join(numbers, ', ')} FROM (${events})`;
}

/** How a measure is counted over these rows. */
export function numbersSql({ summary, key }: NumbersMeasureParts, dialect: Dialect): Fragment {
  const number = numberColumn(key);
  if (summary === 'sum') return raw(`sum(${number})`);
  // Nothing is divided by 0 where there is no number.
  if (summary === 'average') {
    return meanSql(`sum(${number})`, `nullif(count(${number}), 0)`, dialect);
  }
  const skipped = dialect.countIf(raw(`${textColumn(key)} <> '' AND ${number} IS NULL`));
  const texts = [raw(`coalesce(sum(${number}), 0)`), raw(`count(${number})`), skipped].map(
    (value) => sql`CAST(${value} AS VARCHAR)`,
  );
  return join(texts, ` || ' ' || `);
}

/** Half away from zero, as in the answer. */
export function meanSql(sum: string, count: string, dialect: Dialect): Fragment {
  const rounded = dialect.quotient(raw(`(2 * abs(${sum}) + ${count})`), raw(`(2 * ${count})`));
  return sql`CASE WHEN ${raw(sum)} < 0 THEN -${rounded} ELSE ${rounded} END`;
}
