/** What the main thread and the store's worker thread say to each other. */
import type {
  Cell,
  DayDifference,
  Lines,
  OpenVisitRow,
  PageviewMonth,
  ResultRow,
  SealedDay,
  Segment,
  SiteDay,
  Statement,
} from '../event-store.ts';
import type { FigureSpans } from '../figure-tables.ts';
import type { KeptFigures } from './figures.ts';
import type { AppendedSites } from './operations.ts';
import { StartError } from '../../start-error.ts';

export interface WorkerOptions {
  /** Path of the database file, or `:memory:`. */
  path: string;
  memoryLimitMb: number;
  threads: number;
  /** How many queries may run at once; each has a connection of its own. */
  queryConnections: number;
  /** How many long answers may be under way at once. */
  streamConnections: number;
  /** A sealed day with fewer events gets no figures of its own. */
  minEventsForFigures: number;
}

/** Rows column by column, which cross to another thread in half the time. */
export interface ColumnBatch {
  names: string[];
  columns: Cell[][];
}

/** Every request with the value its answer carries. */
export interface Calls {
  appendSegment: { args: Segment; value: AppendedSites };
  lastSegmentNumber: { args: null; value: number };
  query: { args: Statement; value: ResultRow[] };
  /** Makes all rows of a long answer ready, outside memory; the value is their number. */
  openRows: { args: { statement: Statement; areLines: boolean }; value: number };
  /** Those from the place on, as many as come at once; `rows` is the id of `openRows`. */
  readRows: { args: { rows: number; from: number }; value: ColumnBatch };
  /** The same where the rows were opened as lines. */
  readLines: { args: { rows: number; from: number }; value: Lines };
  closeRows: { args: { rows: number }; value: null };
  openVisits: { args: { sinceMs: number }; value: OpenVisitRow[] };
  firstEventTimes: { args: null; value: Array<[number, number]> };
  pageviewMonths: { args: null; value: PageviewMonth[] };
  knownIds: { args: { site: number; ids: string[] }; value: string[] };
  deleteSite: { args: { site: number }; value: null };
  unsealedDays: { args: null; value: SiteDay[] };
  sealDays: { args: { days: SiteDay[] }; value: { sites: number[] } };
  /** Of all sites when none are named. */
  keptFigures: { args: { sites?: number[] }; value: KeptFigures[] };
  sealedDays: { args: null; value: SealedDay[] };
  checkDays: { args: { days: SiteDay[] }; value: DayDifference[] };
  resealDays: { args: { days: SiteDay[] }; value: { sites: number[] } };
  /** The value is how many rows the relation has. */
  makeSums: { args: { name: string; site: number; spans: FigureSpans }; value: number };
  dropSums: { args: { name: string }; value: null };
  ping: { args: null; value: null };
  close: { args: null; value: null };
}
export type CallName = keyof Calls;

export type Request = {
  [Name in CallName]: { id: number; call: Name; args: Calls[Name]['args'] };
}[CallName];
/** Asks for the running query of that id to stop; it then answers with an error. */
export interface Cancel {
  cancel: number;
}

export type Reply =
  | { id: number; value: Calls[CallName]['value'] }
  | { id: number; error: CarriedError }
  /** First message of all: the database is open, or why it is not. */
  | { opened: true }
  | { opened: false; error: CarriedError };

/** An error taken apart, for a class does not survive the way between threads. */
export interface CarriedError {
  name: string;
  message: string;
  stack: string | undefined;
}

export function carryError(error: unknown): CarriedError {
  const whole = error instanceof Error ? error : new Error(String(error));
  return { name: whole.name, message: whole.message, stack: whole.stack };
}

/** The inverse of `carryError`; the stack is the worker's, where the cause is. */
export function restoreError(carried: CarriedError): Error {
  const error: Error =
    carried.name === 'StoreOpenError'
      ? new StoreOpenError(carried.message)
      : Object.assign(new Error(carried.message), { name: carried.name });
  if (carried.stack !== undefined) error.stack = carried.stack;
  return error;
}

/** The database cannot be opened; the message is one line for whoever starts the server. */
export class StoreOpenError extends StartError {
  override readonly name: string = 'StoreOpenError';
}
