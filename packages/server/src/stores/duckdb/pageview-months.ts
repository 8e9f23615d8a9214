/** The sums of pageviews by month, see `EventStore.pageviewMonths`. */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { PageviewMonth } from '../event-store.ts';

export const PAGEVIEW_MONTHS = 'SELECT site, month, pageviews FROM pageview_months';

/** One text parameter for any number of rows; the engine reads it faster than it binds each. */
const ADDED = `(SELECT unnest(from_json(?, '[{"site":"UINTEGER","month":"VARCHAR","pageviews":"UBIGINT"}]'), recursive := true))`;

/** Adds to the sums, within the transaction that stores the rows themselves. */
export async function addPageviews(
  writer: DuckDBConnection,
  added: readonly PageviewMonth[],
): Promise<void> {
  if (added.length === 0) return;
  const text = JSON.stringify(added);
  await writer.run(
    `UPDATE pageview_months SET pageviews = pageview_months.pageviews + added.pageviews
      FROM ${ADDED} AS added
      WHERE pageview_months.site = added.site AND pageview_months.month = added.month`,
    [text],
  );
  await writer.run(
    `INSERT INTO pageview_months (site, month, pageviews)
      SELECT site, month, pageviews FROM ${ADDED} AS added
      WHERE (site, month) NOT IN (SELECT (site, month) FROM pageview_months)`,
    [text],
  );
}
