/** What a goal counts, in one form: two goals that count the same have the same meaning. */
import { createHash } from 'node:crypto';
import type { GoalProperties } from '@purestat/vocabulary';
import type { GoalsTable } from '../../db/schema.ts';

export type Counted = Pick<GoalsTable, 'goal_type' | 'target' | 'scroll_percent' | 'properties'>;

/** @returns what tells goals apart, in a column of one length however long the path is */
export function meaningOf({ goal_type, target, scroll_percent, properties }: Counted): string {
  const counted = JSON.stringify([goal_type, target, scroll_percent, properties]);
  return createHash('sha256').update(counted).digest('hex');
}

const byName = ([a]: [string, unknown], [b]: [string, unknown]) => (a < b ? -1 : 1);

/** Properties as the table keeps them: keys, operators and values in their order, each once. */
export function encodeProperties(properties: GoalProperties): string {
  const sorted = Object.entries(properties)
    .map(([key, conditions]): [string, object] => [
      key,
      Object.fromEntries(
        Object.entries(conditions)
          .map(([operator, values]): [string, string[]] => [operator, [...new Set(values)].sort()])
          .toSorted(byName),
      ),
    ])
    .toSorted(byName);
  // Object.fromEntries makes own properties, so that a key may be called __proto__.
  return JSON.stringify(Object.fromEntries(sorted));
}

export const decodeProperties = (text: string): GoalProperties =>
  JSON.parse(text) as GoalProperties;

const NAME_MAX = 120;
const WORDS = { is: 'is', is_not: 'is not', contains: 'contains', contains_not: 'contains no' };

function conditionsInWords(properties: GoalProperties): string[] {
  return Object.entries(properties).flatMap(([key, conditions]) =>
    Object.entries(conditions).map(
      ([operator, values]) =>
        `${key} ${WORDS[operator as keyof typeof WORDS]} ${values.join(' or ')}`,
    ),
  );
}

/** Never in the middle of a character. */
const cut = (text: string) =>
  text.length <= NAME_MAX
    ? text
    : `${text
        .slice(0, NAME_MAX - 1)
        .replace(/[\ud800-\udbff]$/, '')
        .trimEnd()}…`;

/** What a goal is called that nobody gave a name: `signup`, `Visit /thank-you`, `Scroll 75% of /blog/**`. */
export function defaultName({ goal_type, target, scroll_percent, properties }: Counted): string {
  const what = {
    event: target,
    page: `Visit ${target}`,
    scroll: `Scroll ${scroll_percent}% of ${target}`,
  }[goal_type];
  const conditions = conditionsInWords(decodeProperties(properties));
  return conditions.length === 0 ? what : cut([what, ...conditions].join(', '));
}
