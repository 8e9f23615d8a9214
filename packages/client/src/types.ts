/** The API's types under names that are good to say. */
import type { Operations, Schemas } from './operations.ts';

export type ErrorBody = Schemas['Error'];
export type StatsQuery = Operations['postOrgSiteStats']['body'];
export type Stats = Schemas['Stats'];
export type StatsBatch = Operations['postOrgSiteStatsBatch']['body'];
export type StatsBatchAnswer = Operations['postOrgSiteStatsBatch']['answer'];
export type Realtime = Schemas['Realtime'];
export type SentEvent = Operations['postOrgSiteEvents']['body'][number];
export type EventsReceipt = Schemas['EventsReceipt'];
