/**
 * Who did what in an organization, when. The registry of routes records every change by itself; a
 * service records what happens without a route of the organization, in its own transaction.
 */
import { randomInt } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { AuditActor, AuditDetails, AuditValue } from '@purestat/vocabulary';
import type { Clock } from '../clock.ts';
import type { AuditTable, Schema } from '../db/schema.ts';

export interface AuditEntry {
  orgId: string;
  /** When it happened, ms. */
  atMs: number;
  /** An action of the gate's table, or one of its kind: `thing:verb`. */
  action: string;
  actor: AuditActor;
  /** Where it is about one site. The domain is kept, for the site may go. */
  site?: { id: string; domain: string } | undefined;
  /** What else an owner would want to know. Never a secret, never an e-mail address. */
  details?: AuditDetails;
}

/** What the server did by itself: a job, a webhook. */
export const SYSTEM: AuditActor = { kind: 'system', id: null, name: null };
/** Whoever runs the server, by its command line. */
export const OPERATOR: AuditActor = { kind: 'operator', id: null, name: null };

/** @returns those of the fields that are not what they were, as an entry's details tell them */
export function changesOf<T extends Record<F, AuditValue>, F extends string>(
  before: T,
  after: Record<F, AuditValue>,
  fields: readonly F[],
): AuditDetails {
  const changed = fields.filter((field) => before[field] !== after[field]);
  const told = changed.map((field) => [field, { from: before[field], to: after[field] }]);
  return Object.fromEntries(told) as AuditDetails;
}

/** Bounds what waits in memory while the database refuses. */
const MAX_WAITING = 10_000;

const part = (value: number, length: number) => value.toString(36).padStart(length, '0');

let lastMs = 0;
let counter = 0;

/** @returns an id that sorts as entries are made: in this process exactly, else to the millisecond */
function entryId(atMs: number): string {
  counter = atMs === lastMs ? counter + 1 : 0;
  lastMs = atMs;
  return part(atMs, 9) + part(counter, 4) + part(randomInt(36 ** 7), 7);
}

function toRow({ orgId, atMs, action, actor, site, details = {} }: AuditEntry): AuditTable {
  return {
    id: entryId(atMs),
    org_id: orgId,
    at: new Date(atMs).toISOString(),
    action,
    actor_kind: actor.kind,
    actor_id: actor.id,
    actor_name: actor.name,
    site_id: site?.id ?? null,
    site_name: site?.domain ?? null,
    details: JSON.stringify(details),
  };
}

/**
 * Writes one entry; with the transaction of the change itself, both happen or neither.
 * @throws as the database does
 */
export async function recordAudit(db: Kysely<Schema>, entry: AuditEntry): Promise<void> {
  await db.insertInto('audit').values(toRow(entry)).execute();
}

/**
 * Writes that somebody leaves every organization he belongs to; for the end of an account.
 * @param remover who ends it; absent where he does so himself
 */
export async function recordDepartures(
  trx: Kysely<Schema>,
  userId: string,
  { atMs, remover }: { atMs: number; remover?: AuditActor },
): Promise<void> {
  const memberships = await trx
    .selectFrom('members')
    .innerJoin('users', 'users.id', 'members.user_id')
    .where('members.user_id', '=', userId)
    .select(['members.org_id', 'members.role', 'users.name'])
    .execute();
  for (const { org_id, role, name } of memberships) {
    const actor = remover ?? { kind: 'person', id: userId, name };
    const details = { member: name, role, ...(remover === undefined && { left: true }) };
    await recordAudit(trx, { orgId: org_id, atMs, action: 'member:delete', actor, details });
  }
}

/** Entries of changes that have been made already: they must not be lost, and cannot be refused. */
export class AuditLog {
  readonly #db: Kysely<Schema>;
  readonly #clock: Clock;
  readonly #log: Logger;
  #waiting: AuditEntry[] = [];

  constructor(parts: { db: Kysely<Schema>; clock: Clock; log: Logger }) {
    this.#db = parts.db;
    this.#clock = parts.clock;
    this.#log = parts.log;
  }

  /** Writes the entry now; what cannot be written is told to the log, and tried again by `flush`. */
  async record(entry: Omit<AuditEntry, 'atMs'>): Promise<void> {
    const happened = { ...entry, atMs: this.#clock.nowMs() };
    try {
      await recordAudit(this.#db, happened);
    } catch (error) {
      // The answer goes out all the same: the change has been made.
      this.#log.error({ err: error, audit: happened }, 'An audit entry could not be written yet');
      this.#waiting = [...this.#waiting, happened].slice(-MAX_WAITING);
    }
  }

  /**
   * Writes what waits, oldest first.
   * @throws as the database does; what is left waits on
   */
  async flush(): Promise<void> {
    const waiting = this.#waiting.splice(0);
    for (const [index, entry] of waiting.entries()) {
      try {
        // An organization that has gone meanwhile has no log any more.
        if (await isThere(this.#db, entry.orgId)) await recordAudit(this.#db, entry);
      } catch (error) {
        this.#waiting.unshift(...waiting.slice(index));
        throw error;
      }
    }
  }
}

async function isThere(db: Kysely<Schema>, orgId: string): Promise<boolean> {
  const org = db.selectFrom('orgs').select('id').where('id', '=', orgId);
  return (await org.executeTakeFirst()) !== undefined;
}
