/** The options of a query → the parameters of an export, which mean the same. */
import { UsageError, type CommandOption, type OptionValues } from './command.ts';

const text = (value: string, help: string): CommandOption => ({ type: 'string', value, help });

export const QUERY_OPTIONS: Readonly<Record<string, CommandOption>> = {
  period: text('PERIOD', '7d, 30d, month, all and others; custom with --date-from, --date-to'),
  'date-from': text('DATE', 'first day'),
  'date-to': text('DATE', 'last day'),
  metrics: text('NAMES', 'with commas between them'),
  dimensions: text('NAMES', 'at most three, with commas between them'),
  filter: {
    ...text('WHAT', 'country=US, or pathname[contains]=blog; again: any of them'),
    multiple: true,
  },
  filters: text('JSON', 'filters in either form of the API, instead of --filter'),
  compare: text('WHAT', 'previous_period, previous_year or custom'),
  'compare-from': text('DATE', 'first day, with --compare custom'),
  'compare-to': text('DATE', 'last day, with --compare custom'),
  'order-by': text('NAME', 'a metric or dimension of the query'),
  'order-dir': text('WAY', 'asc or desc'),
  limit: text('NUMBER', 'how many rows at most'),
  offset: text('NUMBER', 'how many rows to leave out first'),
};

/** @throws UsageError for a filter that is none */
export function queryParams(values: OptionValues): URLSearchParams {
  const params = new URLSearchParams();
  for (const name of Object.keys(QUERY_OPTIONS)) {
    const value = values[name];
    if (typeof value === 'string') params.set(name.replaceAll('-', '_'), value);
  }
  for (const filter of (values['filter'] ?? []) as readonly string[]) {
    const [name, value] = filterParam(filter);
    params.append(name, value);
  }
  return params;
}

function filterParam(filter: string): [name: string, value: string] {
  const match = /^([^=[\]]+)(?:\[([a-z_]+)\])?=(.*)$/s.exec(filter);
  if (match === null) {
    throw new UsageError(
      `--filter "${filter}" is not understood: write country=US or pathname[contains]=blog.`,
    );
  }
  const [, name, operator, value = ''] = match;
  return [operator === undefined ? `filters[${name}]` : `filters[${name}][${operator}]`, value];
}
