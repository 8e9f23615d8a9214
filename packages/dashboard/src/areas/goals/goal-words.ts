/** How goals are described, and in which form they are edited. Pure. */
import type { Goal, GoalOperator, GoalProperties, GoalType } from '@purestat/vocabulary';
import type { GoalInput } from './queries.ts';

export const TYPE_WORDS: Record<GoalType, string> = {
  event: 'Event',
  page: 'Page',
  scroll: 'Scroll',
};

export const OPERATOR_WORDS: Record<GoalOperator, string> = {
  is: 'is',
  is_not: 'is not',
  contains: 'contains',
  contains_not: 'does not contain',
};

/** `signup`, `/blog/**`, `75% of /blog/**`. */
export function targetInWords({ event_name, page_path, scroll_percent }: Goal): string {
  const what = event_name ?? page_path ?? '';
  return scroll_percent === null ? what : `${scroll_percent}% of ${what}`;
}

/** `plan is pro or team`, one for each condition. */
export function conditionsInWords({ properties }: Pick<Goal, 'properties'>): string[] {
  return toConditions(properties).map(
    ({ key, operator, values }) => `${key} ${OPERATOR_WORDS[operator]} ${values.join(' or ')}`,
  );
}

interface Condition {
  key: string;
  operator: GoalOperator;
  values: string[];
}

function toConditions(properties: GoalProperties): Condition[] {
  return Object.entries(properties).flatMap(([key, conditions]) =>
    Object.entries(conditions).map(([operator, values]) => ({
      key,
      operator: operator as GoalOperator,
      values,
    })),
  );
}

/** One line of the form; the values of lines of the same key and operator are alternatives. */
export interface DraftCondition {
  key: string;
  operator: GoalOperator;
  value: string;
}

/** A goal as it stands in the form's fields. */
export interface Draft {
  type: GoalType;
  event: string;
  page: string;
  percent: string;
  name: string;
  conditions: DraftCondition[];
  /** Null: revenue of no currency in particular. */
  currency: string | null;
}

export const NEW_DRAFT: Draft = {
  type: 'event',
  event: '',
  page: '',
  percent: '75',
  name: '',
  conditions: [],
  currency: null,
};

export function draftOf(goal: Goal): Draft {
  const conditions = toConditions(goal.properties).flatMap(({ key, operator, values }) =>
    values.map((value) => ({ key, operator, value })),
  );
  return {
    type: goal.goal_type,
    event: goal.event_name ?? '',
    page: goal.page_path ?? '',
    percent: String(goal.scroll_percent ?? NEW_DRAFT.percent),
    name: goal.name,
    conditions,
    currency: goal.currency,
  };
}

function propertiesOf(conditions: readonly DraftCondition[]): GoalProperties {
  const properties = new Map<string, GoalProperties[string]>();
  for (const { key, operator, value } of conditions) {
    // A line that was added and left empty asks for nothing.
    if (key.trim() === '' && value === '') continue;
    const known = properties.get(key.trim()) ?? {};
    properties.set(key.trim(), { ...known, [operator]: [...(known[operator] ?? []), value] });
  }
  return Object.fromEntries(properties);
}

/** @param draft as typed; whether it makes sense is for the server to say */
export function inputOf({
  type,
  event,
  page,
  percent,
  name,
  conditions,
  currency,
}: Draft): GoalInput {
  const target =
    type === 'event'
      ? { event_name: event }
      : type === 'page'
        ? { page_path: page }
        : { page_path: page, scroll_percent: Number(percent) };
  const named = name.trim() === '' ? null : name;
  return {
    goal_type: type,
    ...target,
    name: named,
    currency,
    properties: propertiesOf(conditions),
  };
}

const quote = (text: string) => `'${text.replaceAll(/[\\']/g, String.raw`\$&`)}'`;

/** The call that sends the event of the draft, as it stands in a page's own script. */
export function callOf({ event, conditions, currency }: Draft): string {
  const props = conditions
    .filter(({ operator, key }) => operator === 'is' && key !== '')
    .map(({ key, value }) => `${/^[a-z_$][\w$]*$/i.test(key) ? key : quote(key)}: ${quote(value)}`);
  const options = [
    ...(currency === null ? [] : [`revenue: { amount: 29.99, currency: ${quote(currency)} }`]),
    ...(props.length === 0 ? [] : [`props: { ${[...new Set(props)].join(', ')} }`]),
  ];
  const name = quote(event.trim() === '' ? 'signup' : event.trim());
  if (options.length === 0) return `purestat(${name})`;
  return `purestat(${name}, {\n${options.map((line) => `  ${line},\n`).join('')}})`;
}
