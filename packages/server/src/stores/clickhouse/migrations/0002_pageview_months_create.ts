/**
 * How many pageviews of a site each calendar month (UTC) has got: see pageview-months.ts.
 *
 * Cost: at the next opening one scan of all events, once. Undo: drop the table.
 */
import { createTable } from '../tables.ts';
import type { Migration } from './migration.ts';

const MAX = 'SimpleAggregateFunction(max, UInt64)';

export const migration: Migration = {
  id: '0002_pageview_months_create',
  up: (layout) =>
    createTable(
      {
        name: 'pageview_months',
        columns: [
          'site UInt32',
          'month String',
          'slot UInt8',
          `segment ${MAX}`,
          `pageviews ${MAX}`,
        ],
        engine: 'AggregatingMergeTree',
        orderBy: '(site, month, slot)',
        isSharded: true,
      },
      layout,
    ),
};
