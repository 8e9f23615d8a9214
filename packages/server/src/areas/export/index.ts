export { eventsTable } from './event-columns.ts';
export { writeTable } from './formats.ts';
export { writeLines } from './lines.ts';
export { readParams } from './params.ts';
export { exportRoutes } from './routes.ts';
export { EVENTS_PARAMS, QUERY_PARAMS } from './schema.ts';
export { statsTable } from './stats-table.ts';
