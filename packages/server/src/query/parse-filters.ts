/**
 * Filters of a request → the tree that a query chooses by. Two forms: an object
 * `{country: "US", pathname: {contains: ["blog", "docs"]}}`, of which everything must hold, and
 * expressions `["or", ["is", "country", ["US"]], ["has_done", ["is", "event_name", ["signup"]]]]`.
 */
import { FILTER_OPERATORS } from '@purestat/vocabulary';
import { EVERYTHING, isVisitProperties, type FilterNode } from './filter-tree.ts';
import { isObject, shortened, type Body, type Issues } from './issues.ts';
import { LeafParser, type QueryNames } from './parse-leaf.ts';
import { notAllowed } from './suggest.ts';

const MAX_DEPTH = 10;
const MAX_CONDITIONS = 100;
const COMBINATIONS = ['and', 'or', 'not', 'has_done'];
const HEADS = [...COMBINATIONS, ...FILTER_OPERATORS];
const FORMS =
  'an object such as {"country": "US"}, or an expression such as ["is", "country", ["US"]] or ["and", …, …].';

/** Filters of the body; what is wrong with them is added to the issues. */
export function parseFilters(value: unknown, names: QueryNames, issues: Issues): FilterNode {
  if (value === undefined || value === null) return EVERYTHING;
  if (isObject(value)) return new ObjectForm(names, issues).parse(value);
  if (!Array.isArray(value)) {
    issues.add('filters', `must be ${FORMS}`);
    return EVERYTHING;
  }
  if (value.length === 0) return EVERYTHING;
  return new ExpressionForm(names, issues).parse(value) ?? EVERYTHING;
}

class ObjectForm {
  readonly #leaves: LeafParser;
  readonly #issues: Issues;

  constructor(names: QueryNames, issues: Issues) {
    this.#leaves = new LeafParser(names, issues);
    this.#issues = issues;
  }

  parse(filters: Body): FilterNode {
    const parts: FilterNode[] = [];
    for (const [name, given] of Object.entries(filters)) {
      const byOperator = isObject(given) ? given : { is: given };
      const operators = Object.keys(byOperator);
      if (operators.length === 0) {
        this.#issues.add(
          `filters.${shortened(name)}`,
          `name an operator: ${FILTER_OPERATORS.join(', ')}.`,
        );
      }
      for (const operator of operators) {
        if (this.#issues.isFull || parts.length > MAX_CONDITIONS) break;
        const path = `filters.${shortened(name)}`;
        const leaf = this.#leaves.parse(
          { operator, dimension: name, values: byOperator[operator] },
          {
            operator: path,
            dimension: path,
            values: isObject(given) ? `${path}.${operator}` : path,
          },
        );
        if (leaf !== null) parts.push(leaf);
      }
    }
    if (parts.length > MAX_CONDITIONS) {
      this.#issues.add('filters', `at most ${MAX_CONDITIONS} conditions.`);
    }
    return { kind: 'and', parts };
  }
}

class ExpressionForm {
  readonly #leaves: LeafParser;
  readonly #issues: Issues;
  #conditions = 0;

  constructor(names: QueryNames, issues: Issues) {
    this.#leaves = new LeafParser(names, issues);
    this.#issues = issues;
  }

  parse(expression: unknown[]): FilterNode | null {
    const node = this.#node(expression, 'filters', { depth: 1, isInHasDone: false });
    if (this.#conditions > MAX_CONDITIONS) {
      this.#issues.add('filters', `at most ${MAX_CONDITIONS} conditions.`);
    }
    return node;
  }

  #node(
    given: unknown,
    path: string,
    within: { depth: number; isInHasDone: boolean },
  ): FilterNode | null {
    if (this.#conditions > MAX_CONDITIONS || this.#issues.isFull) return null;
    if (!Array.isArray(given)) return this.#refuse(path, this.#notExpression(given));
    if (within.depth > MAX_DEPTH) {
      return this.#refuse(path, `expressions go at most ${MAX_DEPTH} levels deep.`);
    }
    const [head, ...rest] = given as unknown[];
    if (Array.isArray(head)) {
      return this.#refuse(path, 'begins with a list; to join expressions write ["and", …, …].');
    }
    switch (head) {
      case 'and':
      case 'or':
        return this.#combination(head, rest, path, within);
      case 'not':
      case 'has_done':
        return this.#single(head, rest, path, within);
      default:
        return this.#leaf(head, rest, path);
    }
  }

  #refuse(path: string, message: string | (() => string)): null {
    this.#issues.add(path, message);
    return null;
  }

  #notExpression(given: unknown): string {
    return isObject(given)
      ? 'the object form stands alone; inside an expression write [operator, dimension, [values]].'
      : 'must be an expression: a list such as ["is", "country", ["US"]] or ["and", …, …].';
  }

  #combination(
    kind: 'and' | 'or',
    given: unknown[],
    path: string,
    within: { depth: number; isInHasDone: boolean },
  ): FilterNode | null {
    if (given.length === 0) return this.#refuse(path, `"${kind}" needs at least one expression.`);
    if (given.length > MAX_CONDITIONS) {
      return this.#refuse(path, `at most ${MAX_CONDITIONS} conditions.`);
    }
    const inside = { ...within, depth: within.depth + 1 };
    const parts = given.map((part, index) => this.#node(part, `${path}[${index + 1}]`, inside));
    return parts.some((part) => part === null) ? null : { kind, parts: parts as FilterNode[] };
  }

  #single(
    kind: 'not' | 'has_done',
    given: unknown[],
    path: string,
    within: { depth: number; isInHasDone: boolean },
  ): FilterNode | null {
    if (given.length !== 1) {
      return this.#refuse(path, `"${kind}" takes one expression, found ${given.length}.`);
    }
    if (kind === 'has_done' && within.isInHasDone) {
      return this.#refuse(path, '"has_done" cannot stand inside another "has_done".');
    }
    const part = this.#node(given[0], `${path}[1]`, {
      depth: within.depth + 1,
      isInHasDone: within.isInHasDone || kind === 'has_done',
    });
    if (part === null) return null;
    // What is true of the visit is true of each of its events.
    return kind === 'has_done' && isVisitProperties(part) ? part : { kind, part };
  }

  #leaf(head: unknown, rest: unknown[], path: string): FilterNode | null {
    this.#conditions += 1;
    if (typeof head !== 'string' || !HEADS.includes(head)) {
      return this.#refuse(path, () => notAllowed('operator', head, HEADS));
    }
    if (rest.length !== 2) {
      return this.#refuse(path, `write ["${head}", dimension, [values]].`);
    }
    const [dimension, values] = rest;
    return this.#leaves.parse(
      { operator: head, dimension, values },
      { operator: path, dimension: `${path}[1]`, values: `${path}[2]` },
    );
  }
}
