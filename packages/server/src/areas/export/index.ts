export { eventsTable } from './event-columns.ts';
export { CONTENT_TYPES, writeTable } from './formats.ts';
export { writeLines } from './lines.ts';
export { readParams } from './params.ts';
export { exportRoutes } from './routes.ts';
export { EVENTS_PARAMS, QUERY_PARAMS, writing } from './schema.ts';
export { statsTable } from './stats-table.ts';
export type { Table } from './table.ts';
