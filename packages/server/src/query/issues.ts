/** What is wrong with a request's body, collected while it is read. */
import { AppError, type ErrorDetail } from '../errors.ts';

/** Collects what is wrong, so that one answer tells it all. */
export class Issues {
  readonly details: ErrorDetail[] = [];

  add(path: string, message: string): void {
    this.details.push({ path, message });
  }

  /** @throws AppError VALIDATION_ERROR when there is any */
  throwIfAny(): void {
    if (this.details.length === 0) return;
    const message = this.details.map((detail) => `${detail.path}: ${detail.message}`).join(' ');
    throw new AppError('VALIDATION_ERROR', message, { details: this.details });
  }
}

export type Body = Record<string, unknown>;

export function isObject(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
