/**
 * Every site in memory, for whoever asks on each event or request. Loaded at start; the sites
 * service changes it after each change of the database.
 */
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { Schema, SitesTable } from '../../db/schema.ts';
import type { SiteContext, SiteDirectory } from '../../site-context.ts';
import * as queries from './queries.ts';

export interface SiteRegistry extends SiteDirectory {
  /** Adds the site, or takes over its new facts. */
  put(row: SitesTable): void;
  remove(siteNumber: number): void;
  /** When the site's first event arrived, ms; null while there is none. */
  firstEventAtMs(siteNumber: number): number | null;
  /**
   * Notes a site's first event, in memory at once and in the database soon after. A call for the
   * same site costs a look-up, unless its event is earlier than all before.
   */
  markFirstEvent(siteNumber: number, atMs: number): void;
  /** Resolves when every first event noted so far has been written. */
  settled(): Promise<void>;
}

/** @returns the facts that ingest and queries need */
export function toSiteContext(row: SitesTable): SiteContext {
  return {
    number: row.number,
    id: row.id,
    orgId: row.org_id,
    domain: row.domain,
    timezone: row.timezone,
    createdAtMs: Date.parse(row.created_at),
  };
}

class MemorySiteRegistry implements SiteRegistry {
  readonly #db: Kysely<Schema>;
  readonly #log: Logger;
  readonly #byNumber = new Map<number, SiteContext>();
  readonly #byId = new Map<string, SiteContext>();
  readonly #byDomain = new Map<string, SiteContext>();
  readonly #firstEventAtMs = new Map<number, number>();
  readonly #writes = new Set<Promise<void>>();

  constructor(db: Kysely<Schema>, log: Logger) {
    this.#db = db;
    this.#log = log;
  }

  byDomain = (domain: string) => this.#byDomain.get(domain);
  byId = (id: string) => this.#byId.get(id);
  byNumber = (number: number) => this.#byNumber.get(number);
  all = () => this.#byNumber.values();
  firstEventAtMs = (siteNumber: number) => this.#firstEventAtMs.get(siteNumber) ?? null;

  put(row: SitesTable): void {
    const site = toSiteContext(row);
    const before = this.#byNumber.get(site.number);
    if (before !== undefined) this.#byDomain.delete(before.domain);
    this.#byNumber.set(site.number, site);
    this.#byId.set(site.id, site);
    this.#byDomain.set(site.domain, site);
    if (row.first_event_at !== null) {
      this.#firstEventAtMs.set(site.number, Date.parse(row.first_event_at));
    }
  }

  remove(siteNumber: number): void {
    const site = this.#byNumber.get(siteNumber);
    if (site === undefined) return;
    this.#byNumber.delete(siteNumber);
    this.#byId.delete(site.id);
    this.#byDomain.delete(site.domain);
    this.#firstEventAtMs.delete(siteNumber);
  }

  markFirstEvent(siteNumber: number, atMs: number): void {
    const knownMs = this.#firstEventAtMs.get(siteNumber) ?? Infinity;
    if (atMs >= knownMs || !this.#byNumber.has(siteNumber)) return;
    this.#firstEventAtMs.set(siteNumber, atMs);
    const write = queries
      .setFirstEvent(this.#db, siteNumber, new Date(atMs).toISOString())
      .catch((error: unknown) => {
        // The event store still knows it: the next start notes it again.
        this.#log.error({ err: error, site: siteNumber }, 'could not note a first event');
      })
      .finally(() => this.#writes.delete(write));
    this.#writes.add(write);
  }

  async settled(): Promise<void> {
    await Promise.all(this.#writes);
  }
}

/** Reads every site from the database. */
export async function loadSiteRegistry(db: Kysely<Schema>, log: Logger): Promise<SiteRegistry> {
  const registry = new MemorySiteRegistry(db, log);
  for (const row of await queries.allSites(db)) registry.put(row);
  return registry;
}
