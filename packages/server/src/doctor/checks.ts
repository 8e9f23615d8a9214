/** The checks that are quickly done: accounts, disk, log, salts. */
import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import type { Clock } from '../clock.ts';
import type { ConfigStore } from '../db/index.ts';
import {
  destroySalts,
  leftoverSegments,
  MIN_FREE_BYTES,
  overdueSalts,
  readLeftover,
} from '../ingest/index.ts';
import type { EventStore, Segment } from '../stores/event-store.ts';
import type { Finding } from './report.ts';

/** Below this an operator should make room before events are refused. */
const LOW_DISK_BYTES = 4 * MIN_FREE_BYTES;

export async function checkAccounts({ db }: ConfigStore): Promise<Finding> {
  const { rows } = await sql<{ quick_check: string }>`PRAGMA quick_check`.execute(db);
  const damage = rows.map(({ quick_check }) => quick_check).filter((line) => line !== 'ok');
  const lost = await sql`PRAGMA foreign_key_check`.execute(db);
  const { sites } = await db
    .selectFrom('sites')
    .select((select) => select.fn.countAll<number>().as('sites'))
    .executeTakeFirstOrThrow();
  const check = 'accounts';
  if (damage.length > 0)
    return wrong(check, `purestat.sqlite is damaged (${damage[0]}). Bring it back from a backup.`);
  if (lost.rows.length > 0)
    return wrong(check, `${lost.rows.length} rows of purestat.sqlite point to rows that are gone.`);
  return right(check, `purestat.sqlite is whole; ${count(sites, 'site')}.`);
}

export async function checkDisk(dataDir: string): Promise<Finding> {
  const { bavail, bsize } = await statfs(dataDir);
  const free = bavail * bsize;
  if (free >= LOW_DISK_BYTES) return right('disk', `${megabytes(free)} are free.`);
  return wrong(
    'disk',
    `Only ${megabytes(free)} are free; below ${megabytes(MIN_FREE_BYTES)} events are refused. Make room.`,
  );
}

/** Segments that the store does not have yet, each readable to its end. */
export async function checkLog(
  dataDir: string,
  store: Pick<EventStore, 'lastSegmentNumber'>,
): Promise<Finding> {
  const lastStored = await store.lastSegmentNumber();
  const waiting = leftoverSegments(join(dataDir, 'log')).filter(
    ({ number }) => number > lastStored,
  );
  let events = 0;
  for (const segment of waiting) {
    const readable = readableEvents(segment);
    if (typeof readable === 'string')
      return wrong('log', `${segment.path} is damaged (${readable}). Its other events are stored.`);
    events += readable;
  }
  if (waiting.length === 0) return right('log', 'No event waits to be stored.');
  return right(
    'log',
    `${count(events, 'event')} in ${count(waiting.length, 'segment')} are stored at the next start.`,
  );
}

/** @returns how many events it holds, or what is wrong with it */
function readableEvents(segment: Segment): number | string {
  try {
    const { records, isDamaged } = readLeftover(segment);
    return isDamaged ? 'bytes in its middle cannot be read' : records.length;
  } catch (error) {
    return (error as Error).message;
  }
}

/** While the server is stopped nobody destroys the salts of dates that have ended. */
export function checkSalts(dataDir: string, clock: Clock, isRepairing: boolean): Finding {
  const dir = join(dataDir, 'salts');
  const overdue = overdueSalts(dir, clock.nowMs());
  if (overdue.length === 0) return right('salts', 'None is older than it may be.');
  const named = overdue.length === 1 ? overdue[0]! : `${overdue[0]} to ${overdue.at(-1)}`;
  if (isRepairing) {
    destroySalts(dir, overdue);
    const message = `${count(overdue.length, 'salt')} of dates that are over (${named}) destroyed.`;
    return { check: 'salts', isRight: false, isRepaired: true, message };
  }
  return wrong(
    'salts',
    `${count(overdue.length, 'salt')} of dates that are over (${named}): the next start destroys them.`,
  );
}

export function right(check: Finding['check'], message: string): Finding {
  return { check, isRight: true, isRepaired: false, message };
}

export function wrong(check: Finding['check'], message: string): Finding {
  return { check, isRight: false, isRepaired: false, message };
}

/** `1 site`, `1,200 sites` */
export function count(number: number, one: string): string {
  return `${number.toLocaleString('en')} ${one}${number === 1 ? '' : 's'}`;
}

function megabytes(bytes: number): string {
  return `${Math.floor(bytes / 1024 / 1024).toLocaleString('en')} MB`;
}
