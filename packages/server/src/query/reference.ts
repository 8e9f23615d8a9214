/**
 * docs/reference/metrics.md, made of the tables that the engine itself goes by; `npm run docs`
 * writes it, and a test holds the file against it.
 */
import {
  FILTER_OPERATORS,
  METRIC_ALIASES,
  METRICS,
  NO_PROPERTY,
  PERIODS,
  PROPERTY_DECIMALS,
  PROPERTY_SUMMARIES,
  type Metric,
  type NamedDimension,
  type Unit,
} from '@purestat/vocabulary';
import {
  DIMENSION_DEFINITIONS,
  METRIC_DEFINITIONS,
  PROPERTY_METRIC_DEFINITIONS,
} from '@purestat/vocabulary/definitions';
import { DIMENSION_ENTRIES } from './dimensions.ts';

const decimalsOf = (count: number) =>
  count === 0 ? 'whole' : `${count} decimal${count === 1 ? '' : 's'}`;

const UNITS: Record<Unit, (decimals: number) => string> = {
  count: () => 'count',
  ratio: (decimals) => `number, ${decimalsOf(decimals)}`,
  percent: (decimals) => `percent, ${decimalsOf(decimals)}`,
  seconds: (decimals) => `seconds, ${decimalsOf(decimals)}`,
  money: (decimals) => `\`{value, currency}\`, at most ${decimalsOf(decimals)}`,
  money_list: (decimals) => `list of \`{value, currency}\`, at most ${decimalsOf(decimals)}`,
};

const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
const code = (text: string) => `\`${text}\``;

function metricLine(metric: Metric): string {
  const { unit, decimals } = METRICS[metric];
  const { text, whenNull = '' } = METRIC_DEFINITIONS[metric];
  const aliases = Object.entries(METRIC_ALIASES).flatMap(([alias, of]) =>
    of === metric ? [code(alias)] : [],
  );
  const name = [code(metric), ...aliases].join(', ');
  return line([name, text, UNITS[unit](decimals), whenNull]);
}

function propertyLine(summary: (typeof PROPERTY_SUMMARIES)[number]): string {
  const { text, whenNull = '' } = PROPERTY_METRIC_DEFINITIONS[summary];
  const unit = `number, at most ${decimalsOf(PROPERTY_DECIMALS)}`;
  return line([code(`${summary}:props:KEY`), text, unit, whenNull]);
}

function dimensionLine(name: NamedDimension): string {
  const entry = DIMENSION_ENTRIES[name];
  const missing = 'missing' in entry && entry.missing !== null ? code(entry.missing) : '';
  const of = entry.kind === 'goal' || entry.kind === 'keys' ? 'event' : entry.kind;
  return line([code(name), DIMENSION_DEFINITIONS[name], of, missing]);
}

/** @returns the page as Markdown */
export function metricsPage(): string {
  return `# Metrics and dimensions

<!-- Made by \`npm run docs\` from packages/vocabulary and the query engine; changes here are lost. -->

How the figures hang together, and what filters do to them, is told in [metrics.md](../metrics.md).

## Metrics

A value that cannot be computed is null; 0 was counted. Rounding is half up, at the very end. A change
against an earlier value is in percent with one decimal, for metrics in percent in points, and null
where the earlier value is 0 or null.

${line(['name', 'definition', 'unit, rounding', 'null when'])}
|---|---|---|---|
${(Object.keys(METRICS) as Metric[]).map(metricLine).join('\n')}
${PROPERTY_SUMMARIES.map(propertyLine).join('\n')}

## Dimensions

Up to three at once. Those of a visit are those of its first event, and a filter on one chooses whole
visits; those of an event choose events. A value that is missing reads as the last column says, and is
filtered by that text.

${line(['name', 'value', 'of', 'missing'])}
|---|---|---|---|
${(Object.keys(DIMENSION_ENTRIES) as NamedDimension[]).map(dimensionLine).join('\n')}
${line([code('props:KEY'), DIMENSION_DEFINITIONS['props:KEY'], 'event', code(NO_PROPERTY)])}

## Operators of filters

${FILTER_OPERATORS.map(code).join(', ')}

## Periods

${PERIODS.map(code).join(', ')}
`;
}
