/**
 * The facts about a site that ingest and queries need, handed to them as a plain value so that
 * neither looks into the config store.
 */
export interface SiteContext {
  /** The site's number in the event store; given once, never used again for another site. */
  readonly number: number;
  /** Opaque public id. */
  readonly id: string;
  readonly orgId: string;
  /** Normalised host name, as in `normaliseDomain`. */
  readonly domain: string;
  /** IANA name. */
  readonly timezone: string;
  readonly createdAtMs: number;
}

/** Sites by domain and id, in memory; the sites area keeps it in step with the config store. */
export interface SiteDirectory {
  /** @param domain normalised host name */
  byDomain(domain: string): SiteContext | undefined;
  byId(id: string): SiteContext | undefined;
  byNumber(number: number): SiteContext | undefined;
  all(): Iterable<SiteContext>;
}
