/** Figures of a site: what other folders may use of the query engine. */
export { runStatsBatch, startStatsBatch, type BatchPart } from './batch.ts';
export { EVENT_EXPORT_COLUMNS, openEventsExport, type EventsExport } from './event-rows.ts';
export { openStatsExport, type StatsExport } from './export.ts';
export { runFunnel } from './funnel-run.ts';
export type { FunnelDefinition } from './funnel.ts';
export type { GoalDefinition } from './goals.ts';
export { isPropertyMetric } from './numbers.ts';
export { liveLoader, runRealtime } from './realtime.ts';
export { runStats } from './run.ts';
export { warmUp } from './warm-up.ts';
