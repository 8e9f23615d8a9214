/** What the HTTP app is made of. `main` builds it once; tests build their own. */
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type {
  AnyMetricValue,
  FunnelStats,
  RealtimeAnswer,
  StatsAnswer,
  StatsBatchAnswer,
} from '@purestat/vocabulary';
import type { AuditLog } from './access/index.ts';
import type { KeyUses } from './areas/api-keys/index.ts';
import type { Billing } from './areas/billing/index.ts';
import type { Plans } from './areas/plans/index.ts';
import type { SiteRegistry } from './areas/sites/index.ts';
import type { Clock } from './clock.ts';
import type { Config } from './config.ts';
import type { ConfigStore } from './db/index.ts';
import type { BulkReceipt } from './ingest/index.ts';
import type { Mailer } from './mail/index.ts';
import type { SiteContext } from './site-context.ts';
import type { BatchPart, FunnelDefinition, GoalDefinition } from './query/index.ts';
import type { EventStore } from './stores/event-store.ts';

/** What a query needs to know besides its body. */
export interface StatsContext {
  store: EventStore;
  site: SiteContext;
  nowMs: number;
  /** Ends the query when the client has gone. */
  signal: AbortSignal;
  /** Null while the site has no event. */
  firstEventAtMs: number | null;
  /** The site's goals, which the query evaluates. */
  goals: readonly GoalDefinition[];
}

/** The figures; a body that is not valid is an AppError VALIDATION_ERROR. */
export interface StatsService {
  runStats(context: StatsContext, body: unknown): Promise<StatsAnswer<AnyMetricValue>>;
  runStatsBatch(context: StatsContext, body: unknown): Promise<StatsBatchAnswer<AnyMetricValue>>;
  /** The same as it becomes known; a body that is not valid is thrown at once. */
  startStatsBatch(context: StatsContext, body: unknown): AsyncIterable<BatchPart>;
  runRealtime(context: StatsContext): Promise<RealtimeAnswer>;
  runFunnel(context: StatsContext, funnel: FunnelDefinition, body: unknown): Promise<FunnelStats>;
}

/** Takes events from those who may write them; what it throws refuses all of the request. */
export interface EventsService {
  acceptAll(
    site: SiteContext,
    chunks: AsyncIterable<Uint8Array>,
    declaredBytes: number,
  ): Promise<BulkReceipt>;
}

/** Null when every store answers; else one sentence, for people, about what does not. */
export type ReadinessCheck = () => Promise<string | null>;

export interface Deps {
  config: Config;
  /** Signs session cookies: SECRET_KEY, or the one generated into the data folder. */
  secretKey: string;
  clock: Clock;
  log: Logger;
  configStore: ConfigStore;
  mailer: Mailer;
  store: EventStore;
  sites: SiteRegistry;
  keyUses: KeyUses;
  plans: Plans;
  billing: Billing;
  audit: AuditLog;
  stats: StatsService;
  events: EventsService;
  /** Removes every event of the site, those that are still on their way to the store too. */
  deleteSiteEvents(siteNumber: number): Promise<void>;
  /** The address a request came from, forwarding headers of trusted proxies considered. */
  clientIp(peer: string, header: (name: string) => string | undefined): string;
  isReady: ReadinessCheck;
  /** How sign-in providers are reached; tests put stand-ins in their place. */
  fetchProvider(url: string, init: RequestInit): Promise<Response>;
  metrics: Registry;
  /** Absolute paths of what has been built; missing ones are served as "not built". */
  assets: { dashboardDir: string; trackerDir: string };
}
