/**
 * Figures of the dimensions with many values, added up over the days that are asked for again and
 * again: a month of a large site's pages is 130,000 rows, of 36,000 values, and to group them is most
 * of what its dashboard costs. They lie in memory, and hold until a figure of the site changes.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import {
  FIGURE_MEASURES,
  figureCode,
  type FigureMeasure,
  type FigureSpans,
} from '../figure-tables.ts';

/** The database in memory that holds them. */
export const SUMS_DATABASE = 'sums';

/** What all of them may hold together, about 35 MB. */
const MAX_ROWS = 250_000;
/** What is remembered of what was asked. */
const MAX_ENTRIES = 300;
/** Fewer days are read as fast as they are. */
const MIN_PIECES = 4;
/** A statement that names one may still wait for its turn when it is given up. */
const DROPPED_AFTER_MS = 120_000;

interface Entry {
  site: number;
  state: 'asked' | 'building' | 'ready' | 'too large';
  name: string;
  rows: number;
}

export interface FigureSumsParts {
  /** Makes the relation. @returns how many rows it has */
  build(name: string, site: number, spans: FigureSpans): Promise<number>;
  drop(name: string): Promise<unknown>;
  maxRows?: number;
}

/** Knows which sums there are. Lives on the main thread; the tables are the worker's. */
export class FigureSums {
  readonly #parts: FigureSumsParts;
  readonly #maxRows: number;
  /** By what was asked; the one asked for last is last. */
  readonly #entries = new Map<string, Entry>();
  readonly #work = new Set<Promise<void>>();
  #named = 0;

  constructor(parts: FigureSumsParts) {
    this.#parts = parts;
    this.#maxRows = parts.maxRows ?? MAX_ROWS;
  }

  /** What is asked for a second time is made meanwhile. @returns the relation's name, or null */
  relation(site: number, spans: FigureSpans): string | null {
    if (piecesIn(spans) < MIN_PIECES) return null;
    const key = JSON.stringify([site, spans.dimension, spans.days, spans.months]);
    const entry = this.#entries.get(key);
    this.#entries.delete(key);
    const kept: Entry = entry ?? { site, state: 'asked', name: '', rows: 0 };
    this.#entries.set(key, kept);
    if (kept.state === 'ready') return kept.name;
    if (entry !== undefined && kept.state === 'asked') this.#make(kept, spans);
    this.#makeRoom();
    return null;
  }

  /** A figure of the site has changed. */
  forget(site: number): void {
    for (const [key, entry] of this.#entries) if (entry.site === site) this.#remove(key, entry);
  }

  /** The tables are gone. */
  clear(): void {
    this.#entries.clear();
  }

  /** Resolves when nothing is being made. */
  async settled(): Promise<void> {
    while (this.#work.size > 0) await Promise.all(this.#work);
  }

  #make(entry: Entry, spans: FigureSpans): void {
    entry.state = 'building';
    entry.name = `${SUMS_DATABASE}.main.f${++this.#named}`;
    const work = this.#build(entry, spans).finally(() => this.#work.delete(work));
    this.#work.add(work);
  }

  async #build(entry: Entry, spans: FigureSpans): Promise<void> {
    try {
      const rows = await this.#parts.build(entry.name, entry.site, spans);
      const isWanted = [...this.#entries.values()].includes(entry);
      if (isWanted && rows <= this.#maxRows / 2) {
        entry.rows = rows;
        entry.state = 'ready';
        this.#makeRoom();
        return;
      }
      entry.state = 'too large';
      await this.#parts.drop(entry.name);
    } catch {
      // The figures of each day answer as well; a store that fails says so elsewhere.
      entry.state = 'too large';
    }
  }

  #makeRoom(): void {
    let rows = [...this.#entries.values()].reduce((sum, entry) => sum + entry.rows, 0);
    for (const [key, entry] of this.#entries) {
      if (rows <= this.#maxRows && this.#entries.size <= MAX_ENTRIES) return;
      rows -= entry.rows;
      this.#remove(key, entry);
    }
  }

  #remove(key: string, entry: Entry): void {
    this.#entries.delete(key);
    if (entry.state !== 'ready') return;
    const drop = () => void this.#parts.drop(entry.name).catch(() => undefined);
    setTimeout(drop, DROPPED_AFTER_MS).unref();
  }
}

function piecesIn({ days, months }: FigureSpans): number {
  const lengths = days.map(([from, to]) => (Date.parse(to) - Date.parse(from)) / 86_400_000 + 1);
  return lengths.reduce((sum, length) => sum + length, months.length);
}

/** Those that may be more than a column of the days' tables holds. */
const WIDE: readonly FigureMeasure[] = ['entered_duration_ms', 'engaged_ms'];

/** Makes a relation, on the connection's thread. @returns how many rows it has */
export async function makeSums(
  connection: DuckDBConnection,
  { name, site, spans }: { name: string; site: number; spans: FigureSpans },
): Promise<number> {
  const { text, params } = sumsSql(name, site, spans);
  await connection.run(text, params);
  const counted = await connection.runAndReadAll(`SELECT count(*) FROM ${name}`);
  return Number(counted.getRows()[0]![0]);
}

/** Everything in the text is checked by its type, or bound. */
function sumsSql(
  name: string,
  site: number,
  { dimension, days, months }: FigureSpans,
): { text: string; params: string[] } {
  const scope = `site = ${site}::UINTEGER AND dimension = ${figureCode(dimension)}`;
  const sums = FIGURE_MEASURES.map(
    (measure) => `sum(${measure})::${WIDE.includes(measure) ? 'BIGINT' : 'UINTEGER'} AS ${measure}`,
  );
  const columns = `value, ${FIGURE_MEASURES.join(', ')}`;
  const spans = days.map(() => 'day BETWEEN ?::DATE AND ?::DATE').join(' OR ');
  const firsts = months.map(() => '?::DATE').join(', ');
  const parts = [
    ...(days.length === 0
      ? []
      : [`SELECT ${columns} FROM day_figures_long WHERE ${scope} AND (${spans})`]),
    ...(months.length === 0
      ? []
      : [`SELECT ${columns} FROM month_figures_long WHERE ${scope} AND day IN (${firsts})`]),
  ];
  return {
    text: `CREATE TABLE ${name} AS SELECT value, ${sums.join(', ')} FROM (${parts.join(' UNION ALL ')}) GROUP BY value`,
    params: [...days.flat(), ...months],
  };
}
