/** SQL for the numbers among the values of custom properties, see numbers.ts. */
import type { Dialect } from './dialect.ts';
import { join, raw, sql, type Fragment } from './fragment.ts';
import { hexOf, NUMBER_PATTERN, numbersMeasure, type NumbersMeasureParts } from './numbers.ts';
import type { Part, Plan } from './plan.ts';
import { chosenEvents, dimensionNames } from './rows.ts';

/** What stands before the point; null where the value is no number. */
const wholeColumn = (key: string) => `whole_${hexOf(key)}`;
/** What stands after it, in ten-billionths. */
const fractionColumn = (key: string) => `fraction_${hexOf(key)}`;
/** '' where the event does not carry the property. */
const textColumn = (key: string) => `text_${hexOf(key)}`;

/**
 * The chosen events that carry one of the properties whose numbers are asked for. The parts of a number
 * are read and added up apart: as one, of 26 digits, it costs ten times as much.
 */
export function numberRows(plan: Plan, { measures }: Part, dialect: Dialect): Fragment {
  const keys = [...new Set(measures.flatMap((name) => numbersMeasure(name)?.key ?? []))];
  const { from, dimensions } = chosenEvents(plan, dialect);
  const valueOf = (key: string) => dialect.property(raw('e.props'), key);
  const texts = keys.map((key) => sql`${valueOf(key)} AS ${raw(textColumn(key))}`);
  const given = keys.map((key) => sql`${valueOf(key)} <> ''`);
  const events = sql`SELECT ${dimensions}${join(texts, ', ')} ${from} AND (${join(given, ' OR ')})`;
  const wholes = keys.map((key) => {
    const text = raw(textColumn(key));
    return sql`${text}, ${dialect.wholePart(text, NUMBER_PATTERN)} AS ${raw(wholeColumn(key))}`;
  });
  const fractions = keys.map((key) => {
    const [text, whole] = [raw(textColumn(key)), raw(wholeColumn(key))];
    const fraction = sql`CASE WHEN ${whole} IS NOT NULL THEN ${dialect.fractionPart(text)} END`;
    return sql`${text}, ${whole}, ${fraction} AS ${raw(fractionColumn(key))}`;
  });
  const names = raw(dimensionNames(plan));
  return sql`SELECT ${names}${join(fractions, ', ')} FROM (SELECT ${names}${join(wholes, ', ')} FROM (${events}))`;
}

/** How a measure is counted over these rows. */
export function numbersSql({ summary, key }: NumbersMeasureParts, dialect: Dialect): Fragment {
  const [whole, fraction] = [wholeColumn(key), fractionColumn(key)];
  const sum = `(sum(${whole}) * 10000000000 + sum(${fraction}))`;
  if (summary === 'sum') return raw(sum);
  // Nothing is divided by 0 where there is no number.
  if (summary === 'average') return meanSql(sum, `nullif(count(${whole}), 0)`, dialect);
  const skipped = dialect.countIf(raw(`${textColumn(key)} <> '' AND ${whole} IS NULL`));
  const texts = [raw(`coalesce(${sum}, 0)`), raw(`count(${whole})`), skipped].map(
    (value) => sql`CAST(${value} AS VARCHAR)`,
  );
  return join(texts, ` || ' ' || `);
}

/** Half away from zero, as in the answer. */
export function meanSql(sum: string, count: string, dialect: Dialect): Fragment {
  const rounded = dialect.quotient(raw(`(2 * abs(${sum}) + ${count})`), raw(`(2 * ${count})`));
  return sql`CASE WHEN ${raw(sum)} < 0 THEN -${rounded} ELSE ${rounded} END`;
}
