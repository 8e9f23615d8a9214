/** A site's goals as the query engine knows them; they are evaluated by the query, so they count back in time. */
import type { FilterDimension, FilterNode } from './filter-tree.ts';

export interface GoalDefinition {
  id: string;
  /** As shown in answers; the filter takes it as well as the id. */
  name: string;
  /** ISO 4217; revenue under the goal counts amounts of it alone. Null: of any. */
  currency: string | null;
  /** What an event must meet; of the event's own properties, without goals and has_done. */
  condition: FilterNode;
}

const is = (dimension: FilterDimension, value: string): FilterNode => ({
  kind: 'leaf',
  dimension,
  operator: 'is',
  values: [value],
});

/** @param path may hold `*` and `**` */
export function pageGoalCondition(path: string): FilterNode {
  return { kind: 'and', parts: [is('event_name', 'pageview'), is('pathname', path)] };
}

export function eventGoalCondition(name: string): FilterNode {
  return is('event_name', name);
}
