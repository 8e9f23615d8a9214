/** A goal in its three forms: as it is asked for, as the table keeps it, as the API shows it. */
import type { Goal } from '@purestat/vocabulary';
import type { GoalsTable } from '../../db/schema.ts';
import { invalidField } from '../../errors.ts';
import {
  decodeProperties,
  defaultName,
  encodeProperties,
  meaningOf,
  type Counted,
} from './meaning.ts';
import { normalisePagePath } from './page-path.ts';
import type { CreateGoalInput, UpdateGoalInput } from './schema.ts';

/** What a goal's maker says of it. */
export type Facts = Omit<GoalsTable, 'id' | 'site_id' | 'created_at'>;

/** @returns the goal as the API shows it */
export function toGoal(row: GoalsTable): Goal {
  const { id, goal_type, name, target, scroll_percent, properties, currency, created_at } = row;
  return {
    id,
    goal_type,
    name,
    page_path: goal_type === 'event' ? null : target,
    event_name: goal_type === 'event' ? target : null,
    scroll_percent,
    properties: decodeProperties(properties),
    currency,
    created_at,
  };
}

/** @param domain the site's @throws AppError VALIDATION_ERROR */
export function factsOf(input: CreateGoalInput, domain: string): Facts {
  const { goal_type, currency = null, properties = {} } = input;
  const counted: Counted = {
    goal_type,
    target: goal_type === 'event' ? input.event_name : normalisePagePath(input.page_path, domain),
    scroll_percent: goal_type === 'scroll' ? input.scroll_percent : null,
    properties: encodeProperties(properties),
  };
  const name = input.name ?? defaultName(counted);
  return { ...counted, currency, name, meaning: meaningOf(counted) };
}

const REQUIRED: Readonly<Record<string, string>> = {
  page_path: 'is required for this goal_type: a path such as /thank-you or /blog/**',
  event_name: 'is required for this goal_type: the name that the event is sent with',
  scroll_percent: 'is required for this goal_type: a whole number from 1 to 100',
};

function required<Value>(field: keyof typeof REQUIRED, value: Value | null | undefined): Value {
  if (value === null || value === undefined) throw invalidField(field, REQUIRED[field]!);
  return value;
}

/** The goal as it would have been made with the changes in it; what they do not name stays. */
export function changed(row: GoalsTable, changes: UpdateGoalInput): CreateGoalInput {
  const goal = toGoal(row);
  const goal_type = changes.goal_type ?? goal.goal_type;
  const ownName = goal.name === defaultName(row) ? null : goal.name;
  const shared = {
    name: changes.name === undefined ? ownName : changes.name,
    currency: changes.currency === undefined ? goal.currency : changes.currency,
    properties: changes.properties ?? goal.properties,
  };
  if (goal_type === 'event') {
    const event_name = required('event_name', changes.event_name ?? goal.event_name);
    return { ...shared, goal_type, event_name };
  }
  const page_path = required('page_path', changes.page_path ?? goal.page_path);
  if (goal_type === 'page') return { ...shared, goal_type, page_path };
  const scroll_percent = required('scroll_percent', changes.scroll_percent ?? goal.scroll_percent);
  return { ...shared, goal_type, page_path, scroll_percent };
}
