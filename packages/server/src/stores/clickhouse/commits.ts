/**
 * What makes a write visible as a whole. ClickHouse has no transaction over several tables: here
 * rows are inserted first, under a number that nobody reads yet, and count from the moment when one
 * row with that number is inserted into `commits`. A write that ends anywhere before leaves nothing
 * that counts; what it leaves is removed before the next one, whose commit would make it count.
 */

/** The state that a query reads. */
export interface Snapshot {
  /** Of seals those up to this number count. */
  number: number;
  /** Of hot rows those up to this segment count. */
  segment: number;
  /** Whether there is a day whose visits have to be decided when it is read. */
  hasOpenDays: boolean;
}
