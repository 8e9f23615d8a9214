/**
 * A store of which every figure comes from events alone: nothing that sealing has worked out is
 * read, neither figures of days nor visits nor what it marked on events.
 */
import { VISIT_PROPERTIES } from '../stores/event-record.ts';
import type { EventStore } from '../stores/event-store.ts';

const EVENTS = `(SELECT * REPLACE (false AS only_visit, false AS first_on_page, NULL::BOOLEAN AS new_on_page) FROM all_events)`;

const page = (edge: 'min' | 'max') =>
  `coalesce((${edge}({'ts': ts, 'pathname': pathname}) FILTER (WHERE name = 'pageview')).pathname, '')`;

const VISITS = `(SELECT site, day, visitor, visit_started AS started,
    false AS only_visit, NULL::UINTEGER AS marks,
    epoch_ms(max(ts)) - epoch_ms(visit_started) AS duration_ms,
    count_if(name = 'pageview') AS pageviews,
    count_if(name <> 'engagement') AS events,
    count_if(name = 'pageview') <= 1
      AND count_if(interactive AND name NOT IN ('pageview', 'engagement')) = 0 AS is_bounce,
    ${page('min')} AS entry_page,
    ${page('max')} AS exit_page,
    ${VISIT_PROPERTIES.map((name) => `any_value(${name}) AS ${name}`).join(', ')}
  FROM all_events GROUP BY site, day, visitor, visit_started)`;

export function rawStore(store: EventStore): EventStore {
  return {
    query: ({ text, params }, options) =>
      store.query(
        {
          text: text.replaceAll('all_events', () => EVENTS).replaceAll('all_visits', () => VISITS),
          params,
        },
        options,
      ),
    sealedFigures: () => ({ days: new Set<string>(), months: new Set<string>() }),
    dataVersion: (site: number) => store.dataVersion(site),
  } as Partial<EventStore> as EventStore;
}
