/**
 * A store of which every figure comes from events alone: nothing that sealing has worked out is
 * read, neither figures of days nor visits nor what it marked on events.
 */
import { VISIT_PROPERTIES } from '../stores/event-record.ts';
import type { EventStore } from '../stores/event-store.ts';

const EVENTS_OF_DUCKDB = `(SELECT * REPLACE (false AS only_visit, false AS first_on_page, NULL::BOOLEAN AS new_on_page) FROM all_events)`;

const page = (edge: 'min' | 'max') =>
  `coalesce((${edge}({'ts': ts, 'pathname': pathname}) FILTER (WHERE name = 'pageview')).pathname, '')`;

const VISITS_OF_DUCKDB = `(SELECT site, day, visitor, visit_started AS started,
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

const pageOnClickHouse = (edge: 'Min' | 'Max') =>
  `arg${edge}If(pathname, (ts, pathname), name = 'pageview')`;

const VISITS_OF_CLICKHOUSE = `(SELECT site, day, visitor, visit_started AS started,
    false AS only_visit, CAST(NULL, 'Nullable(UInt32)') AS marks,
    toUnixTimestamp64Milli(max(ts)) - toUnixTimestamp64Milli(visit_started) AS duration_ms,
    countIf(name = 'pageview') AS pageviews,
    countIf(name <> 'engagement') AS events,
    countIf(name = 'pageview') <= 1
      AND countIf(interactive AND name NOT IN ('pageview', 'engagement')) = 0 AS is_bounce,
    ${pageOnClickHouse('Min')} AS entry_page,
    ${pageOnClickHouse('Max')} AS exit_page,
    ${VISIT_PROPERTIES.map((name) => `any(${name}) AS ${name}`).join(', ')}
  FROM all_events GROUP BY site, day, visitor, visit_started)`;

const ROWS: Record<EventStore['engine'], { events: string; visits: string }> = {
  duckdb: { events: EVENTS_OF_DUCKDB, visits: VISITS_OF_DUCKDB },
  clickhouse: {
    events: `(SELECT * EXCEPT (only_visit, first_on_page, new_on_page), false AS only_visit,
      false AS first_on_page, CAST(NULL, 'Nullable(Bool)') AS new_on_page FROM all_events)`,
    visits: VISITS_OF_CLICKHOUSE,
  },
};

export function rawStore(store: EventStore): EventStore {
  const { events, visits } = ROWS[store.engine];
  return {
    engine: store.engine,
    query: ({ text, params }, options) =>
      store.query(
        {
          text: text.replaceAll('all_events', () => events).replaceAll('all_visits', () => visits),
          params,
        },
        options,
      ),
    sealedFigures: () => ({ days: new Set<string>(), months: new Set<string>(), stamp: '' }),
    dataVersion: (site: number) => store.dataVersion(site),
  } as Partial<EventStore> as EventStore;
}
