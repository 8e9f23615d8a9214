/**
 * When each key was used last: in memory with each request, in the database once a minute, so that
 * no request waits for the disk.
 */
import type { Kysely } from 'kysely';
import type { Clock } from '../../clock.ts';
import type { Schema } from '../../db/index.ts';
import { setLastUsed } from './queries.ts';

export class KeyUses {
  readonly #db: Kysely<Schema>;
  readonly #clock: Clock;
  /** Uses that the database does not know, ms. */
  readonly #lastUsedMs = new Map<string, number>();

  constructor(parts: { db: Kysely<Schema>; clock: Clock }) {
    this.#db = parts.db;
    this.#clock = parts.clock;
  }

  note(keyId: string): void {
    this.#lastUsedMs.set(keyId, this.#clock.nowMs());
  }

  /** @returns when the key was used last, ISO 8601, as far as this process knows better */
  unwritten(keyId: string): string | null {
    const atMs = this.#lastUsedMs.get(keyId);
    return atMs === undefined ? null : new Date(atMs).toISOString();
  }

  /** Writes what has not been written; what fails is tried again with the next. */
  async flush(): Promise<void> {
    for (const [keyId, atMs] of this.#lastUsedMs) {
      await setLastUsed(this.#db, keyId, new Date(atMs).toISOString());
      if (this.#lastUsedMs.get(keyId) === atMs) this.#lastUsedMs.delete(keyId);
    }
  }
}
