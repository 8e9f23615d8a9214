/** The exports' parameters as documentation; `params.ts` and the query's own parser judge them. */
import { z } from '@hono/zod-openapi';
import { FORMATS } from './params.ts';

export const siteParams = z.object({ orgId: z.string(), siteId: z.string() });

/** Anything at all passes here. */
const documented = (description: string, schema: object = { type: 'string' }) =>
  z
    .unknown()
    .optional()
    .openapi({ ...schema, description });

/** How a file is written, whatever is in it. */
export const writing = {
  format: documented('How it is written; `csv` unless given', {
    type: 'string',
    enum: [...FORMATS],
  }),
  escape_formulas: documented(
    "Of CSV: puts a ' before text that a spreadsheet would take for a formula; `true` unless given",
    { type: 'string', enum: ['true', 'false'] },
  ),
};

const period = {
  date_from: documented('First day, with period `custom`', { type: 'string', format: 'date' }),
  date_to: documented('Last day, with period `custom`', { type: 'string', format: 'date' }),
};

const query = {
  period: documented('As in stats; `30d` unless given'),
  ...period,
  metrics: documented(
    'Names with commas between them; `visitors,pageviews,bounce_rate,avg_duration` unless given',
  ),
  dimensions: documented('Names with commas between them; `date` unless given, none where empty'),
  filters: documented(
    'As `filters[country]=US`, `filters[pathname][contains]=blog` (one given again means any of them), or as JSON in either form of stats',
  ),
  compare: documented('`previous_period`, `previous_year` or `custom`'),
  compare_from: documented('First day, with compare `custom`', { type: 'string', format: 'date' }),
  compare_to: documented('Last day, with compare `custom`', { type: 'string', format: 'date' }),
  order_by: documented('A metric or dimension of the query'),
  order_dir: documented('`asc` or `desc`'),
  limit: documented('All rows unless given', { type: 'integer', minimum: 1, maximum: 1e9 }),
  offset: documented('Rows left out at the beginning', { type: 'integer', minimum: 0 }),
};

const events = { period: documented('As in stats; `all` unless given'), ...period };

export const QUERY_PARAMS = Object.keys(query);
export const EVENTS_PARAMS = Object.keys(events);

export const exportQuery = z.looseObject({ ...query, ...writing });
export const exportEventsQuery = z.looseObject({ ...events, ...writing });
