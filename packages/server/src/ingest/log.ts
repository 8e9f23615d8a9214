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

/** With less free than this on the disk events are refused, so that the stores can still write. */
export const MIN_FREE_BYTES = 128 * 1024 * 1024;

export interface EventLogOptions {
  dir: string;
  /** Numbers start above this one and above every segment in `dir`. */
  lastNumber: number;
  /** Called with each closed segment that holds events, in order. */
  onSegmentClosed: (segment: Segment) => void;
  /** Called when writing begins to fail, with the cause, and with null when it works again. */
  onHealth?: (trouble: unknown) => void;
  /** A segment is closed once it is this old; bounds the time until an event can be seen. */
  segmentAgeMs?: number;
  segmentBytes?: number;
  /** MIN_FREE_BYTES unless told. */
  minFreeBytes?: number;
  /** Events waiting for their sync; past it `append` refuses with 503. */
  maxWaiting?: number;
  /** Batches waiting for their sync; past it `appendAll` refuses with 503. */
  maxWaitingBatches?: number;
}

export interface EventLog {
  /**
   * Makes the line durable.
   * @returns the number of the segment that holds it
   * @throws AppError UNAVAILABLE when the queue is full, the disk refuses or the log is closing;
   * the event is then not taken.
   */
  append(line: string): Promise<number>;
  /**
   * The same for many lines at once, all of them or none: they share one frame, so a crash cannot
   * keep a part of them either. Batches have a bound of their own; they take no single event's place.
   */
  appendAll(lines: readonly string[]): Promise<number>;
  /**
   * Resolves when all that was appended before the call is in closed segments, or was refused.
   * @returns the number of the last of them; what is appended after the call may be in it too
   */
  rotate(): Promise<number>;
  /** The last write failed: events are being refused. */
  isFailing(): boolean;
  /** Waits for what was appended, closes the last segment. */
  close(): Promise<void>;
}

interface Waiting {
  /** One, or a batch. */
  lines: readonly string[];
  resolve: (segmentNumber: number) => void;
  reject: (error: unknown) => void;
}

interface Rotation {
  /** How many appends there were before it was asked for. */
  appended: number;
  resolve: (lastSegment: number) => void;
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
  readonly #onHealth: (trouble: unknown) => void;
  readonly #segmentAgeMs: number;
  readonly #segmentBytes: number;
  readonly #minFreeBytes: number;
  readonly #maxWaiting: number;
  readonly #maxWaitingBatches: number;
  #waitingBatches = 0;
  #waiting: Waiting[] = [];
  #nextNumber: number;
  #segment: OpenSegment | null = null;
  #isDue = false;
  #isFailing = false;
  #rotations: Rotation[] = [];
  /** Appends taken, and those of them that are written or refused. */
  #appended = 0;
  #settled = 0;
  #ageTimer: NodeJS.Timeout | null = null;
  #isRunning = false;
  #isClosing = false;

  constructor(options: EventLogOptions) {
    this.#dir = options.dir;
    this.#onSegmentClosed = options.onSegmentClosed;
    this.#onHealth = options.onHealth ?? (() => undefined);
    this.#segmentAgeMs = options.segmentAgeMs ?? 250;
    this.#segmentBytes = options.segmentBytes ?? 8 * 1024 * 1024;
    this.#minFreeBytes = options.minFreeBytes ?? MIN_FREE_BYTES;
    this.#maxWaiting = options.maxWaiting ?? 20_000;
    this.#maxWaitingBatches = options.maxWaitingBatches ?? 4;
    const newest = leftoverSegments(options.dir).at(-1)?.number ?? 0;
    this.#nextNumber = Math.max(newest, options.lastNumber) + 1;
  }

  append(line: string): Promise<number> {
    if (this.#isClosing) return Promise.reject(unavailable('The server is stopping.'));
    if (this.#waiting.length >= this.#maxWaiting) {
      return Promise.reject(unavailable('Too many events are waiting to be written.'));
    }
    return this.#queue([line]);
  }

  async appendAll(lines: readonly string[]): Promise<number> {
    if (this.#isClosing) throw unavailable('The server is stopping.');
    if (this.#waitingBatches >= this.#maxWaitingBatches) {
      throw unavailable('Too many events are waiting to be written.');
    }
    this.#waitingBatches += 1;
    try {
      return await this.#queue(lines);
    } finally {
      this.#waitingBatches -= 1;
    }
  }

  #queue(lines: readonly string[]): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ lines, resolve, reject });
      this.#appended += 1;
      this.#wake();
    });
  }

  rotate(): Promise<number> {
    const { promise, resolve } = Promise.withResolvers<number>();
    this.#rotations.push({ appended: this.#appended, resolve });
    this.#wake();
    return promise;
  }

  isFailing(): boolean {
    return this.#isFailing;
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
      if (this.#hasWork()) this.#wake();
    });
  }

  #hasWork(): boolean {
    return this.#waiting.length > 0 || this.#isDue || this.#rotations.length > 0;
  }

  async #run(): Promise<void> {
    do {
      const group = this.#waiting;
      this.#waiting = [];
      if (group.length > 0) await this.#commit(group);
      this.#settled += group.length;
      const isRotationDue = this.#rotations.some(({ appended }) => appended <= this.#settled);
      const isFull = (this.#segment?.bytes ?? 0) >= this.#segmentBytes;
      if (this.#isDue || isFull || isRotationDue) await this.#closeSegment();
    } while (this.#hasWork());
  }

  async #commit(group: Waiting[]): Promise<void> {
    let segment: OpenSegment;
    try {
      segment = this.#segment ?? (await this.#openSegment());
      await writeDurably(segment, encodeFrame(group.flatMap((waiting) => waiting.lines)));
    } catch (cause) {
      // After a failed write or sync nothing is known about this file's end: what follows goes
      // to a new segment.
      this.#isDue = true;
      this.#setFailing(true, cause);
      for (const waiting of group)
        waiting.reject(unavailable('The event could not be written to disk.'));
      return;
    }
    this.#setFailing(false, null);
    for (const waiting of group) waiting.resolve(segment.number);
  }

  #setFailing(isFailing: boolean, trouble: unknown): void {
    if (isFailing !== this.#isFailing) this.#onHealth(trouble);
    this.#isFailing = isFailing;
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
    const segment = this.#segment;
    this.#segment = null;
    if (segment !== null) {
      await segment.file.close().catch(() => undefined);
      this.#onSegmentClosed({ number: segment.number, path: segment.path });
    }
    const isMet = ({ appended }: Rotation): boolean => appended <= this.#settled;
    for (const { resolve } of this.#rotations.filter(isMet)) resolve(this.#nextNumber - 1);
    this.#rotations = this.#rotations.filter((rotation) => !isMet(rotation));
  }
}

/**
 * Appends the frame and waits until it is on disk. When that fails the file is cut back, so that a
 * frame whose events are refused is not read later as if they had been taken.
 */
async function writeDurably(segment: OpenSegment, frame: Buffer): Promise<void> {
  const { file, bytes } = segment;
  try {
    for (let written = 0; written < frame.length;) {
      written += (await file.write(frame, written)).bytesWritten;
    }
    await file.datasync();
    segment.bytes += frame.length;
  } catch (error) {
    await file.truncate(bytes).catch(() => undefined);
    throw error;
  }
}

/** A new file survives a power cut only once its directory entry is on disk. */
async function syncDirectory(dir: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(dir, 'r');
  await handle.sync().finally(() => handle.close());
}

function unavailable(message: string): AppError {
  return new AppError('UNAVAILABLE', message, { retryAfterSeconds: RETRY_AFTER_SECONDS });
}
