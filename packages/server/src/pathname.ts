export { normalisePathname } from './ingest/enrich/page.ts';
