import { AppError } from '../../errors.ts';

/** What all requests under way may hold together. On its way to the store it takes some times as much. */
const MAX_BYTES = 64 * 1024 * 1024;
/** What a row takes besides its text, about. */
const BYTES_PER_ROW = 512;
const MAX_REQUESTS = 16;

/** A request's share. */
export interface Held {
  /** A row has come in. @throws AppError UNAVAILABLE when it is one too many */
  add(rowBytes: number): void;
  leave(): void;
}

/** Keeps the requests that are read at once within bounds; the one too many is told to come again. */
export class HeldMemory {
  #requests = 0;
  #bytes = 0;

  /**
   * A request begins; `leave` must follow.
   * @param declaredBytes the length of its body where it is known: that much is set aside, so that a
   * request that is let in is not sent away in the middle
   * @throws AppError UNAVAILABLE when too many are under way
   */
  enter(declaredBytes: number): Held {
    if (this.#requests >= MAX_REQUESTS || this.#bytes + declaredBytes > MAX_BYTES) throw busy();
    this.#requests += 1;
    this.#bytes += declaredBytes;
    let held = declaredBytes;
    let used = 0;
    return {
      add: (rowBytes) => {
        used += rowBytes + BYTES_PER_ROW;
        if (used <= held) return;
        this.#bytes += used - held;
        held = used;
        if (this.#bytes > MAX_BYTES) throw busy();
      },
      leave: () => {
        this.#requests -= 1;
        this.#bytes -= held;
      },
    };
  }
}

function busy(): AppError {
  return new AppError(
    'UNAVAILABLE',
    'Too many events are coming in at once. Nothing of this request was taken; send it again.',
    { retryAfterSeconds: 1 },
  );
}
