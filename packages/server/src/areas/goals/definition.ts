import { PROPERTY_PREFIX, type GoalOperator } from '@purestat/vocabulary';
import type { GoalsTable } from '../../db/schema.ts';
import type { GoalDefinition } from '../../query/index.ts';
import { decodeProperties } from './meaning.ts';

type Condition = GoalDefinition['condition'];

const is = (dimension: 'event_name' | 'pathname', value: string): Condition => ({
  kind: 'leaf',
  dimension,
  operator: 'is',
  values: [value],
});

function targetOf({ goal_type, target, scroll_percent }: GoalsTable): Condition[] {
  if (goal_type === 'event') return [is('event_name', target)];
  const views = [is('event_name', 'pageview'), is('pathname', target)];
  if (scroll_percent === null) return views;
  return [...views, { kind: 'scrolled', page: target, percent: scroll_percent }];
}

function propertiesOf({ properties }: GoalsTable): Condition[] {
  return Object.entries(decodeProperties(properties)).flatMap(([key, conditions]) =>
    Object.entries(conditions).map(([operator, values]): Condition => ({
      kind: 'leaf',
      dimension: `${PROPERTY_PREFIX}${key}`,
      operator: operator as GoalOperator,
      values,
    })),
  );
}

/** @returns the goal as queries evaluate it */
export function toDefinition(row: GoalsTable): GoalDefinition {
  const { id, name, currency } = row;
  const parts = [...targetOf(row), ...propertiesOf(row)];
  return { id, name, currency, condition: parts.length === 1 ? parts[0]! : { kind: 'and', parts } };
}
