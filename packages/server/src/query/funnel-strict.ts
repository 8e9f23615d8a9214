/**
 * Chains of a strict funnel: each step at the very next moment after that of the step before. Where
 * an attempt fails another one may begin at any later moment, so all are looked at: the one that gets
 * furthest counts, of these the earliest.
 */
import { allOf, join, raw, sql, type Fragment } from './fragment.ts';
import {
  momentRows,
  momentsOfStep,
  PLACE_BITS,
  stepBit,
  type Dialects,
  type FunnelQuestion,
} from './funnel-moments.ts';

const number = (value: number) => raw(String(value));
const VISITOR = 'day, visitor';
const MASK_BITS = 8;
/** Above any moment: milliseconds take less than 44 bits until the year 2500. */
const ABOVE_MOMENTS = 2 ** (44 + PLACE_BITS);

/** A row's own moment, and those after it: each with the steps that it meets in its last bits. */
const column = (step: number) => raw(step === 0 ? 'x' : `x${step}`);

/** Rows as those of `chainRows`. */
export function strictChains(question: FunnelQuestion, dialects: Dialects): Fragment {
  const { own } = dialects;
  const { steps } = question.funnel;
  const missed = steps.map(
    (_, step) => sql`CASE WHEN ${raw(`a${step}`)} IS NULL THEN 1 ELSE 0 END`,
  );
  const ranked = sql`SELECT *, (${join(missed, ' + ')}) * ${number(ABOVE_MOMENTS)} + a0 AS merit FROM (${attempts(question, dialects)}) t`;
  const best = steps.map(
    (_, step) =>
      // The best attempt got furthest, so where it has no moment none has: passing over null is harmless.
      sql`, ${own.valueAtLeast(raw(`a${step}`), raw('merit'))} AS ${raw(`p${step}`)}`,
  );
  const split =
    question.split === null ? raw('') : sql`, ${own.valueAtLeast(raw('d0'), raw('merit'))} AS d0`;
  return sql`SELECT ${raw(VISITOR)}${split}${join(best, '')} FROM (${ranked}) r GROUP BY ${raw(VISITOR)}`;
}

/** Every beginning, with the moments `a0`, `a1`, … as far as it gets. */
function attempts(question: FunnelQuestion, dialects: Dialects): Fragment {
  const { own } = dialects;
  const isMet = (step: number) => own.hasBit(column(step), stepBit(step));
  const reached = question.funnel.steps.map((_, step) => {
    const all = allOf(Array.from({ length: step + 1 }, (__, index) => isMet(index)));
    return sql`CASE WHEN ${all} THEN ${own.shiftRight(column(step), MASK_BITS)} END AS ${raw(`a${step}`)}`;
  });
  const d0 = raw(question.split === null ? '' : ', d0');
  return sql`SELECT ${raw(VISITOR)}${d0}, ${join(reached, ', ')} FROM (${momentsInOrder(question, dialects)}) w WHERE ${isMet(0)}`;
}

/** All moments of those who met the first step, each beside those that follow it. */
function momentsInOrder(question: FunnelQuestion, dialects: Dialects): Fragment {
  const { own } = dialects;
  const entered = sql`SELECT ${raw(VISITOR)} FROM (${momentsOfStep({ ...question, split: null }, 0, dialects)}) s`;
  const d0 = raw(question.split === null ? '' : ', min(d0) AS d0');
  const packed = sql`pos * ${number(2 ** MASK_BITS)} + ${own.bitOr(raw('mask'))}`;
  const rows = momentRows(question, { ofSteps: false }, dialects);
  const each = sql`SELECT ${raw(VISITOR)}${d0}, ${packed} AS x FROM (${rows}) n WHERE (${raw(VISITOR)}) IN (${entered}) GROUP BY ${raw(VISITOR)}, pos`;
  const next = question.funnel.steps
    .slice(1)
    .map((_, index) => sql`, ${own.lead(raw('x'), index + 1)} AS ${column(index + 1)}`);
  const frame = raw(
    `WINDOW following AS (PARTITION BY ${VISITOR} ORDER BY x ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)`,
  );
  return sql`SELECT *${join(next, '')} FROM (${each}) o ${frame}`;
}
