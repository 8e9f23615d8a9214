/** Everything that changes rows; one call at a time, see `store.ts`. */
import type { ClickHouseClient } from '@clickhouse/client';
import { EVENT_COLUMNS, LOG_COLUMNS } from '../event-record.ts';
import type { Appended, DayRows, ResultRow, Segment, SiteDay } from '../event-store.ts';
import { pageviewsOf } from '../pageview-months.ts';
import { readSegmentRows, type EventRow } from '../segment-file.ts';
import { hotRow } from './cells.ts';
import type { Snapshot } from './commits.ts';
import { select } from './connection.ts';
import { PageviewMonths } from './pageview-months.ts';
import { dayList, insertSealed } from './seal.ts';
import { storedTable, type Layout } from './tables.ts';
import { readState } from './write-state.ts';

const SITE = LOG_COLUMNS.indexOf('site');
const DAY = LOG_COLUMNS.indexOf('day');
const EVENT_ID = LOG_COLUMNS.indexOf('event_id');
const VISIT_STARTED = LOG_COLUMNS.indexOf('visit_started');

/** Days in one list of a statement. */
const DAYS_PER_STATEMENT = 500;

interface TouchedDay extends SiteDay {
  /** Whether the store has to decide the visit of one of the rows. */
  isUndecided: boolean;
}

interface DayState extends SiteDay {
  version: number;
  through: number;
  isOpen: boolean;
}

/** What may be removed once nobody reads a state from before `number`. */
export interface Covered {
  number: number;
  days: readonly SiteDay[];
  through: number;
  /** Versions of the days that gave way. */
  replaced: readonly DayState[];
}

export class Writes {
  readonly #client: ClickHouseClient;
  readonly #layout: Layout;
  #number = 0;
  #segment = 0;
  /** Days whose visits are decided when they are read. */
  #openDays = new Set<string>();
  #lastNumber = 0;
  #pageviewMonths: PageviewMonths | null = null;
  /** A write began and has not come to its end: while it runs, and after it failed. */
  #isUnfinished = false;

  private constructor(client: ClickHouseClient, layout: Layout) {
    this.#client = client;
    this.#layout = layout;
  }

  /** Goes on where the database says that the writes ended. */
  static async open(client: ClickHouseClient, layout: Layout): Promise<Writes> {
    const writes = new Writes(client, layout);
    await writes.#recover();
    return writes;
  }

  /** What the database holds is read, and what no commit made count is removed: the next one would. */
  async #recover(): Promise<void> {
    const state = await readState(this.#client);
    this.#number = state.number;
    this.#segment = state.segment;
    this.#openDays = new Set(state.openDays.map(idOf));
    this.#lastNumber = Math.max(this.#lastNumber, state.lastNumber);
    this.#pageviewMonths = await PageviewMonths.open(this.#client, this.snapshot);
    await this.#removeUnfinished();
  }

  /** After a write that failed nobody knows how far it came, not even whether its commit arrived. */
  async #whole<Result>(write: () => Promise<Result>): Promise<Result> {
    if (this.#isUnfinished) await this.#recover();
    this.#isUnfinished = true;
    const result = await write();
    this.#isUnfinished = false;
    return result;
  }

  get pageviewMonths(): PageviewMonths {
    return this.#pageviewMonths!;
  }

  /** The state that is complete. */
  get snapshot(): Snapshot {
    return {
      number: this.#number,
      segment: this.#segment,
      hasOpenDays: this.#openDays.size > 0,
    };
  }

  /** Whether visits of the day are decided when they are read. */
  isOpen(day: SiteDay): boolean {
    return this.#openDays.has(idOf(day));
  }

  /** All rows of the segment, or nothing; a number stored before is skipped. */
  appendSegment(segment: Segment): Promise<Appended & { sites: number[] }> {
    return this.#whole(() => this.#append(segment));
  }

