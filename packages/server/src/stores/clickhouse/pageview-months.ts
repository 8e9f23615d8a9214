/**
 * The sums of pageviews by month, see `EventStore.pageviewMonths`.
 *
 * What is inserted is the whole sum, with the segment that made it, so a repeated insert changes
 * nothing and merging keeps the greatest. A sum counts once its segment does. A write that ended
 * before its commit must not take the place of the sum before it, so the two of a month that were
 * written last lie in two slots, by turns.
 */
import type { ClickHouseClient } from '@clickhouse/client';
import type { PageviewMonth } from '../event-store.ts';
import { toPageviewMonth } from '../pageview-months.ts';
import type { Snapshot } from './commits.ts';
import { select } from './connection.ts';
import { viewAt } from './statement.ts';

interface Sum {
  pageviews: number;
  slot: 0 | 1;
}

const COLUMNS: [string, ...string[]] = ['site', 'month', 'slot', 'segment', 'pageviews'];

/** Sums that count at a segment, with the slot of each. */
const SUMS = `
  SELECT site, month, max(total) AS pageviews, argMax(slot, last) AS slot FROM (
    SELECT site, month, slot, max(segment) AS last, max(pageviews) AS total
    FROM pageview_months GROUP BY site, month, slot)
  WHERE last <= {segment:UInt64} GROUP BY site, month`;

export class PageviewMonths {
  readonly #client: ClickHouseClient;
  readonly #sums: Map<string, Sum>;

  private constructor(client: ClickHouseClient, sums: Map<string, Sum>) {
    this.#client = client;
    this.#sums = sums;
  }

  /** Reads the sums; counts what is stored where there are none yet. */
  static async open(client: ClickHouseClient, snapshot: Snapshot): Promise<PageviewMonths> {
    if (snapshot.segment > 0) await countStored(client, snapshot);
    const { segment } = snapshot;
    const rows = await select(client, { text: SUMS, params: { segment } });
    const sums = rows.map((row): [string, Sum] => {
      const { site, month, pageviews } = toPageviewMonth(row);
      return [idOf(site, month), { pageviews, slot: Number(row['slot']) === 0 ? 0 : 1 }];
    });
    return new PageviewMonths(client, new Map(sums));
  }

  /** @returns notes them in memory; to be called once the segment counts */
  async insert(added: readonly PageviewMonth[], segment: number): Promise<() => void> {
    const next = added.map(({ site, month, pageviews }): [string, Sum] => {
      const before = this.#sums.get(idOf(site, month)) ?? { pageviews: 0, slot: 1 };
      const slot = before.slot === 0 ? 1 : 0;
      return [idOf(site, month), { pageviews: before.pageviews + pageviews, slot }];
    });
    if (next.length > 0) {
      const values = next.map(([id, { slot, pageviews }]) => {
        const { site, month } = partsOf(id);
        return [site, month, slot, segment, pageviews];
      });
      const format = 'JSONCompactEachRow';
      await this.#client.insert({ table: 'pageview_months', columns: COLUMNS, values, format });
    }
    return () => next.forEach(([id, sum]) => this.#sums.set(id, sum));
  }

  all(): PageviewMonth[] {
    return [...this.#sums].map(([id, { pageviews }]) => ({ ...partsOf(id), pageviews }));
  }
}

/** For a database that is older than the table. Again after a crash: it comes to the same. */
async function countStored(client: ClickHouseClient, snapshot: Snapshot): Promise<void> {
  const [known] = await select(client, {
    text: 'SELECT count() AS rows FROM pageview_months',
    params: {},
  });
  if (Number(known!['rows']) > 0) return;
  await client.command({
    query: `INSERT INTO pageview_months (${COLUMNS.join(', ')})
      SELECT site, formatDateTime(ts, '%Y-%m', 'UTC') AS month, 0, 0, count()
      FROM ${viewAt('all_events', snapshot)}
      WHERE name = 'pageview' GROUP BY site, month`,
  });
}

// A month holds no space, and neither does a number.
const idOf = (site: number, month: string) => `${site} ${month}`;

function partsOf(id: string): { site: number; month: string } {
  const [site = '', month = ''] = id.split(' ');
  return { site: Number(site), month };
}
