export { eventsTable } from './events-table.ts';
export { writeTable } from './formats.ts';
export { readParams } from './params.ts';
export { exportRoutes } from './routes.ts';
export { EVENTS_PARAMS, QUERY_PARAMS } from './schema.ts';
export { statsTable } from './stats-table.ts';
