/** `purestat query`: figures, as the stats API tells them. */
import {
  METRICS,
  type AnyMetricValue,
  type Money,
  type PropertyValues,
  type StatsAnswer,
} from '@purestat/vocabulary';
import { QUERY_PARAMS, readParams } from '../areas/export/index.ts';
import { runStats } from '../query/index.ts';
import type { Command } from './command.ts';
import { QUERY_OPTIONS, queryParams } from './query-options.ts';
import { tableText } from './table-text.ts';
import { ask, serverSite, WHERE_HELP, WHERE_OPTIONS, withFolderSite } from './where.ts';

type Answer = StatsAnswer<AnyMetricValue>;

export const query: Command = {
  summary: 'tells figures of a site, as the stats API does',
  details: `${WHERE_HELP}
Names, periods and filters are those of the API (docs/api.md, docs/metrics.md). The answer is a table
of totals and rows; --json prints what the API answers, comparison included.

Exit code: 0 told; 1 refused, with the reason; 2 wrong usage, or the folder cannot be had.

Examples
  npx purestat query --site example.com --period 7d --dimensions date
  npx purestat query --site example.com --metrics visitors --dimensions source --filter country=DE
  PURESTAT_KEY=ps_live_… npx purestat query --url http://localhost:3000/org/ORG/site/SITE --json`,
  options: {
    ...WHERE_OPTIONS,
    ...QUERY_OPTIONS,
    json: { type: 'boolean', help: 'prints the answer of the API' },
  },
  async run(values, io) {
    const server = serverSite(values, io);
    const { body } = readParams(queryParams(values), QUERY_PARAMS);
    const answer =
      server === null
        ? await withFolderSite(values, io, (context) => runStats(context, body))
        : await (
            await ask(
              `${server.api}/stats`,
              {
                method: 'POST',
                headers: { ...server.headers, 'content-type': 'application/json' },
                body: JSON.stringify(body),
              },
              io.signal,
            )
          ).json();
    io.stdout.write(
      values['json'] === true ? `${JSON.stringify(answer)}\n` : answerText(answer as Answer),
    );
    return 0;
  },
};

function answerText({ metrics, dimensions, meta }: Answer): string {
  const names = Object.keys(metrics);
  const title = `${meta.date_from} to ${meta.date_to} (${meta.timezone})\n\n`;
  const totals = tableText(names, [names.map((name) => cellOf(metrics[name] ?? null))]);
  const [first] = dimensions;
  const skipped = (meta.property_values ?? []).map(skippedText).join('');
  if (first === undefined) return title + totals + skipped;
  const columns = Object.keys(first).filter((name) => name !== 'comparison');
  const rows = dimensions.map((row) => columns.map((name) => cellOf(row[name] as AnyMetricValue)));
  const more =
    meta.total_rows > dimensions.length ? `… ${meta.total_rows} rows in all, see --limit\n` : '';
  return `${title}${totals}\n${tableText(columns, rows)}${more}${skipped}`;
}

const skippedText = ({ key, numbers, skipped }: PropertyValues) =>
  skipped === 0
    ? ''
    : `${skipped} of ${numbers + skipped} values of ${key} are no numbers and are left out\n`;

function cellOf(value: AnyMetricValue | string): string | number | null {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(moneyText).join('; ');
  return moneyText(value as Money);
}

const moneyText = ({ value, currency }: Money) =>
  `${currency} ${value.toFixed(Math.min(2, METRICS.revenue.decimals))}`;
