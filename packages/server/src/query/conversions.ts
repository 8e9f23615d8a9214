/** What of a query speaks of goals: which events convert, out of whom, and what stays of the query without that. */
import type { Dimension } from '@purestat/vocabulary';
import { dimensionEntry, type DimensionEntry } from './dimensions.ts';
import { goalsOf, leavesOf, topLevelParts, type FilterNode } from './filter-tree.ts';
import type { GoalDefinition } from './goals.ts';

/** The goals of which the tree asks an event to meet one, or null where it asks for none; what it asks not to be does not count. */
export function goalsAskedFor(node: FilterNode): GoalDefinition[] | null {
  if (node.kind === 'goal') return node.negated ? null : [...node.goals];
  if (node.kind !== 'and' && node.kind !== 'or') return null;
  const asked = node.parts.map(goalsAskedFor).filter((goals) => goals !== null);
  return asked.length === 0 ? null : [...new Set(asked.flat())];
}

interface Question {
  filter: FilterNode;
  dimensions: readonly Dimension[];
  /** All goals of the site. */
  goals: readonly GoalDefinition[];
}

/** Chooses the events that convert: the same tree where it chooses no others. */
export function conversionFilter({ filter, dimensions, goals }: Question): FilterNode {
  if (dimensions.includes('goal')) return filter;
  const parts = topLevelParts(filter);
  if (parts.some((part) => part.kind === 'goal' && !part.negated)) return filter;
  const met = goalsAskedFor(filter) ?? goals;
  return { kind: 'and', parts: [...parts, { kind: 'goal', goals: met, negated: false }] };
}

const speaksOfConversions = (entry: DimensionEntry) =>
  entry.kind === 'goal' ||
  entry.kind === 'keys' ||
  (entry.kind === 'event' && (entry.column === 'name' || entry.property !== undefined));

const isOfConversions = (dimension: Dimension) => speaksOfConversions(dimensionEntry(dimension));

const stays = (part: FilterNode) =>
  goalsOf(part).length === 0 && !leavesOf(part).some(({ dimension }) => isOfConversions(dimension));

/** Who might have converted: the query without what speaks of goals, event names and custom properties. */
export function baseOf({ filter, dimensions }: Omit<Question, 'goals'>): {
  filter: FilterNode;
  /** Places of the dimensions that stay. */
  places: number[];
} {
  return {
    filter: { kind: 'and', parts: topLevelParts(filter).filter(stays) },
    places: dimensions.flatMap((name, place) => (isOfConversions(name) ? [] : [place])),
  };
}

const isCarried = (dimension: Dimension) =>
  !isOfConversions(dimension) && dimension !== 'page_title';

/** Whether reports of engagement can answer: they carry no name, title, property or goal of their own. */
export function isAnsweredByEngagement({ filter, dimensions }: Omit<Question, 'goals'>): boolean {
  return (
    goalsOf(filter).length === 0 &&
    leavesOf(filter).every(({ dimension }) => isCarried(dimension)) &&
    dimensions.every(isCarried)
  );
}
