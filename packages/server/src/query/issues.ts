/** What is wrong with a request's body, collected while it is read. */
import { AppError, type ErrorDetail } from '../errors.ts';

/** Past these nobody reads on; the work of finding more is saved. */
const MAX_ISSUES = 20;

/** Collects what is wrong, so that one answer tells it all. */
export class Issues {
  readonly details: ErrorDetail[] = [];
  #untold = 0;

  /** @param message given as a function, it is made only when it will be told */
  add(path: string, message: string | (() => string)): void {
    if (this.isFull) {
      this.#untold += 1;
      return;
    }
    this.details.push({ path, message: typeof message === 'string' ? message : message() });
  }

  get isFull(): boolean {
    return this.details.length >= MAX_ISSUES;
  }

  /** @throws AppError VALIDATION_ERROR when there is any */
  throwIfAny(): void {
    if (this.details.length === 0) return;
    const told = this.details.map((detail) => `${detail.path}: ${detail.message}`);
    if (this.#untold > 0) told.push('There is more that is wrong.');
    throw new AppError('VALIDATION_ERROR', told.join(' '), { details: this.details });
  }
}

export type Body = Record<string, unknown>;

export function isObject(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const SHOWN_CHARACTERS = 60;

/** A name of the sender's own, as part of a path. */
export function shortened(name: string): string {
  return name.length <= SHOWN_CHARACTERS ? name : `${name.slice(0, SHOWN_CHARACTERS)}…`;
}

/** What was found, short enough to be read, whatever it is. */
export function found(value: unknown): string {
  if (value === undefined) return 'none';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  if (typeof value !== 'string') return String(value);
  return value.length <= SHOWN_CHARACTERS
    ? JSON.stringify(value)
    : `${JSON.stringify(value.slice(0, SHOWN_CHARACTERS))}…`;
}
