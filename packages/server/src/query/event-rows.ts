/** The events of a site as they are kept, oldest first, for whoever takes the data along. */
import { EVENT_COLUMNS } from '../stores/event-record.ts';
import type { EventStore, Lines, Statement } from '../stores/event-store.ts';
import type { SiteContext } from '../site-context.ts';
import type { Dialect } from './dialect.ts';
import { dialectOf } from './dialects.ts';
import { allOf, raw, sql, type Fragment } from './fragment.ts';
import { Issues, shortened, type Body } from './issues.ts';
import { parsePeriod } from './parse.ts';
import { notAllowed } from './suggest.ts';
import { offsetSpans, periodRange, type TimeRange } from './time.ts';

interface EventsContext {
  store: EventStore;
  site: SiteContext;
  nowMs: number;
  firstEventAtMs: number | null;
  signal?: AbortSignal;
  /** How many are put in order at once, unless an hour has more; 50,000 unless told. */
  rowsPerStatement?: number;
}

export interface EventsExport {
  /** How many rows there will be, but for what comes while they are read. */
  total: number;
  /**
   * Each row as a JSON array of EVENT_EXPORT_COLUMNS: times as ISO 8601, what is JSON as its text,
   * amounts as text. To be read once; ending it ends the query.
   */
  lines: AsyncIterable<Lines>;
}

const OUTSIDE: { readonly [column: string]: string } = { ts: 'timestamp', visitor: 'visitor_id' };
type StoredColumn = Exclude<(typeof EVENT_COLUMNS)[number], 'site'>;

/** Every stored column but the site's number, with the name that it has outside. */
export const EVENT_EXPORT_COLUMNS = EVENT_COLUMNS.filter(
  (name): name is StoredColumn => name !== 'site',
).map((column) => ({ column, name: OUTSIDE[column] ?? column }));

const FIELDS = ['period', 'date_from', 'date_to'];
const EVER: TimeRange = { dateFrom: '1970-01-01', dateTo: '2199-12-31' };
const ROWS_PER_STATEMENT = 50_000;
const HOUR_MS = 3_600_000;
/** An export that is under way does not give up its turn. */
const WAIT_MS = 15 * 60_000;

/** @throws AppError VALIDATION_ERROR that lists what is allowed */
export async function openEventsExport(context: EventsContext, body: Body): Promise<EventsExport> {
  const range = rangeOf(context, body);
  const days = await daysOf(context, range);
  const total = days.reduce((sum, { rows }) => sum + rows, 0);
  return { total, lines: eventLines(context, range, days) };
}

function rangeOf({ site, nowMs, firstEventAtMs }: EventsContext, body: Body): TimeRange {
  const issues = new Issues();
  for (const field of Object.keys(body)) {
    if (!FIELDS.includes(field))
      issues.add(shortened(field), () => notAllowed('field', field, FIELDS));
  }
  const hasDates = body['date_from'] !== undefined || body['date_to'] !== undefined;
  const request = parsePeriod(hasDates ? body : { period: 'all', ...body }, [], issues);
  issues.throwIfAny();
  if (request.period === 'all') return EVER;
  return periodRange(request, { timezone: site.timezone, nowMs, firstEventAtMs });
}

interface DayOfRows {
  day: string;
  rows: number;
}

interface HourOfRows {
  startMs: number;
  rows: number;
}

/** Oldest first. */
async function daysOf(context: EventsContext, range: TimeRange): Promise<DayOfRows[]> {
  const counted = await countBy(context, range, raw('day'));
  return counted.map(({ unit, n }) => ({ day: String(unit), rows: Number(n) }));
}

/** Oldest first. */
async function hoursOf(context: EventsContext, range: TimeRange): Promise<HourOfRows[]> {
  const inUtc = offsetSpans('UTC', 0, HOUR_MS);
  const hour = dialectOf(context.store).clockUnitOf(raw('ts'), HOUR_MS, inUtc);
  const counted = await countBy(context, range, hour);
  return counted.map(({ unit, n }) => ({ startMs: Number(unit), rows: Number(n) }));
}

