/**
 * What a query chooses, as a tree over single events: an event is chosen when the tree is true of
 * it, its visit's properties being its own. A tree of nothing but visit properties and has_done
 * chooses whole visits.
 */
import type {
  FilterOperator,
  NamedDimension,
  PropertyDimension,
  TimeDimension,
} from '@purestat/vocabulary';
import { dimensionEntry, type ValueEntry } from './dimensions.ts';
import type { GoalDefinition } from './goals.ts';

export type FilterDimension =
  | Exclude<NamedDimension, TimeDimension | 'goal' | 'property'>
  | PropertyDimension;

export interface FilterLeaf {
  kind: 'leaf';
  dimension: FilterDimension;
  operator: FilterOperator;
  /** Any of them; for the `_not` operators none of them. */
  values: readonly string[];
}

/** Events that meet any of the goals; negated: those that meet none. */
export interface GoalNode {
  kind: 'goal';
  goals: readonly GoalDefinition[];
  negated: boolean;
}

/**
 * Of pageviews: the visit's first one of its path, where the deepest scroll that the visit reported on
 * the path reaches the percent. It stands only inside a goal's condition.
 */
export interface ScrolledNode {
  kind: 'scrolled';
  /** The paths it can be true of; `*` and `**` as in a filter. */
  page: string;
  /** 1 to 100. */
  percent: number;
}

export type FilterNode =
  /** Without parts `and` is true and `or` is false. */
  | { kind: 'and' | 'or'; parts: readonly FilterNode[] }
  | { kind: 'not'; part: FilterNode }
  /** Visits that hold an event meeting the part; never inside another has_done. */
  | { kind: 'has_done'; part: FilterNode }
  | GoalNode
  | ScrolledNode
  | FilterLeaf;

/** Chooses everything. */
export const EVERYTHING: FilterNode = { kind: 'and', parts: [] };

/** Leaves that speak of the event at hand: not those of what the visit has done, nor those inside goals. */
export function leavesOf(node: FilterNode): FilterLeaf[] {
  switch (node.kind) {
    case 'and':
    case 'or':
      return node.parts.flatMap(leavesOf);
    case 'not':
      return leavesOf(node.part);
    case 'leaf':
      return [node];
    default:
      return [];
  }
}

/** Goals of which the event at hand must meet one, or none; not those of what the visit has done. */
export function goalsOf(node: FilterNode): GoalNode[] {
  switch (node.kind) {
    case 'and':
    case 'or':
      return node.parts.flatMap(goalsOf);
    case 'not':
      return goalsOf(node.part);
    case 'goal':
      return [node];
    default:
      return [];
  }
}

/** Whether the tree is decided by the visit's own properties, without a look at its events. */
export function isVisitProperties(node: FilterNode): boolean {
  return isOfVisits(node) && !hasDone(node);
}

function hasDone(node: FilterNode): boolean {
  if (node.kind === 'and' || node.kind === 'or') return node.parts.some(hasDone);
  return node.kind === 'not' ? hasDone(node.part) : node.kind === 'has_done';
}

/** Whether the tree chooses whole visits: of all events of a visit it is true, or of none. */
export function isOfVisits(node: FilterNode): boolean {
  return (
    goalsOf(node).length === 0 && leavesOf(node).every((leaf) => entryOf(leaf).kind === 'visit')
  );
}

/** Whether the event's path, and of its properties nothing else, decides the tree or a part of it. */
export function isOfPathname(node: FilterNode): boolean {
  return (
    goalsOf(node).length === 0 &&
    leavesOf(node).every((leaf) => leaf.dimension === 'pathname' || entryOf(leaf).kind === 'visit')
  );
}

export function mentionsPathname(node: FilterNode): boolean {
  return leavesOf(node).some(({ dimension }) => dimension === 'pathname');
}

export function entryOf({ dimension }: FilterLeaf): ValueEntry {
  return dimensionEntry(dimension) as ValueEntry;
}

/** The conditions that must all hold; of a tree that is no `and` that is the tree itself. */
export function topLevelParts(node: FilterNode): FilterNode[] {
  return node.kind === 'and' ? node.parts.flatMap(topLevelParts) : [node];
}