  async #append(segment: Segment): Promise<Appended & { sites: number[] }> {
    if (segment.number <= this.#segment) return { rows: 0, sites: [] };
    const rows = readSegmentRows(segment.path);
    const hotRows = rows.map((row) => hotRow(row, segment.number));
    const ids = idRows(rows, segment.number);
    const days = daysOf(rows);
    const number = ++this.#lastNumber;
    const opened = await this.#markOpen(days, number);
    const unordered = [...opened, ...days.filter((day) => this.#openDays.has(idOf(day)))];
    const waitingBefore = await this.#countWaiting(unordered);
    await this.#insertOnce('hot_events', ['segment', ...EVENT_COLUMNS], hotRows, segment.number);
    await this.#insertOnce('event_ids', ['site', 'id', 'segment'], ids, segment.number);
    const notePageviews = await this.pageviewMonths.insert(pageviewsOf(rows), segment.number);
    await this.#commit(number, segment.number);
    notePageviews();
    for (const day of opened) this.#openDays.add(idOf(day));
    const noVisit = changed(waitingBefore, await this.#countWaiting(unordered));
    const sites = [...new Set(days.map(({ site }) => site))];
    return { rows: rows.length, ...(noVisit.length > 0 && { noVisit }), sites };
  }

  /** Engagement without a visit, on each of the days where there is any. */
  async #countWaiting(days: readonly SiteDay[]): Promise<DayRows[]> {
    const counts: DayRows[] = [];
    const at = `commit = ${this.#number}, segment = ${this.#segment}`;
    for (const batch of inBatches(days)) {
      const where = dayList(batch);
      // In a sealed day they lie with its events.
      const rows = await select(this.#client, {
        text: `SELECT site, day, count() AS rows FROM (
            SELECT site, day FROM waiting_engagement(${at}) WHERE ${where}
            UNION ALL
            SELECT site, day FROM sealed_waiting(${at}) WHERE ${where})
          GROUP BY site, day ORDER BY site, day`,
        params: {},
      });
      for (const row of rows) counts.push({ ...toSiteDay(row), rows: Number(row.rows) });
    }
    return counts;
  }

  /** A repeated insert, after a crash before the commit, adds nothing. */
  async #insertOnce(
    table: string,
    columns: [string, ...string[]],
    values: unknown[][],
    segment: number,
  ): Promise<void> {
    if (values.length === 0) return;
    await this.#client.insert({
      table,
      columns,
      values,
      format: 'JSONCompactEachRow',
      clickhouse_settings: { insert_deduplication_token: `segment-${segment}` },
    });
  }

  /** Marks the days whose visits have to be decided anew: sealed ones, and those with undecided rows. */
  async #markOpen(days: readonly TouchedDay[], number: number): Promise<SiteDay[]> {
    const marks: unknown[][] = [];
    const opened: SiteDay[] = [];
    for (const batch of inBatches(days)) {
      const known = new Map((await this.#states(batch)).map((state) => [idOf(state), state]));
      for (const day of batch) {
        const state = known.get(idOf(day));
        const isToBeOpened = state === undefined ? day.isUndecided : !state.isOpen;
        if (!isToBeOpened) continue;
        opened.push(day);
        marks.push([day.site, day.day, number, state?.version ?? 0, state?.through ?? 0, true]);
      }
    }
    await this.#insertSeals(marks);
    return opened;
  }

  async #states(days: readonly SiteDay[]): Promise<DayState[]> {
    const rows = await select(this.#client, {
      text: `SELECT site, day, argMax(sealed_version, number) AS version,
          argMax(through_segment, number) AS through, argMax(opened, number) AS is_open
        FROM seals WHERE ${dayList(days)} AND number <= {commit:UInt64} GROUP BY site, day`,
      params: { commit: this.#number },
    });
    return rows.map((row) => ({
      ...toSiteDay(row),
      version: Number(row.version),
      through: Number(row.through),
      isOpen: Boolean(row.is_open),
    }));
  }

  async #insertSeals(values: unknown[][]): Promise<void> {
    if (values.length === 0) return;
    await this.#client.insert({
      table: 'seals',
      columns: ['site', 'day', 'number', 'sealed_version', 'through_segment', 'opened'],
      values,
      format: 'JSONCompactEachRow',
    });
  }

  /** From here on the write counts. */
  async #commit(number: number, segment: number): Promise<void> {
    await this.#client.insert({
      table: 'commits',
      columns: ['id', 'number', 'segment'],
      values: [[0, number, segment]],
      format: 'JSONCompactEachRow',
    });
    this.#number = number;
    this.#segment = segment;
  }

  /** Seals those of the days that have rows that are not. @returns what gave way, one for each commit */
  sealDays(days: readonly SiteDay[]): Promise<Covered[]> {
    return this.#whole(() => this.#seal(days));
  }

  async #seal(days: readonly SiteDay[]): Promise<Covered[]> {
    const unsealed = new Set((await this.unsealedDays()).map(idOf));
    const chosen = days.filter((day) => unsealed.has(idOf(day)));
    const covered: Covered[] = [];
    for (const batch of inBatches(chosen)) {
      const version = ++this.#lastNumber;
      const through = this.#segment;
      const replaced = (await this.#states(batch)).filter((state) => state.version > 0);
      await this.#client.insert({
        table: 'versions',
        columns: ['version'],
        values: [[version]],
        format: 'JSONCompactEachRow',
      });
      await insertSealed(this.#client, batch, { version, snapshot: this.snapshot });
      const number = ++this.#lastNumber;
      await this.#insertSeals(
        batch.map(({ site, day }) => [site, day, number, version, through, false]),
      );
      await this.#commit(number, this.#segment);
      for (const day of batch) this.#openDays.delete(idOf(day));
      covered.push({ number, days: batch, through, replaced });
    }
    return covered;
  }

  async unsealedDays(): Promise<SiteDay[]> {
    const rows = await select(this.#client, {
      text: `SELECT site, day FROM unsealed_days(commit = ${this.#number}, segment = ${this.#segment}) ORDER BY site, day`,
      params: {},
    });
    return rows.map(toSiteDay);
  }

  /** Removes hot rows that were sealed and versions that were replaced. */
  async removeCovered({ days, through, replaced }: Covered): Promise<void> {
    for (const batch of inBatches(replaced)) {
      const versions = batch.map(
        ({ version, ...day }) => `(${dayList([day])} AND version = ${version})`,
      );
      for (const table of ['events', 'visits']) await this.#delete(table, versions.join(' OR '));
    }
    await this.#delete('hot_events', `${dayList(days)} AND segment <= ${through}`);
  }

  /** Removes what writes left that ended before their commit. */
  async #removeUnfinished(): Promise<void> {
    const rows = await select(this.#client, {
      text: `SELECT version FROM versions
        WHERE version NOT IN (SELECT sealed_version FROM seals WHERE number <= {commit:UInt64})`,
      params: { commit: this.#number },
    });
    const left = rows.map(({ version }) => Number(version));
    if (left.length > 0) {
      for (const table of ['events', 'visits', 'versions'])
        await this.#delete(table, `version IN (${left.join(', ')})`, table !== 'versions');
    }
    await this.#delete('seals', `number > ${this.#number}`);
  }

  /** Deletes everything of a site. */
  deleteSite(site: number): Promise<void> {
    return this.#whole(() => this.#deleteSite(site));
  }

  async #deleteSite(site: number): Promise<void> {
    for (const table of ['hot_events', 'events', 'visits', 'event_ids', 'seals']) {
      await this.#delete(table, `site = ${Number(site)}`);
    }
    for (const id of this.#openDays) if (id.startsWith(`${site} `)) this.#openDays.delete(id);
  }

  /** A deletion rewrites parts, so it is looked first whether there is anything to delete. */
  async #delete(table: string, where: string, isSharded = true): Promise<void> {
    const found = await select(this.#client, {
      text: `SELECT 1 FROM ${table} WHERE ${where} LIMIT 1`,
      params: {},
    });
    if (found.length === 0) return;
    const stored = storedTable(table, this.#layout, isSharded);
    await this.#client.command({
      query: `DELETE FROM ${stored} WHERE ${where}`,
      clickhouse_settings: { lightweight_deletes_sync: '2' },
    });
  }
}

