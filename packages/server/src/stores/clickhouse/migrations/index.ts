import { migration as eventsVisits } from './0001_events_visits.ts';
import type { Migration } from './migration.ts';

/** All migrations, oldest first. */
export const MIGRATIONS: readonly Migration[] = [eventsVisits];
