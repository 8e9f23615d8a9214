/** Goals and filter trees for tests of the query engine. */
import type { FilterLeaf, FilterNode } from '../query/filter-tree.ts';
import type { GoalDefinition } from '../query/goals.ts';

export const is = (dimension: FilterLeaf['dimension'], ...values: string[]): FilterLeaf => ({
  kind: 'leaf',
  dimension,
  operator: 'is',
  values,
});

export const allOfThem = (...parts: FilterNode[]): FilterNode => ({ kind: 'and', parts });

/** Met by events of the name. */
export function eventGoal(name: string, currency: string | null = null): GoalDefinition {
  return { id: `goal_${name}`, name, currency, condition: is('event_name', name) };
}

/** Met by pageviews of the path, which may hold wildcards. */
export function pageGoal(path: string): GoalDefinition {
  const condition = allOfThem(is('event_name', 'pageview'), is('pathname', path));
  return { id: `goal_${path}`, name: `Visit ${path}`, currency: null, condition };
}

/** Met where a visit scrolled the page, which may hold wildcards, as far. */
export function scrollGoal(page: string, percent: number): GoalDefinition {
  const condition = allOfThem(is('event_name', 'pageview'), is('pathname', page), {
    kind: 'scrolled',
    page,
    percent,
  });
  return { id: `scroll_${page}`, name: `Scroll ${page}`, currency: null, condition };
}

export const meets = (...goals: GoalDefinition[]): FilterNode => ({
  kind: 'goal',
  goals,
  negated: false,
});

export const meetsNone = (...goals: GoalDefinition[]): FilterNode => ({
  kind: 'goal',
  goals,
  negated: true,
});
