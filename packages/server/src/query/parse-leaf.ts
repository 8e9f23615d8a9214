/** One condition of a filter: operator, dimension and values, whatever form they were given in. */
import {
  FILTER_OPERATORS,
  PROPERTY_PREFIX,
  TIME_DIMENSIONS,
  type FilterOperator,
} from '@purestat/vocabulary';
import { DIMENSION_ENTRIES } from './dimensions.ts';
import type { FilterDimension, FilterNode } from './filter-tree.ts';
import type { GoalDefinition } from './goals.ts';
import type { Issues } from './issues.ts';
import { compilePattern, judgePattern, MAX_PATTERN_LENGTH, MAX_PATTERN_SIZE } from './patterns.ts';
import { notAllowed } from './suggest.ts';

/** What of the site a query may name. */
export interface QueryNames {
  goals: readonly GoalDefinition[];
}

const MAX_VALUES = 500;
/** Of all conditions together. */
const MAX_ALL_VALUES = 2_000;
const MAX_VALUE_LENGTH = 2_000;
const MAX_KEY_LENGTH = 64;

const isTime = (name: string) => (TIME_DIMENSIONS as readonly string[]).includes(name);
const isOfKeys = (name: string) => name === 'property';
const NAMED = Object.keys(DIMENSION_ENTRIES).filter((name) => !isTime(name) && !isOfKeys(name));
const FILTER_NAMES = [...NAMED, 'props:KEY'];

const isOperator = (name: unknown): name is FilterOperator =>
  (FILTER_OPERATORS as readonly unknown[]).includes(name);

/** @returns why the name, which begins with `props:`, is none; null: it is one */
export function propertyRefusal(name: string): string | null {
  const key = name.slice(PROPERTY_PREFIX.length);
  const isKey = key.length >= 1 && key.length <= MAX_KEY_LENGTH && isCleanText(key);
  return isKey ? null : `the key of ${PROPERTY_PREFIX}KEY has 1 to ${MAX_KEY_LENGTH} characters.`;
}

/** Whether an engine can hold the text: whole characters, and no NUL. */
function isCleanText(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}

interface Given {
  operator: string;
  dimension: unknown;
  values: unknown;
}

/** Reads the conditions of one query, whose sizes it adds up. */
export class LeafParser {
  readonly #names: QueryNames;
  readonly #issues: Issues;
  #values = 0;
  #patternSize = 0;

  constructor(names: QueryNames, issues: Issues) {
    this.#names = names;
    this.#issues = issues;
  }

  /** @param paths where each part stood, for what is wrong with it; null: there is something wrong */
  parse(given: Given, paths: Record<keyof Given, string>): FilterNode | null {
    const { operator, dimension } = given;
    const isKnown = this.#isDimension(dimension, paths.dimension);
    if (!isOperator(operator)) {
      this.#issues.add(paths.operator, () => notAllowed('operator', operator, FILTER_OPERATORS));
      return null;
    }
    const values = this.#textsOf(given.values, paths.values);
    if (!isKnown || values === null) return null;
    if (!operator.startsWith('matches') || this.#arePatterns(values, paths.values)) {
      return dimension === 'goal'
        ? this.#goalNode(operator, values, paths.values)
        : { kind: 'leaf', dimension: dimension as FilterDimension, operator, values };
    }
    return null;
  }

  #isDimension(name: unknown, path: string): boolean {
    if (typeof name === 'string' && name.startsWith(PROPERTY_PREFIX)) {
      const refusal = propertyRefusal(name);
      if (refusal !== null) this.#issues.add(path, refusal);
      return refusal === null;
    }
    if (NAMED.includes(name as string)) return true;
    if (typeof name === 'string' && isTime(name)) {
      this.#issues.add(
        path,
        `unknown filter "${name}": time is chosen by period, date_from and date_to. Allowed: ${FILTER_NAMES.join(', ')}.`,
      );
    } else if (typeof name === 'string' && isOfKeys(name)) {
      this.#issues.add(
        path,
        'unknown filter "property": events that carry the property KEY are asked for by props:KEY, which is_not (none).',
      );
    } else this.#issues.add(path, () => notAllowed('filter', name, FILTER_NAMES));
    return false;
  }

  #textsOf(given: unknown, path: string): string[] | null {
    const values: unknown[] = Array.isArray(given) ? given : [given];
    this.#values += values.length;
    if (values.length > MAX_VALUES) {
      this.#issues.add(path, `at most ${MAX_VALUES} values, found ${values.length}.`);
    } else if (this.#values > MAX_ALL_VALUES) {
      this.#issues.add(path, `at most ${MAX_ALL_VALUES} values in all filters together.`);
    } else if (!areTexts(values)) {
      this.#issues.add(path, 'must be a text or a list of texts, none of them empty.');
    } else if (values.some((value) => value.length > MAX_VALUE_LENGTH)) {
      this.#issues.add(path, `a value has at most ${MAX_VALUE_LENGTH} characters.`);
    } else if (!values.every(isCleanText)) {
      this.#issues.add(path, 'must be whole Unicode characters without NUL.');
    } else return [...new Set(values)];
    return null;
  }

  #arePatterns(values: readonly string[], path: string): boolean {
    const refusal = values
      .map((value) => this.#patternRefusal(value))
      .find((text) => text !== null);
    if (refusal !== undefined) this.#issues.add(path, refusal);
    return refusal === undefined;
  }

  #patternRefusal(pattern: string): string | null {
    if (pattern.length > MAX_PATTERN_LENGTH) {
      return `a regular expression has at most ${MAX_PATTERN_LENGTH} characters.`;
    }
    // Once the query's share is used up, not even the rest is looked at.
    if (this.#patternSize <= MAX_PATTERN_SIZE) {
      const { size, refusal } = judgePattern(pattern);
      this.#patternSize += size;
      if (refusal !== null) return `the regular expression is not valid: ${refusal}`;
    }
    return this.#patternSize > MAX_PATTERN_SIZE
      ? 'the regular expressions of a query grow too large together; use fewer or shorter ones.'
      : null;
  }

  /** Goals are asked for by name or id; what is not said of a goal's name is said of its events. */
  #goalNode(operator: FilterOperator, values: readonly string[], path: string): FilterNode | null {
    const { goals } = this.#names;
    const isWord = operator === 'is' || operator === 'is_not';
    const unknown = isWord
      ? values.find((value) => !goals.some(({ id, name }) => id === value || name === value))
      : undefined;
    if (unknown !== undefined) {
      this.#issues.add(path, () => goalRefusal(unknown, goals));
      return null;
    }
    const chosen = goals.filter((goal) => values.some((value) => isMeant(operator, value, goal)));
    return { kind: 'goal', goals: chosen, negated: operator.endsWith('_not') };
  }
}

function areTexts(values: readonly unknown[]): values is string[] {
  return values.length > 0 && values.every((value) => typeof value === 'string' && value !== '');
}

function goalRefusal(unknown: string, goals: readonly GoalDefinition[]): string {
  if (goals.length === 0) return 'the site has no goals yet.';
  return notAllowed(
    'goal',
    unknown,
    goals.map(({ name }) => name),
  );
}

function isMeant(operator: FilterOperator, value: string, { id, name }: GoalDefinition): boolean {
  if (operator.startsWith('contains')) return name.toLowerCase().includes(value.toLowerCase());
  if (operator.startsWith('matches')) return compilePattern(value).matcher(name).find();
  return id === value || name === value;
}
