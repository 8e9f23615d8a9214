/**
 * The random salts behind visitor ids: one per calendar date, each in a file of its own so that
 * it can be destroyed for good. A salt is written durably before its first use (a restart must
 * not count everybody twice) and destroyed once its date has ended everywhere on Earth; after
 * that nothing can link a visitor id to an address again.
 */
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { createSecretKey, randomBytes, type KeyObject } from 'node:crypto';
import { dirname, join } from 'node:path';
import { addDays } from '../calendar.ts';
import type { Clock } from '../clock.ts';

const SALT_BYTES = 32;
const FILE_NAME = /^(\d{4}-\d{2}-\d{2})\.salt$/;
/** The last zone to leave a date is UTC-12. */
const HOURS_BEHIND_OF_LAST_ZONE = 12;
/** The first zone to enter a date is UTC+14. */
const HOURS_AHEAD_OF_FIRST_ZONE = 14;
const HOUR_MS = 3_600_000;

export interface Salts {
  /**
   * The date's salt, as a key for `visitorId`; made when it is asked for during the date and there is none.
   * @returns null for a date that is over everywhere (or not yet begun anywhere)
   */
  of(date: string): KeyObject | null;
  /** Makes those of the dates under way, destroys those of dates that are over. */
  turn(): { destroyed: string[] };
}

/** @returns the instant at which the date has ended in every time zone */
export function endsEverywhereAtMs(date: string): number {
  return Date.parse(`${addDays(date, 1)}T00:00:00Z`) + HOURS_BEHIND_OF_LAST_ZONE * HOUR_MS;
}

/** @returns the instant at which the date begins in the first time zone */
export function beginsSomewhereAtMs(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) - HOURS_AHEAD_OF_FIRST_ZONE * HOUR_MS;
}

export function openSalts({ dir, clock }: { dir: string; clock: Clock }): Salts {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const salts = new Map<string, KeyObject>();

  function of(date: string): KeyObject | null {
    const known = salts.get(date);
    if (known !== undefined) return known;
    const nowMs = clock.nowMs();
    if (nowMs >= endsEverywhereAtMs(date) || nowMs < beginsSomewhereAtMs(date)) return null;
    const salt = toKey(readOrCreate(join(dir, `${date}.salt`)));
    salts.set(date, salt);
    return salt;
  }

  function turn(): { destroyed: string[] } {
    const nowMs = clock.nowMs();
    const destroyed = overdueSalts(dir, nowMs);
    for (const date of destroyed) salts.delete(date);
    destroySalts(dir, destroyed);
    const todayUtc = new Date(nowMs).toISOString().slice(0, 10);
    for (const days of [-1, 0, 1]) of(addDays(todayUtc, days));
    return { destroyed };
  }

  turn();
  return { of, turn };
}

/** @returns the dates that are over everywhere and whose salt is still there, oldest first */
export function overdueSalts(dir: string, nowMs: number): string[] {
  if (!existsSync(dir)) return [];
  return readdirSync(dir)
    .map((name) => FILE_NAME.exec(name)?.[1])
    .filter((date): date is string => date !== undefined && nowMs >= endsEverywhereAtMs(date))
    .sort();
}

/** For good: what they made can be linked to nobody any more. */
export function destroySalts(dir: string, dates: readonly string[]): void {
  for (const date of dates) destroyFile(join(dir, `${date}.salt`));
}

function readOrCreate(path: string): Buffer {
  const existing = statSync(path, { throwIfNoEntry: false });
  if (existing?.size === SALT_BYTES) return readFileSync(path);
  // Absent, or cut short by a crash before its first use.
  const salt = randomBytes(SALT_BYTES);
  writeDurably(path, salt);
  syncFolder(dirname(path));
  return salt;
}

/** The bytes are copied into the key, then blanked. */
function toKey(bytes: Buffer): KeyObject {
  const key = createSecretKey(bytes);
  bytes.fill(0);
  return key;
}

/** Overwrites the bytes before the name goes, so that the freed block does not hold the salt. */
function destroyFile(path: string): void {
  writeDurably(path, Buffer.alloc(SALT_BYTES), 'r+');
  rmSync(path);
}

/** A new file survives a power cut only once its folder is on disk. */
function syncFolder(path: string): void {
  if (process.platform === 'win32') return;
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

function writeDurably(path: string, bytes: Buffer, flags: 'w' | 'r+' = 'w'): void {
  const file = openSync(path, flags, 0o600);
  try {
    writeSync(file, bytes, 0, bytes.length, 0);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
