export type { BulkReceipt } from './bulk/bulk.ts';
export type { Sender } from './enrich.ts';
export { leftoverSegments, MIN_FREE_BYTES, readLeftover } from './log.ts';
export { openIngest, type Ingest, type IngestDeps } from './pipeline.ts';
export { createEventReceiver } from './receive.ts';
export { destroySalts, overdueSalts } from './salts.ts';
