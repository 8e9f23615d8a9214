import { AppError } from '../../errors.ts';

/** What all requests under way may hold together. */
const MAX_BYTES = 128 * 1024 * 1024;
/** What a row takes besides its text, about. */
const BYTES_PER_ROW = 1024;
const MAX_REQUESTS = 16;

/** Keeps the requests that are read at once within bounds; the one too many is told to come again. */
export class HeldMemory {
  #requests = 0;
  #bytes = 0;

  /**
   * A request begins; `leave` must follow.
   * @throws AppError UNAVAILABLE when too many are under way; `add` throws it too
   */
  enter(): { add(rowBytes: number): void; leave(): void } {
    if (this.#requests >= MAX_REQUESTS) throw busy();
    this.#requests += 1;
    let bytes = 0;
    return {
      add: (rowBytes) => {
        bytes += rowBytes + BYTES_PER_ROW;
        this.#bytes += rowBytes + BYTES_PER_ROW;
        if (this.#bytes > MAX_BYTES) throw busy();
      },
      leave: () => {
        this.#requests -= 1;
        this.#bytes -= bytes;
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
