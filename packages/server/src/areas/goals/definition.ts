import type { GoalsTable } from '../../db/schema.ts';
import type { GoalDefinition } from '../../query/index.ts';

type Condition = GoalDefinition['condition'];

const is = (dimension: 'event_name' | 'pathname', value: string): Condition => ({
  kind: 'leaf',
  dimension,
  operator: 'is',
  values: [value],
});

function conditionOf({ goal_type, target }: GoalsTable): Condition {
  if (goal_type === 'event') return is('event_name', target);
  return { kind: 'and', parts: [is('event_name', 'pageview'), is('pathname', target)] };
}

/** @returns the goal as queries evaluate it */
export function toDefinition(row: GoalsTable): GoalDefinition {
  const { id, name, currency } = row;
  return { id, name, currency, condition: conditionOf(row) };
}
