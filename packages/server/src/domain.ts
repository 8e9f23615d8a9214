export { normaliseDomain } from './ingest/enrich/domain.ts';
