/**
 * The file format of the event log: what `ingest/log.ts` writes and an event store reads.
 *
 * A segment is a row of frames. One frame is what one group commit wrote:
 *
 *     PS1 <payload bytes> <crc32 of payload, 8 hex digits>\n
 *     <payload: one JSON array per event, in the order of LOG_COLUMNS, each ended by \n>
 *
 * A frame that is cut short or does not match its sum was never acknowledged (the sync that
 * precedes every acknowledgement had not returned), so a reader leaves it out.
 */
import { readFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { LOG_COLUMNS, type EventRecord } from './event-record.ts';

const MAGIC = 'PS1';
const HEADER = /^PS1 (\d{1,10}) ([0-9a-f]{8})\n/;
const LONGEST_HEADER_BYTES = 24;

/** One event as a log line, its end included. */
export function encodeRecord(record: EventRecord): string {
  const values: unknown[] = LOG_COLUMNS.map((column) => record[column]);
  // Few events have an id, and what is absent at the end may stay away.
  while (values.at(-1) === undefined) values.pop();
  return `${JSON.stringify(values)}\n`;
}

/** A frame around lines made by `encodeRecord`. */
export function encodeFrame(lines: readonly string[]): Buffer {
  const payload = Buffer.from(lines.join(''));
  const sum = crc32(payload).toString(16).padStart(8, '0');
  return Buffer.concat([Buffer.from(`${MAGIC} ${payload.length} ${sum}\n`), payload]);
}

/** An event as it stands in the log: values in the order of LOG_COLUMNS. */
export type EventRow = unknown[];

export interface SegmentContent {
  records: EventRecord[];
  /** Bytes that belong to no whole frame: a write cut off by a crash, or damage on the disk. */
  unreadableBytes: number;
  /** Whole frames follow such bytes: no crash leaves that behind. */
  isDamaged: boolean;
}

/** Decodes a segment's bytes, skipping what belongs to no whole frame. */
export function decodeSegment(bytes: Buffer): SegmentContent {
  const { rows, ...unreadable } = decodeRows(bytes);
  return { records: rows.map(toRecord), ...unreadable };
}

function decodeRows(bytes: Buffer): Omit<SegmentContent, 'records'> & { rows: EventRow[] } {
  const rows: EventRow[] = [];
  let unreadableBytes = 0;
  let isDamaged = false;
  let at = 0;
  while (at < bytes.length) {
    const frame = frameAt(bytes, at);
    if (frame === null) {
      const next = bytes.indexOf(`\n${MAGIC} `, at);
      const resumeAt = next === -1 ? bytes.length : next + 1;
      unreadableBytes += resumeAt - at;
      if (next !== -1) isDamaged = true;
      at = resumeAt;
      continue;
    }
    for (const line of frame.payload.toString('utf8').split('\n')) {
      if (line !== '') rows.push(JSON.parse(line) as EventRow);
    }
    at = frame.endsAt;
  }
  return { rows, unreadableBytes, isDamaged };
}

/** Reads a closed segment, blocking: for worker threads and start-up only. */
export function readSegment(path: string): EventRecord[] {
  return decodeSegment(readFileSync(path)).records;
}

/** The same as rows, which an engine that stores by columns turns into them at less cost. */
export function readSegmentRows(path: string): EventRow[] {
  return decodeRows(readFileSync(path)).rows;
}

function frameAt(bytes: Buffer, at: number): { payload: Buffer; endsAt: number } | null {
  const header = HEADER.exec(bytes.toString('latin1', at, at + LONGEST_HEADER_BYTES));
  if (header === null) return null;
  const startsAt = at + header[0].length;
  const endsAt = startsAt + Number(header[1]);
  if (endsAt > bytes.length) return null;
  const payload = bytes.subarray(startsAt, endsAt);
  return crc32(payload) === Number.parseInt(header[2]!, 16) ? { payload, endsAt } : null;
}

function toRecord(values: EventRow): EventRecord {
  const record: Record<string, unknown> = {};
  for (let index = 0; index < LOG_COLUMNS.length; index++) {
    // A line written before a column was appended simply has none.
    record[LOG_COLUMNS[index]!] = values[index] ?? null;
  }
  if (record['event_id'] === null) delete record['event_id'];
  record['page_title'] ??= '';
  return record as unknown as EventRecord;
}

/** File name of a segment; sorts by number. */
export function segmentFileName(number: number): string {
  return `${String(number).padStart(12, '0')}.seg`;
}

/** @returns the segment's number, or null when the name is not a segment's */
export function segmentNumberOf(fileName: string): number | null {
  const match = /^(\d{12})\.seg$/.exec(fileName);
  return match === null ? null : Number(match[1]);
}
