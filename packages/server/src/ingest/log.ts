/**
 * The append-only event log. `append` resolves after an fdatasync that covers the event, so an
 * acknowledgement means "on disk". Events that arrive while one sync runs share the next one
 * (group commit). Segments close by age or size; closed ones go to the drain and are deleted by
 * it once the store holds them.
 */
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { open, statfs, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../errors.ts';
import type { Segment } from '../stores/event-store.ts';
import {
  decodeSegment,
  encodeFrame,
  segmentFileName,
  segmentNumberOf,
  type SegmentContent,
} from '../stores/segment-file.ts';

export interface EventLogOptions {
  dir: string;
  /** Numbers start above this one and above every segment in `dir`. */
  lastNumber: number;
  /** Called with each closed segment that holds events, in order. */
  onSegmentClosed: (segment: Segment) => void;
  /** A segment is closed once it is this old; bounds the time until an event can be seen. */
  segmentAgeMs?: number;
  segmentBytes?: number;
  /** With less free space than this on the disk events are refused, so that the stores can still write. */
  minFreeBytes?: number;
  /** Events waiting for their sync; past it `append` refuses with 503. */
  maxWaiting?: number;
}

export interface EventLog {
  /**
   * Makes the line durable.
   * @returns the number of the segment that holds it
   * @throws AppError UNAVAILABLE when the queue is full, the disk refuses or the log is closing;
   * the event is then not taken.
   */
  append(line: string): Promise<number>;
  /** Closes the segment under way, with all that was appended before the call. */
  rotate(): Promise<void>;
  /** Waits for what was appended, closes the last segment. */
  close(): Promise<void>;
}

interface Waiting {
  line: string;
  resolve: (segmentNumber: number) => void;
  reject: (error: unknown) => void;
}

interface OpenSegment {
  number: number;
  path: string;
  file: FileHandle;
  bytes: number;
}

const RETRY_AFTER_SECONDS = 1;

/** Lists the segments that a previous process left, in order. */
export function leftoverSegments(dir: string): Segment[] {
  mkdirSync(dir, { recursive: true });
  return readdirSync(dir)
    .map((name) => ({ number: segmentNumberOf(name), path: join(dir, name) }))
    .filter((entry): entry is Segment => entry.number !== null)
    .sort((a, b) => a.number - b.number);
}

/** Reads a leftover segment, blocking; for start-up. */
export function readLeftover(segment: Segment): SegmentContent {
  return decodeSegment(readFileSync(segment.path));
}

export function openEventLog(options: EventLogOptions): EventLog {
  return new GroupCommitLog(options);
}

class GroupCommitLog implements EventLog {
  readonly #dir: string;
  readonly #onSegmentClosed: (segment: Segment) => void;
  readonly #segmentAgeMs: number;
  readonly #segmentBytes: number;
  readonly #minFreeBytes: number;
  readonly #maxWaiting: number;
  #waiting: Waiting[] = [];
  #nextNumber: number;
  #segment: OpenSegment | null = null;
  #isDue = false;
  #rotations: Array<() => void> = [];
  #ageTimer: NodeJS.Timeout | null = null;
  #isRunning = false;
  #isClosing = false;

  constructor(options: EventLogOptions) {
    this.#dir = options.dir;
    this.#onSegmentClosed = options.onSegmentClosed;
    this.#segmentAgeMs = options.segmentAgeMs ?? 250;
    this.#segmentBytes = options.segmentBytes ?? 8 * 1024 * 1024;
    this.#minFreeBytes = options.minFreeBytes ?? 128 * 1024 * 1024;
    this.#maxWaiting = options.maxWaiting ?? 20_000;
    const newest = leftoverSegments(options.dir).at(-1)?.number ?? 0;
    this.#nextNumber = Math.max(newest, options.lastNumber) + 1;
  }

  append(line: string): Promise<number> {
    if (this.#isClosing) return Promise.reject(unavailable('The server is stopping.'));
    if (this.#waiting.length >= this.#maxWaiting) {
      return Promise.reject(unavailable('Too many events are waiting to be written.'));
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ line, resolve, reject });
      this.#wake();
    });
  }

  rotate(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#rotations.push(resolve);
    this.#isDue = true;
    this.#wake();
    return promise;
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    await this.rotate();
  }

  #wake(): void {
    if (this.#isRunning) return;
    this.#isRunning = true;
    void this.#run().finally(() => {
      this.#isRunning = false;
      // What came while the last step was ending.
      if (this.#waiting.length > 0 || this.#isDue) this.#wake();
    });
  }

  async #run(): Promise<void> {
    do {
      const group = this.#waiting;
      this.#waiting = [];
      if (group.length > 0) await this.#commit(group);
      if (this.#isDue || (this.#segment?.bytes ?? 0) >= this.#segmentBytes)
        await this.#closeSegment();
    } while (this.#waiting.length > 0);
  }

  async #commit(group: Waiting[]): Promise<void> {
    let segment: OpenSegment;
    try {
      segment = this.#segment ?? (await this.#openSegment());
      const frame = encodeFrame(group.map((waiting) => waiting.line));
      await writeWhole(segment.file, frame);
      await segment.file.datasync();
      segment.bytes += frame.length;
    } catch (cause) {
      // After a failed write or sync nothing is known about this file's end: later events go
      // to a new segment, and the reader skips the broken frame.
      this.#isDue = true;
      const refusal = unavailable('The event could not be written to disk.', cause);
      for (const waiting of group) waiting.reject(refusal);
      return;
    }
    for (const waiting of group) waiting.resolve(segment.number);
  }

  async #openSegment(): Promise<OpenSegment> {
    await this.#refuseFullDisk();
    const number = this.#nextNumber++;
    const path = join(this.#dir, segmentFileName(number));
    const file = await open(path, 'ax', 0o600);
    this.#segment = { number, path, file, bytes: 0 };
    await syncDirectory(this.#dir);
    this.#ageTimer = setTimeout(() => {
      this.#isDue = true;
      this.#wake();
    }, this.#segmentAgeMs);
    return this.#segment;
  }

  async #refuseFullDisk(): Promise<void> {
    const { bavail, bsize } = await statfs(this.#dir);
    if (bavail * bsize >= this.#minFreeBytes) return;
    throw new Error(`the disk is nearly full: ${bavail * bsize} bytes are free in ${this.#dir}`);
  }

  async #closeSegment(): Promise<void> {
    this.#isDue = false;
    if (this.#ageTimer !== null) clearTimeout(this.#ageTimer);
    this.#ageTimer = null;
    const rotations = this.#rotations;
    this.#rotations = [];
    const segment = this.#segment;
    this.#segment = null;
    if (segment !== null) {
      await segment.file.close().catch(() => undefined);
      this.#onSegmentClosed({ number: segment.number, path: segment.path });
    }
    for (const resolve of rotations) resolve();
  }
}

async function writeWhole(file: FileHandle, bytes: Buffer): Promise<void> {
  for (let written = 0; written < bytes.length;) {
    written += (await file.write(bytes, written)).bytesWritten;
  }
}

/** A new file survives a power cut only once its directory entry is on disk. */
async function syncDirectory(dir: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(dir, 'r');
  await handle.sync().finally(() => handle.close());
}

function unavailable(message: string, cause?: unknown): AppError {
  return new AppError('UNAVAILABLE', message, { cause, retryAfterSeconds: RETRY_AFTER_SECONDS });
}
