import { migration as eventsVisits } from './0001_events_visits.ts';
import { migration as pageviewMonthsCreate } from './0002_pageview_months_create.ts';
import type { Migration } from './migration.ts';

/** All migrations, oldest first. */
export const MIGRATIONS: readonly Migration[] = [eventsVisits, pageviewMonthsCreate];
