/**
 * The one folder that holds everything: claimed by one process at a time, and only by a version
 * that understands it. Nothing in it is touched before both are known.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { randomBytes } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import { DATA_FORMAT } from './data-format.ts';
import { StartError } from './start-error.ts';

export interface DataFolder {
  /** Absolute path. */
  path: string;
  /** Lets another process have the folder. */
  release(): void;
}

/**
 * Makes the folder if need be and claims it for this process. The claim is a lock of the
 * operating system on a file, so a process that was killed holds nothing.
 * @throws StartError with one line
 */
export function claimDataFolder(dir: string): DataFolder {
  const path = resolve(dir);
  makeFolder(path);
  refuseNewerFormat(path);
  const lock = lockFolder(path);
  try {
    writeFormat(path);
  } catch (error) {
    lock.close();
    throw notWritable(path, error);
  }
  return { path, release: () => lock.close() };
}

/**
 * Claims a folder that a server has made, for a command that looks at it: nothing is created, and
 * nothing brought up to date.
 * @throws StartError with one line
 */
export function claimExistingFolder(dir: string): DataFolder {
  const path = resolve(dir);
  if (!existsSync(join(path, 'FORMAT'))) {
    throw new StartError(
      `DATA_DIR: there is no data of Purestat in ${path}. Name its folder by DATA_DIR or --data.`,
    );
  }
  if (formatOf(path) < DATA_FORMAT) {
    throw new StartError(
      `DATA_DIR: ${path} was written by an older version of Purestat. Start this version once, then stop it and try again.`,
    );
  }
  return claimDataFolder(path);
}

function makeFolder(path: string): void {
  try {
    for (const folder of missingFolders(path)) makeOneFolder(folder);
  } catch (error) {
    throw notWritable(path, error);
  }
  if (!isFolder(path)) throw new StartError(`DATA_DIR: ${path} is not a folder.`);
}

/** The folder and those above it that are not there, topmost first. */
function missingFolders(path: string): string[] {
  if (existsSync(path)) return [];
  const parent = dirname(path);
  // The root is its own parent; a drive that is not there has none.
  return parent === path ? [path] : [...missingFolders(parent), path];
}

/** TRICKY: one at a time, because the runtime's recursive call never ends where the system refuses a folder as missing, as in /proc. */
function makeOneFolder(path: string): void {
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    // Made by somebody else in the meantime, or behind a folder that may not be looked into.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || !isFolder(path)) throw error;
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function refuseNewerFormat(path: string): void {
  if (!existsSync(join(path, 'FORMAT'))) return;
  const format = formatOf(path);
  if (Number.isInteger(format) && format >= 1 && format <= DATA_FORMAT) return;
  throw new StartError(
    `DATA_DIR: ${path} was written by a newer version of Purestat (format ${format}, this version knows ${DATA_FORMAT}). Nothing was changed; start the newer version.`,
  );
}

function formatOf(path: string): number {
  return Number(readFileSync(join(path, 'FORMAT'), 'utf8').trim());
}

/** SQLite takes the lock: it is the one portable file lock that the runtime brings. */
function lockFolder(path: string): DatabaseSync {
  let lock: DatabaseSync | undefined;
  try {
    lock = new DatabaseSync(join(path, 'lock'), { timeout: 0 });
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    return lock;
  } catch (error) {
    lock?.close();
    if (error instanceof Error && /locked|busy/.test(error.message)) {
      throw new StartError(
        `DATA_DIR: ${path} is in use by another Purestat process. Stop that one first.`,
        {
          cause: error,
        },
      );
    }
    throw notWritable(path, error);
  }
}

function writeFormat(path: string): void {
  const file = join(path, 'FORMAT');
  if (existsSync(file) && readFileSync(file, 'utf8').trim() === String(DATA_FORMAT)) return;
  writeFileSync(`${file}.new`, `${DATA_FORMAT}\n`, { flush: true });
  renameSync(`${file}.new`, file);
}

function notWritable(path: string, cause: unknown): StartError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new StartError(`DATA_DIR: ${path} cannot be written to (${reason}).`, { cause });
}

/** The key that signs sessions: as configured, else made once and kept in the folder. */
export function secretKey(folder: DataFolder, configured: string | undefined): string {
  if (configured !== undefined) return configured;
  const file = join(folder.path, 'secret.key');
  if (!existsSync(file)) {
    writeFileSync(`${file}.new`, `${randomBytes(32).toString('hex')}\n`, {
      mode: 0o600,
      flush: true,
    });
    renameSync(`${file}.new`, file);
  }
  return readFileSync(file, 'utf8').trim();
}
