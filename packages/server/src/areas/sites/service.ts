/** Sites: which domains are tracked, by whom, in which timezone. */
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { Site } from '@purestat/vocabulary';
import { isTimezone } from '../../calendar.ts';
import type { Clock } from '../../clock.ts';
import { isUniqueViolation, newId, type Schema } from '../../db/index.ts';
import type { SitesTable } from '../../db/schema.ts';
import { normaliseDomain } from '../../domain.ts';
import { AppError, invalidField } from '../../errors.ts';
import { insertMeteredSite, requireRoomForSite } from '../plans/index.ts';
import type { SiteRegistry } from './directory.ts';
import * as queries from './queries.ts';
import type { CreateSiteInput, UpdateSiteInput } from './schema.ts';

const DEFAULT_TIMEZONE = 'UTC';

export interface SitesParts {
  db: Kysely<Schema>;
  clock: Clock;
  log: Logger;
  registry: SiteRegistry;
  /** Removes every event of the site, those that are still on their way to the store too. */
  deleteSiteEvents(siteNumber: number): Promise<void>;
}

/** @returns the site as the API shows it */
export function toSite(row: SitesTable): Site {
  return {
    id: row.id,
    org_id: row.org_id,
    domain: row.domain,
    name: row.name,
    timezone: row.timezone,
    public: row.public === 1,
    created_at: row.created_at,
    first_event_at: row.first_event_at,
  };
}

function checkedDomain(input: string): string {
  const domain = normaliseDomain(input);
  if (domain !== null) return domain;
  throw invalidField(
    'domain',
    `found ${JSON.stringify(input.slice(0, 100))}; allowed is a host name such as example.com or blog.example.com`,
  );
}

function checkedTimezone(input: string): string {
  if (isTimezone(input)) return input;
  throw invalidField(
    'timezone',
    `found ${JSON.stringify(input.slice(0, 100))}; allowed is an IANA name such as Europe/Berlin, America/New_York or UTC`,
  );
}

async function refusingTakenDomain<T>(domain: string | undefined, write: () => Promise<T>) {
  try {
    return await write();
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    const message = 'is tracked on this server already';
    throw new AppError('CONFLICT', `The domain ${domain} ${message}.`, {
      details: [{ path: 'domain', message }],
    });
  }
}

export class Sites {
  readonly #parts: SitesParts;

  constructor(parts: SitesParts) {
    this.#parts = parts;
  }

  /**
   * @throws AppError VALIDATION_ERROR, CONFLICT when the domain is tracked already, PLAN_LIMIT when
   * the plan allows no further site
   */
  async create(orgId: string, input: CreateSiteInput): Promise<Site> {
    const { db, registry } = this.#parts;
    const domain = checkedDomain(input.domain);
    const facts = {
      id: newId(),
      org_id: orgId,
      domain,
      name: input.name ?? domain,
      timezone: checkedTimezone(input.timezone ?? DEFAULT_TIMEZONE),
      public: 0,
      created_at: this.#nowIso(),
      first_event_at: null,
    };
    const row = await refusingTakenDomain(domain, () =>
      db.transaction().execute(async (trx) => {
        await requireRoomForSite(trx, orgId);
        const site = { ...facts, number: await queries.takeSiteNumber(trx) };
        await queries.insertSite(trx, site);
        await insertMeteredSite(trx, site.number, orgId);
        return site;
      }),
    );
    registry.put(row);
    return toSite(row);
  }

  async list(orgId: string): Promise<Site[]> {
    return (await queries.sitesOf(this.#parts.db, orgId)).map(toSite);
  }

  /** @throws AppError VALIDATION_ERROR, CONFLICT when the domain is tracked already */
  async update(siteId: string, input: UpdateSiteInput): Promise<Site> {
    const changes = {
      ...(input.domain !== undefined && { domain: checkedDomain(input.domain) }),
      ...(input.timezone !== undefined && { timezone: checkedTimezone(input.timezone) }),
      ...(input.name !== undefined && { name: input.name }),
    };
    const row = await refusingTakenDomain(changes.domain, () =>
      queries.updateSite(this.#parts.db, siteId, changes),
    );
    if (row === undefined) throw new AppError('NOT_FOUND');
    this.#parts.registry.put(row);
    return toSite(row);
  }

  /** The site is gone once this resolves; should its events not go now, they do at the next start. */
  async remove(siteNumber: number): Promise<void> {
    const requestedAt = this.#nowIso();
    await this.#parts.db
      .transaction()
      .execute((trx) => queries.startSiteDeletion(trx, siteNumber, requestedAt));
    await this.#removeEvents([siteNumber]);
  }

  /** @param andThen what goes with the sites, in the transaction that takes them away */
  async removeAllOf(orgId: string, andThen: (trx: Kysely<Schema>) => Promise<void>): Promise<void> {
    const requestedAt = this.#nowIso();
    const numbers = await this.#parts.db.transaction().execute(async (trx) => {
      const sites = await queries.sitesOf(trx, orgId);
      for (const { number } of sites) await queries.startSiteDeletion(trx, number, requestedAt);
      await andThen(trx);
      return sites.map((site) => site.number);
    });
    await this.#removeEvents(numbers);
  }

  /** Ends deletions that a crash or a failing store cut short; called once at start. */
  async finishDeletions(): Promise<void> {
    await this.#removeEvents(await queries.unfinishedDeletions(this.#parts.db));
  }

  /** Ingest forgets all of them first: none may take events while another is cleared. */
  async #removeEvents(siteNumbers: number[]): Promise<void> {
    for (const siteNumber of siteNumbers) this.#parts.registry.remove(siteNumber);
    for (const siteNumber of siteNumbers) {
      try {
        await this.#parts.deleteSiteEvents(siteNumber);
        await queries.endSiteDeletion(this.#parts.db, siteNumber);
      } catch (error) {
        const about = { err: error, site: siteNumber };
        this.#parts.log.error(about, 'events of a deleted site wait for the next start');
      }
    }
  }

  #nowIso(): string {
    return new Date(this.#parts.clock.nowMs()).toISOString();
  }
}
