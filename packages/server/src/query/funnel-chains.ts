/**
 * How far each visitor got: one row for each visitor and day with `p0`, `p1`, … , the moments at
 * which the steps were met, null from the first that was not; and `d0` with a split.
 */
import { join, raw, sql, type Fragment } from './fragment.ts';
import {
  momentRows,
  momentsOfStep,
  stepBit,
  type Dialects,
  type FunnelQuestion,
} from './funnel-moments.ts';
import { strictChains } from './funnel-strict.ts';

const VISITOR = 'day, visitor';

export function chainRows(question: FunnelQuestion, dialects: Dialects): Fragment {
  if (question.funnel.isStrict) return strictChains(question, dialects);
  return dialects.own.makesOnce
    ? joinedChains(question, dialects)
    : listedChains(question, dialects);
}

/**
 * Each step at the first moment after that of the step before. The earliest is always good enough:
 * whatever follows a later moment follows it too. Step by step, each among those only who got that
 * far: most never get beyond the first steps.
 */
function joinedChains(question: FunnelQuestion, dialects: Dialects): Fragment {
  const { dialect, own } = dialects;
  const hasSplit = question.split !== null;
  const whole = { ...question, split: null };
  const rows = question.funnel.steps.map((_, step) => {
    if (step === 0) {
      const split = hasSplit ? sql`, ${own.valueAtLeast(raw('d0'), raw('pos'))} AS d0` : raw('');
      return sql`SELECT ${raw(VISITOR)}, min(pos) AS p0${split} FROM (${momentsOfStep(question, 0, dialects)}) n GROUP BY ${raw(VISITOR)}`;
    }
    const before = raw(`s${step - 1}`);
    return sql`SELECT n.day AS day, n.visitor AS visitor, min(n.pos) AS ${raw(`p${step}`)} FROM (${momentsOfStep(whole, step, dialects)}) n JOIN ${before} b ON b.day = n.day AND b.visitor = n.visitor WHERE n.pos > b.${raw(`p${step - 1}`)} GROUP BY n.day, n.visitor`;
  });
  const made = rows.map((row, step) => dialect.materialized(`s${step}`, row));
  const later = rows.slice(1).map((_, index) => `s${index + 1}`);
  const joins = later.map(
    (name) => ` LEFT JOIN ${name} ON ${name}.day = s0.day AND ${name}.visitor = s0.visitor`,
  );
  const columns = rows.map((_, step) => `, s${step}.p${step} AS p${step}`).join('');
  return sql`WITH ${join(made, ', ')} SELECT s0.day AS day, s0.visitor AS visitor${raw(hasSplit ? ', s0.d0 AS d0' : '')}${raw(columns)} FROM s0${raw(joins.join(''))}`;
}

/** The same in one reading, for an engine that would make the rows of each step again for each that follows. */
function listedChains(question: FunnelQuestion, dialects: Dialects): Fragment {
  const { own } = dialects;
  const [mask, pos] = [raw('mask'), raw('pos')];
  const meets = (step: number) => own.hasBit(mask, stepBit(step));
  const later = question.funnel.steps.slice(1).map((_, index) => index + 1);
  const lists = later.map((step) => sql`, ${own.listIf(pos, meets(step))} AS ${raw(`l${step}`)}`);
  const split =
    question.split === null ? raw('') : sql`, ${own.valueIfLeast(raw('d0'), pos, meets(0))} AS d0`;
  const rows = momentRows(question, { ofSteps: true }, dialects);
  const visitors = sql`SELECT ${raw(VISITOR)}${split}, ${own.minIf(pos, meets(0))} AS p0${join(lists, '')} FROM (${rows}) n GROUP BY ${raw(VISITOR)}`;
  // A level for each step: as one expression it would be worked out again for each that follows.
  return later.reduce(
    (from, step) =>
      sql`SELECT *, ${own.leastAbove(raw(`l${step}`), raw(`p${step - 1}`))} AS ${raw(`p${step}`)} FROM (${from}) c${raw(String(step))}`,
    sql`SELECT * FROM (${visitors}) c0 WHERE p0 IS NOT NULL`,
  );
}
