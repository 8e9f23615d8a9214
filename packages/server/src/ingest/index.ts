export type { BulkReceipt } from './bulk/bulk.ts';
export type { Sender } from './enrich.ts';
export { openIngest, type Ingest, type IngestDeps } from './pipeline.ts';
export { createEventReceiver } from './receive.ts';