const idOf = ({ site, day }: SiteDay) => `${site} ${day}`;

const toSiteDay = ({ site, day }: ResultRow): SiteDay => ({ site: Number(site), day: String(day) });

/** @throws TypeError for what is no id, before anything is sent */
function idRows(rows: readonly EventRow[], segment: number): unknown[][] {
  return rows.flatMap((row) => {
    const id = (row[EVENT_ID] ?? null) as string | null;
    if (id === null) return [];
    if (!/^[0-9a-f]{32}$/.test(id)) throw new TypeError(`Not a UUID: ${id}`);
    return [[row[SITE], id, segment]];
  });
}

/** By how much the counts differ, where they do. */
function changed(before: readonly DayRows[], after: readonly DayRows[]): DayRows[] {
  const days = new Map(after.map((day) => [idOf(day), { ...day }]));
  for (const { rows, ...day } of before) {
    const known = days.get(idOf(day)) ?? { ...day, rows: 0 };
    days.set(idOf(day), { ...known, rows: known.rows - rows });
  }
  return [...days.values()].filter(({ rows }) => rows !== 0);
}

function inBatches<Day extends SiteDay>(days: readonly Day[]): Day[][] {
  const batches: Day[][] = [];
  for (let start = 0; start < days.length; start += DAYS_PER_STATEMENT) {
    batches.push(days.slice(start, start + DAYS_PER_STATEMENT));
  }
  return batches;
}

/** The days the rows belong to, each once. */
function daysOf(rows: readonly EventRow[]): TouchedDay[] {
  const days = new Map<string, TouchedDay>();
  for (const row of rows) {
    const touched = { site: row[SITE] as number, day: row[DAY] as string, isUndecided: false };
    const id = idOf(touched);
    const known = days.get(id) ?? touched;
    if (known === touched) days.set(id, touched);
    if ((row[VISIT_STARTED] ?? null) === null) known.isUndecided = true;
  }
  return [...days.values()];
}
