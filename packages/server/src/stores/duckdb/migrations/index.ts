import { migration as eventsVisits } from './0001_events_visits.ts';
import { migration as eventsAddOwn } from './0002_events_add_own.ts';
import { migration as dailyFigures } from './0003_daily_figures.ts';
import { migration as eventIdsCreate } from './0004_event_ids_create.ts';
import { migration as eventsAnyOrder } from './0005_events_any_order.ts';
import { migration as unorderedDaysAddWasSealed } from './0006_unordered_days_add_was_sealed.ts';
import { migration as pageviewMonthsCreate } from './0007_pageview_months_create.ts';
import type { Migration } from './migration.ts';

/** All migrations, oldest first. */
export const MIGRATIONS: readonly Migration[] = [
  eventsVisits,
  eventsAddOwn,
  dailyFigures,
  eventIdsCreate,
  eventsAnyOrder,
  unorderedDaysAddWasSealed,
  pageviewMonthsCreate,
];