function countBy({ store, site, signal }: EventsContext, range: TimeRange, unit: Fragment) {
  const dialect = dialectOf(store);
  const statement = sql`SELECT ${unit} AS unit, count(*) AS n FROM ${raw(dialect.eventsTable)} WHERE ${within(dialect, site, range)} GROUP BY unit ORDER BY unit`;
  return store.query(statement.toStatement(), { site: site.number, ...(signal && { signal }) });
}

/** A few days, or hours of a large one, at a time, so that no order of all of them has to be made. */
async function* eventLines(
  context: EventsContext,
  range: TimeRange,
  days: readonly DayOfRows[],
): AsyncGenerator<Lines> {
  const { store, site, signal, rowsPerStatement: atOnce = ROWS_PER_STATEMENT } = context;
  for (const group of grouped(days, atOnce)) {
    const whole = { ...range, dateFrom: group[0]!.day, dateTo: group.at(-1)!.day };
    const isLarge = group[0]!.rows > atOnce;
    const hours = isLarge ? grouped(await hoursOf(context, whole), atOnce) : [];
    for (const part of partsOf(whole, hours)) {
      yield* store.streamLines(eventsStatement(dialectOf(store), site, part), {
        site: site.number,
        waitMs: WAIT_MS,
        ...(signal && { signal }),
      });
    }
  }
}

/** Neighbours that have no more rows together than one statement takes; one alone may have. */
function grouped<Item extends { rows: number }>(items: readonly Item[], atOnce: number): Item[][] {
  const groups: Item[][] = [];
  let rowsOfLast = Infinity;
  for (const item of items) {
    const last = groups.at(-1);
    if (last === undefined || rowsOfLast + item.rows > atOnce) {
      groups.push([item]);
      rowsOfLast = item.rows;
    } else {
      last.push(item);
      rowsOfLast += item.rows;
    }
  }
  return groups;
}

/** The range cut between hours; its ends stay open for what comes meanwhile. */
function partsOf(range: TimeRange, hours: readonly HourOfRows[][]): TimeRange[] {
  const cuts = hours.slice(1).map(([first]) => first!.startMs);
  return [...cuts, undefined].map((toMs, place) => ({
    ...range,
    ...(place > 0 && { fromMs: cuts[place - 1]! }),
    ...(toMs !== undefined && { toMs }),
  }));
}

function within(dialect: Dialect, site: SiteContext, range: TimeRange): Fragment {
  const { dateFrom, dateTo, fromMs, toMs } = range;
  return allOf([
    sql`site = ${dialect.site(site.number)}`,
    sql`day >= ${dialect.date(dateFrom)}`,
    sql`day <= ${dialect.date(dateTo)}`,
    ...(fromMs === undefined ? [] : [sql`ts >= ${dialect.instant(fromMs)}`]),
    ...(toMs === undefined ? [] : [sql`ts < ${dialect.instant(toMs)}`]),
  ]);
}

function eventsStatement(dialect: Dialect, site: SiteContext, range: TimeRange): Statement {
  const values = EVENT_EXPORT_COLUMNS.map(({ column }) => columnValue(dialect, column));
  return sql`SELECT ${dialect.jsonLine(values)} AS line FROM ${raw(dialect.eventsTable)} e WHERE ${within(dialect, site, range)} ORDER BY e.day, e.ts, e.visitor, e.name, e.pathname`.toStatement();
}

function columnValue(dialect: Dialect, column: StoredColumn): Fragment {
  const value = raw(`e.${column}`);
  if (column === 'visitor') return dialect.digits(value);
  if (column === 'revenue_amount') return dialect.amountText(value);
  if (column === 'ts' || column === 'visit_started') return dialect.isoTime(value);
  return column === 'props' ? dialect.mapJson(value) : value;
}
