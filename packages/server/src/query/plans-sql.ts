/** Several plans → one statement. */
import type { Statement } from '../stores/event-store.ts';
import type { Dialect } from './dialect.ts';
import { join, raw, sql, type Fragment } from './fragment.ts';
import type { Plan } from './plan.ts';
import { scope } from './rows.ts';
import { allParts, measuresIn } from './sql.ts';
import type { TimeRange } from './time.ts';

/** Name of the column that tells which of several plans a row answers, by its place among them. */
export const ASKED = 'asked';
const VISITS_ONCE = 'visits_once';

/**
 * Several plans in one statement, which costs less than one for each. Dimensions are texts in it.
 * @param plans all their rows, in any order
 * @param readsOnce all of them count visits, whose rows are then made once
 */
export function plansToStatement(
  plans: readonly Plan[],
  dialect: Dialect,
  readsOnce: boolean,
): Statement {
  const measures = [...new Set(plans.flatMap(measuresIn))];
  const dimensions = Math.max(...plans.map((plan) => plan.dimensions.length));
  const within = readsOnce ? { ...dialect, visitsTable: VISITS_ONCE } : dialect;
  const rows = plans.map((plan, place) => {
    const values = Array.from({ length: dimensions }, (_, index) => {
      const name = raw(`d${index}`);
      const value = index < plan.dimensions.length ? dialect.asText(name) : raw('NULL');
      return sql`${value} AS ${name}, `;
    });
    const own = new Set(measuresIn(plan));
    const counted = measures.map((name) => raw(own.has(name) ? name : `0 AS ${name}`));
    return sql`SELECT ${raw(`${place} AS ${ASKED}`)}, ${join(values, '')}${join(counted, ', ')} FROM (${allParts(plan, within)})`;
  });
  const text = join(rows, ' UNION ALL ');
  if (!readsOnce) return text.toStatement();
  const visits = dialect.materialized(VISITS_ONCE, visitsOf(plans, dialect));
  return sql`WITH ${visits} ${text}`.toStatement();
}

/** All visits of the days that the plans' first parts count. */
function visitsOf(plans: readonly Plan[], dialect: Dialect): Fragment {
  const ofDays = new Map<string, Plan>();
  for (const plan of plans) {
    const { range = plan.range, except = plan.except } = plan.parts[0]!;
    ofDays.set(JSON.stringify([range, except]), { ...plan, range, except });
  }
  const scoped = [...ofDays.values()];
  // Each column that the statement names, see `Statement.namesColumns`.
  return sql`SELECT * FROM ${raw(dialect.visitsTable)} v WHERE ${anyScope(scoped, dialect)}`;
}

function anyScope(plans: readonly Plan[], dialect: Dialect): Fragment {
  const scopes = plans.map((plan) => scope('v', plan, dialect));
  if (scopes.length === 1) return scopes[0]!;
  // By the first condition the engine finds the blocks to read, by the others it cannot.
  const range = rangeOver(plans.map((plan) => plan.range));
  return sql`${scope('v', { ...plans[0]!, range }, dialect, [])} AND ((${join(scopes, ') OR (')}))`;
}

/** From the first day of any of them to the last. */
function rangeOver(ranges: readonly TimeRange[]): TimeRange {
  const days = ranges.flatMap(({ dateFrom, dateTo }) => [dateFrom, dateTo]).toSorted();
  return { dateFrom: days[0]!, dateTo: days.at(-1)! };
}
