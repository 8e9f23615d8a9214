/** The statements that count a funnel, each over the chains of `funnel-chains.ts`. */
import type { Statement } from '../stores/event-store.ts';
import { join, raw, sql, type Fragment } from './fragment.ts';
import { chainRows } from './funnel-chains.ts';
import { labelledRows, PLACE_BITS, type Dialects, type FunnelQuestion } from './funnel-moments.ts';

/** Values of a split that are listed: the largest. */
export const SPLIT_ROWS = 10;
/** What most of those did next who did not go on, for each step. */
export const NEXT_ROWS = 10;

const number = (value: number) => raw(String(value));

function countNames({ funnel }: FunnelQuestion): string[] {
  const steps = funnel.steps.map((_, step) => step);
  return [...steps.map((step) => `c${step}`), ...steps.slice(1).map((step) => `t${step}`), 'whole'];
}

/**
 * `c0`, `c1`, …: how many reached each step. `t1`, …: median of the milliseconds between the step and
 * the one before, of those who reached it. `whole`: from the first to the last.
 */
function counted({ funnel }: FunnelQuestion, { own }: Dialects): Fragment {
  const ms = (step: number) => own.shiftRight(raw(`p${step}`), PLACE_BITS);
  const median = (to: number, from: number) => own.median(sql`${ms(to)} - ${ms(from)}`);
  const last = funnel.steps.length - 1;
  const counts = funnel.steps.map((_, step) => raw(`count(p${step}) AS c${step}`));
  const times = funnel.steps
    .slice(1)
    .map((_, index) => sql`${median(index + 1, index)} AS ${raw(`t${index + 1}`)}`);
  return join([...counts, ...times, sql`${median(last, 0)} AS whole`], ', ');
}

/** One row. */
export function totalsStatement(question: FunnelQuestion, dialects: Dialects): Statement {
  const chains = chainRows({ ...question, split: null }, dialects);
  return sql`SELECT ${counted(question, dialects)} FROM (${chains}) f`.toStatement();
}

/** A row for each of the largest values of the split, by those who entered; `total_rows`: how many values there are. */
export function splitStatement(question: FunnelQuestion, dialects: Dialects): Statement {
  const chains = chainRows(question, dialects);
  const rows = sql`SELECT d0, ${counted(question, dialects)} FROM (${chains}) f GROUP BY d0`;
  return sql`SELECT *, count(*) OVER () AS total_rows FROM (${rows}) s ORDER BY c0 DESC, d0 LIMIT ${number(SPLIT_ROWS)}`.toStatement();
}

/**
 * The row of totals, and what those did next who got as far as a step and not to the following one:
 * rows of `step` (from 0; null in the totals), `kind` (0: a page, 1: an event), its path or name as
 * `value`, and `visitors`. Of each step the most frequent; `going`: of how many there are any.
 */
export function nextStatement(question: FunnelQuestion, dialects: Dialects): Statement {
  const whole = { ...question, split: null };
  const { dialect } = dialects;
  const made = [
    dialect.materialized('chains', chainRows(whole, dialects)),
    dialect.materialized('stopped', stoppedRows(whole)),
  ];
  const rows = sql`SELECT step, ${dialects.own.firstKind} AS kind, ${dialects.own.firstValue} AS value, count(*) AS visitors FROM (${nextRows(whole, dialects)}) h GROUP BY step, kind, value`;
  const ranked = sql`SELECT *, sum(visitors) OVER (PARTITION BY step) AS going, row_number() OVER (PARTITION BY step ORDER BY visitors DESC, kind, value) AS place FROM (${rows}) k`;
  const nothing = countNames(whole).map((name) => `NULL AS ${name}`);
  const columns = 'step, kind, value, visitors, going';
  const noColumns = columns.replaceAll(/\w+/g, 'NULL AS $&');
  return sql`WITH ${join(made, ', ')} SELECT ${raw(noColumns)}, ${counted(whole, dialects)} FROM chains UNION ALL SELECT ${raw(columns)}, ${raw(nothing.join(', '))} FROM (${ranked}) q WHERE place <= ${number(NEXT_ROWS)}`.toStatement();
}

/** Who did not get to the end: the last step they met, and when. */
function stoppedRows({ funnel }: FunnelQuestion): Fragment {
  const later = funnel.steps.slice(1);
  const cases = (then: (step: number) => string) =>
    raw(later.map((_, step) => `WHEN p${step + 1} IS NULL THEN ${then(step)}`).join(' '));
  return sql`SELECT day, visitor, CASE ${cases(String)} END AS step, CASE ${cases((step) => `p${step}`)} END AS last_pos FROM chains WHERE ${raw(`p${later.length}`)} IS NULL`;
}

/** Those of them who did something more, with the first event after that. */
function nextRows(question: FunnelQuestion, dialects: Dialects): Fragment {
  return sql`SELECT min(l.step) AS step, ${dialects.own.first} AS first FROM stopped l JOIN (${labelledRows(question, dialects)}) n ON n.day = l.day AND n.visitor = l.visitor WHERE n.pos > l.last_pos GROUP BY l.day, l.visitor`;
}
