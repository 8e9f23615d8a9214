/** What filters mean, read from their expression form, one event at a time. */
import type { FilterExpression } from '@purestat/vocabulary';
import type { EventRecord } from '../stores/event-record.ts';
import type { Visit } from './model-visits.ts';

export interface ModelGoal {
  id: string;
  name: string;
  currency: string | null;
  goal_type: 'page' | 'event' | 'scroll';
  /** A path, or an event's name. */
  target: string;
  /** Of a scroll goal. */
  percent?: number;
  /** Conditions on custom properties, all of which must hold; absent: there are none. */
  properties?: FilterExpression[];
}

/** An event with the visit that holds it. */
export interface Moment {
  event: EventRecord;
  visit: Visit;
  /** Taken for the event's path, where a filter is to speak of another page. */
  pathname?: string;
}

/** The stored value; '' where there is none. */
export function storedValue(dimension: string, { event, visit, pathname }: Moment): string {
  if (dimension === 'entry_page') return visit.entryPage;
  if (dimension === 'exit_page') return visit.exitPage;
  if (dimension === 'event_name') return event.name;
  if (dimension === 'pathname') return pathname ?? event.pathname;
  if (dimension.startsWith('props:')) {
    const key = dimension.slice('props:'.length);
    return Object.hasOwn(event.props ?? {}, key) ? event.props![key]! : '';
  }
  return event[dimension as keyof EventRecord] as string;
}

/** What stands for a missing value; null: the dimension always has one. */
export function missingText(dimension: string): string | null {
  if (dimension === 'source') return 'Direct / None';
  if (dimension.startsWith('props:')) return '(none)';
  return ['pathname', 'hostname', 'event_name'].includes(dimension) ? null : '(not set)';
}

/** `*`: one or more characters but `/`; `**`: any characters. */
function isPathLike(path: string, pattern: string): boolean {
  if (pattern === '') return path === '';
  if (pattern.startsWith('**')) {
    return Array.from({ length: path.length + 1 }, (_, taken) => taken).some((taken) =>
      isPathLike(path.slice(taken), pattern.slice(2)),
    );
  }
  if (pattern.startsWith('*')) {
    for (let taken = 1; taken <= path.length && path[taken - 1] !== '/'; taken++) {
      if (isPathLike(path.slice(taken), pattern.slice(1))) return true;
    }
    return false;
  }
  return path !== '' && path[0] === pattern[0] && isPathLike(path.slice(1), pattern.slice(1));
}

/** @param operator without its `_not` */
function isLike(operator: string, dimension: string, value: string, wanted: string): boolean {
  const missing = missingText(dimension);
  if (operator === 'contains') {
    if (value === '' && missing !== null) return wanted.toLowerCase() === missing.toLowerCase();
    return value.toLowerCase().includes(wanted.toLowerCase());
  }
  if (value === '' && missing !== null) return wanted === missing;
  if (operator === 'matches') return new RegExp(wanted, 'su').test(value);
  return dimension === 'pathname' ? isPathLike(value, wanted) : value === wanted;
}

export function meetsGoal({ event, visit }: Moment, goal: ModelGoal): boolean {
  const { goal_type, target, properties = [] } = goal;
  if (!properties.every((condition) => isTrueOf(condition, { event, visit }, []))) return false;
  if (goal_type === 'event') return event.name === target;
  if (event.name !== 'pageview' || !isPathLike(event.pathname, target)) return false;
  return goal_type === 'page' || isWhereItScrolled({ event, visit }, goal.percent!);
}

/** Whether it is the visit's first pageview of a page on which the visit scrolled that far. */
function isWhereItScrolled({ event, visit }: Moment, percent: number): boolean {
  const isOfPage = ({ pathname }: EventRecord) => pathname === event.pathname;
  const views = visit.events.filter(({ name }) => name === 'pageview').filter(isOfPage);
  const reports = visit.engagement.filter(isOfPage);
  return (
    views.every(({ ts }) => ts >= event.ts) &&
    reports.some(({ scroll_depth }) => scroll_depth >= percent)
  );
}

/** The goals that a condition on them speaks of. */
function namedGoals(operator: string, wanted: readonly string[], goals: readonly ModelGoal[]) {
  const isNamed = ({ id, name }: ModelGoal) =>
    wanted.some((text) =>
      operator === 'is' ? text === id || text === name : isLike(operator, 'goal', name, text),
    );
  return goals.filter(isNamed);
}

interface Leaf {
  operator: string;
  isNegated: boolean;
  dimension: string;
  values: readonly string[];
}

function toLeaf(expression: FilterExpression): Leaf {
  const [head, dimension, values] = expression as [string, string, string | readonly string[]];
  return {
    operator: head.replace('_not', ''),
    isNegated: head.endsWith('_not'),
    dimension,
    values: typeof values === 'string' ? [values] : values,
  };
}

export type Goals = readonly ModelGoal[];

/** Whether the expression is true of the event; its visit's properties are its own. */
export function isTrueOf(expression: FilterExpression, moment: Moment, goals: Goals): boolean {
  const [head, ...parts] = expression as [string, ...FilterExpression[]];
  if (head === 'and') return parts.every((part) => isTrueOf(part, moment, goals));
  if (head === 'or') return parts.some((part) => isTrueOf(part, moment, goals));
  if (head === 'not') return !isTrueOf(parts[0]!, moment, goals);
  if (head === 'has_done') {
    const { visit } = moment;
    return visit.events.some((event) => isTrueOf(parts[0]!, { event, visit }, goals));
  }
  const { operator, isNegated, dimension, values } = toLeaf(expression);
  const isMet =
    dimension === 'goal'
      ? namedGoals(operator, values, goals).some((goal) => meetsGoal(moment, goal))
      : values.some((text) => isLike(operator, dimension, storedValue(dimension, moment), text));
  return isMet !== isNegated;
}

/** Dimensions of which an expression speaks, what a visit has done left aside. */
export function mentioned(expression: FilterExpression): string[] {
  const [head, ...parts] = expression as [string, ...FilterExpression[]];
  if (head === 'has_done') return [];
  if (head === 'and' || head === 'or' || head === 'not') return parts.flatMap(mentioned);
  return [toLeaf(expression).dimension];
}

/** Goals that an event is asked to meet; null: the expression asks for none. */
export function askedGoals(expression: FilterExpression, goals: Goals): ModelGoal[] | null {
  const [head, ...parts] = expression as [string, ...FilterExpression[]];
  if (head === 'has_done' || head === 'not') return null;
  if (head === 'and' || head === 'or') {
    const asked = parts.map((part) => askedGoals(part, goals)).filter((part) => part !== null);
    return asked.length === 0 ? null : [...new Set(asked.flat())];
  }
  const { operator, isNegated, dimension, values } = toLeaf(expression);
  return dimension === 'goal' && !isNegated ? namedGoals(operator, values, goals) : null;
}

/** The conditions that must all hold. */
export function topParts(expression: FilterExpression): FilterExpression[] {
  const [head, ...parts] = expression as [string, ...FilterExpression[]];
  return head === 'and' ? parts.flatMap(topParts) : [expression];
}
