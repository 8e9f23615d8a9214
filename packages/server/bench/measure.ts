/** What a measurement is, and how its figures are shown. */

/** One row of the table. */
export interface Figure {
  name: string;
  value: string;
  /** What it ought to be; absent where there is only something to know. */
  target?: string;
  /** Whether it is as it ought to be. */
  isMet?: boolean;
}

export interface Scale {
  /** A short run, for a first look: the figures are rougher. */
  isQuick: boolean;
  /** Keeps what takes long to fill, for the next run; absent: it is removed. */
  dataFolder?: string | undefined;
  /** How many rows instead of a measurement's own numbers, where it can take others. */
  rows?: readonly number[] | undefined;
}

export interface Measurement {
  /** What it is called on the command line. */
  name: string;
  describe: string;
  run(scale: Scale): Promise<Figure[]>;
}

/** @returns the value below which the share of the values lies; NaN for none */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

export const formatMs = (ms: number): string =>
  ms >= 100 ? `${Math.round(ms)} ms` : `${ms.toFixed(1)} ms`;
export const formatMb = (bytes: number): string => `${Math.round(bytes / 1024 / 1024)} MB`;
export const formatCount = (count: number): string => Math.round(count).toLocaleString('en');

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** A table in Markdown, columns aligned so that it reads well on a terminal too. */
export function toTable(rows: ReadonlyArray<{ figure: Figure; command: string }>): string {
  const cells = [
    ['figure', 'measured', 'wanted', '', 'command'],
    ...rows.map(({ figure, command }) => [
      figure.name,
      figure.value,
      figure.target ?? '',
      figure.isMet === undefined ? '' : figure.isMet ? 'yes' : 'NO',
      `\`${command}\``,
    ]),
  ];
  const widths = cells[0]!.map((_, column) => Math.max(...cells.map((row) => row[column]!.length)));
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`;
  const rule = widths.map((width) => '-'.repeat(width));
  return [line(cells[0]!), line(rule), ...cells.slice(1).map(line)].join('\n');
}
