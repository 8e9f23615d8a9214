/** Where the writes so far ended, as the database knows it. */
import type { ClickHouseClient } from '@clickhouse/client';
import type { SiteDay } from '../event-store.ts';
import { select } from './connection.ts';

export interface WriteState {
  number: number;
  segment: number;
  openDays: readonly SiteDay[];
  /** The highest number given to any write, finished or not. */
  lastNumber: number;
}

export async function readState(client: ClickHouseClient): Promise<WriteState> {
  const [row] = await select(client, {
    text: `SELECT max(number) AS number, max(segment) AS segment,
        (SELECT max(number) FROM seals) AS seal, (SELECT max(version) FROM versions) AS version
      FROM commits`,
    params: {},
  });
  const { number, segment, seal, version } = row!;
  const open = await select(client, {
    text: `SELECT site, day FROM (
        SELECT site, day, argMax(opened, number) AS is_open
        FROM seals WHERE number <= {commit:UInt64} GROUP BY site, day)
      WHERE is_open`,
    params: { commit: Number(number) },
  });
  return {
    number: Number(number),
    segment: Number(segment),
    openDays: open.map(({ site, day }) => ({ site: Number(site), day: String(day) })),
    lastNumber: Math.max(Number(number), Number(seal), Number(version)),
  };
}
