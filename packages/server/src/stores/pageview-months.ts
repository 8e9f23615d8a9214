/** Counts the pageviews of a segment by site and calendar month, for the stores to add up. */
import { LOG_COLUMNS } from './event-record.ts';
import type { PageviewMonth, ResultRow } from './event-store.ts';
import type { EventRow } from './segment-file.ts';

const SITE = LOG_COLUMNS.indexOf('site');
const TS = LOG_COLUMNS.indexOf('ts');
const NAME = LOG_COLUMNS.indexOf('name');
const PAGEVIEW = 'pageview';
const MONTH_LENGTH = 'YYYY-MM'.length;

/** @returns the month of an instant, `YYYY-MM`, UTC */
export const monthOf = (atMs: number): string =>
  new Date(atMs).toISOString().slice(0, MONTH_LENGTH);

/** @returns what the rows add, in no order */
export function pageviewsOf(rows: readonly EventRow[]): PageviewMonth[] {
  const sites = new Map<number, Map<string, number>>();
  for (const row of rows) {
    if (row[NAME] !== PAGEVIEW) continue;
    const site = row[SITE] as number;
    const month = monthOf(row[TS] as number);
    let months = sites.get(site);
    if (months === undefined) sites.set(site, (months = new Map()));
    months.set(month, (months.get(month) ?? 0) + 1);
  }
  return [...sites].flatMap(([site, months]) =>
    [...months].map(([month, pageviews]) => ({ site, month, pageviews })),
  );
}

export function toPageviewMonth({ site, month, pageviews }: ResultRow): PageviewMonth {
  return { site: Number(site), month: String(month), pageviews: Number(pageviews) };
}
