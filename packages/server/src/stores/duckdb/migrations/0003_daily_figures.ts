/**
 * Figures of sealed days (see figure-tables.ts), and of months for the dimensions with many values.
 *
 * A row counts only while `sealed_days.has_figures` or `sealed_months` says so: a day that is
 * opened again leaves its rows until it is sealed anew, for a query that was planned a moment
 * before may still read them, and finds the day as it was then.
 *
 * Cost: none; days sealed before have no figures until they are sealed again. Undo: drop the tables.
 */
import { FIGURE_MEASURES } from '../../figure-tables.ts';
import type { Migration } from './migration.ts';

const BIG = ['entered_duration_ms', 'engaged_ms'];

const table = (name: string, unit: string) => `CREATE TABLE ${name} (
  site UINTEGER NOT NULL,
  ${unit} DATE NOT NULL,
  dimension UTINYINT NOT NULL,
  value VARCHAR NOT NULL,
  ${FIGURE_MEASURES.map((measure) => `${measure} ${BIG.includes(measure) ? 'UBIGINT' : 'UINTEGER'} NOT NULL`).join(',\n  ')})`;

export const migration: Migration = {
  id: '0003_daily_figures',
  up: [
    table('day_figures', 'day'),
    table('day_figures_long', 'day'),
    table('month_figures_long', 'day'),
    'ALTER TABLE sealed_days ADD COLUMN has_figures BOOLEAN DEFAULT false',
    'CREATE TABLE sealed_months (site UINTEGER NOT NULL, month DATE NOT NULL)',
  ],
};
