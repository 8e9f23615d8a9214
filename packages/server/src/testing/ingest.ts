/** The real ingest path in a temporary folder, ending in a store that keeps records in memory. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { openIngest, type Ingest, type IngestDeps } from '../ingest/index.ts';
import type { SiteContext, SiteDirectory } from '../site-context.ts';
import type { EventRecord } from '../stores/event-record.ts';
import type { EventStore, OpenVisitRow, Segment } from '../stores/event-store.ts';
import { readSegment } from '../stores/segment-file.ts';
import { VISIT_PROPERTIES } from '../stores/event-record.ts';

export const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0';
export const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1';

export function siteContext(fields: Partial<SiteContext> = {}): SiteContext {
  return {
    number: 1,
    id: 'site-1',
    orgId: 'org-1',
    domain: 'example.com',
    timezone: 'UTC',
    createdAtMs: 0,
    ...fields,
  };
}

export function directoryOf(sites: readonly SiteContext[]): SiteDirectory {
  return {
    byDomain: (domain) => sites.find((site) => site.domain === domain),
    byId: (id) => sites.find((site) => site.id === id),
    byNumber: (number) => sites.find((site) => site.number === number),
    all: () => sites,
  };
}

/** Keeps what it is given; survives a "restart" of the ingest in front of it. */
export class MemoryStore implements Pick<
  EventStore,
  'appendSegment' | 'lastSegmentNumber' | 'openVisits' | 'knownIds'
> {
  readonly records: EventRecord[] = [];
  isDown = false;
  #last = 0;

  async appendSegment({ number, path }: Segment): Promise<{ rows: number }> {
    if (this.isDown) throw new Error('store down');
    if (number <= this.#last) return { rows: 0 };
    const records = readSegment(path);
    this.records.push(...records);
    this.#last = number;
    return { rows: records.length };
  }

  async lastSegmentNumber(): Promise<number> {
    return this.#last;
  }

  async knownIds(site: number, ids: readonly string[]): Promise<string[]> {
    if (this.isDown) throw new Error('store down');
    const known = new Set(
      this.records.filter((row) => row.site === site).map((row) => row.event_id),
    );
    return ids.filter((id) => known.has(id));
  }

  async openVisits(sinceMs: number): Promise<OpenVisitRow[]> {
    const rows = new Map<string, OpenVisitRow>();
    for (const record of this.records) {
      const { site, day, visitor, visit_started } = record;
      if (visit_started === null) throw new Error('this store decides no visits');
      const last_ts = Math.max(record.ts, rows.get(`${visitor} ${visit_started}`)?.last_ts ?? 0);
      const properties = Object.fromEntries(VISIT_PROPERTIES.map((name) => [name, record[name]]));
      rows.set(`${visitor} ${visit_started}`, {
        site,
        day,
        visitor,
        visit_started,
        last_ts,
        properties,
      });
    }
    return [...rows.values()].filter((row) => row.last_ts >= sinceMs);
  }
}

export interface Visitor {
  ip?: string;
  userAgent?: string;
  acceptLanguage?: string;
}

export interface TestIngest {
  ingest: Ingest;
  store: MemoryStore;
  dropped: string[];
  firstEvents: Array<[number, number]>;
  dataDir: string;
  /** Sends one event at an instant (ISO) as the sender given. */
  send(at: string, body: object, visitor?: Visitor): ReturnType<Ingest['accept']>;
  /** All records stored so far, after a flush. */
  stored(): Promise<EventRecord[]>;
  /** Ends as a kill -9 would, without a flush, and starts anew on the same folder and store. */
  crashAndRestart(): Promise<void>;
  close(): Promise<void>;
}

export async function startIngest(
  options: { sites?: SiteContext[]; at?: string; deps?: Partial<IngestDeps> } = {},
): Promise<TestIngest> {
  const dataDir = mkdtempSync(join(tmpdir(), 'purestat-ingest-'));
  const clock = { now: Date.parse(options.at ?? '2026-03-01T12:00:00Z'), nowMs: () => clock.now };
  const store = new MemoryStore();
  const dropped: string[] = [];
  const firstEvents: Array<[number, number]> = [];
  const open = (): Promise<Ingest> =>
    openIngest({
      dataDir,
      clock,
      log: pino({ level: 'silent' }),
      sites: directoryOf(options.sites ?? [siteContext()]),
      store: store as unknown as EventStore,
      geo: {
        locate: (ip: string) =>
          ip === '203.0.113.7'
            ? { country: 'DE', region: 'Berlin', city: 'Berlin' }
            : { country: '', region: '', city: '' },
      },
      secretKey: 'a secret key of at least 32 characters',
      onFirstEvent: (number, atMs) => firstEvents.push([number, atMs]),
      onDropped: (_site, _atMs, reason) => dropped.push(reason),
      onNoVisit: () => undefined,
      ...options.deps,
    });
  const test: TestIngest = {
    ingest: await open(),
    store,
    dropped,
    firstEvents,
    dataDir,
    send(at, body, visitor = {}) {
      clock.now = Date.parse(at);
      test.ingest.tick();
      const sender = {
        ip: '203.0.113.7',
        userAgent: FIREFOX,
        acceptLanguage: 'de-DE,en;q=0.5',
        ...visitor,
      };
      return test.ingest.accept(
        { domain: 'example.com', url: 'https://example.com/', ...body },
        sender,
      );
    },
    async stored() {
      await test.ingest.flush();
      return store.records;
    },
    async crashAndRestart() {
      test.ingest = await open();
    },
    async close() {
      await test.ingest.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
  return test;
}
