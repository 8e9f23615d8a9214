import type { FunnelDefinition, GoalDefinition } from '../../query/index.ts';
import type { FunnelRow, StepFacts } from './queries.ts';

type Condition = FunnelDefinition['steps'][number];

const is = (dimension: 'event_name' | 'pathname', value: string): Condition => ({
  kind: 'leaf',
  dimension,
  operator: 'is',
  values: [value],
});

/** @returns the funnel as queries count it */
export function toDefinition(row: FunnelRow, goals: readonly GoalDefinition[]): FunnelDefinition {
  const conditionOf = ({ goal_id, page_path }: StepFacts): Condition => {
    if (page_path !== null) {
      return { kind: 'and', parts: [is('event_name', 'pageview'), is('pathname', page_path)] };
    }
    return goals.find(({ id }) => id === goal_id)!.condition;
  };
  return { isStrict: row.strict === 1, steps: row.steps.map(conditionOf) };
}
