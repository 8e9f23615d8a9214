/** The conditions on custom properties that a goal may have, as they come in. */
import { z } from '@hono/zod-openapi';
import { GOAL_OPERATORS, type GoalOperator, type GoalProperties } from '@purestat/vocabulary';

/** As ingest cuts them. */
const KEY_MAX = 64;
const VALUE_MAX = 2_000;
/** Every report by goal asks all of them of every event. */
const MAX_PROPERTIES = 10;
const MAX_VALUES = 50;
const FORMS =
  'must be an object such as {"plan": "pro"}, {"plan": ["pro", "team"]} or {"plan": {"is_not": "free"}}';

interface Problem {
  path: string[];
  message: string;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isOperator = (name: string): name is GoalOperator =>
  (GOAL_OPERATORS as readonly string[]).includes(name);

/** Numbers and booleans are kept as texts, so they may be asked for as they were sent. */
function textOf(value: unknown): string | null {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' ? value : null;
}

function readValues(given: unknown, path: string[]): string[] | Problem {
  const values = (Array.isArray(given) ? given : [given]).map(textOf);
  const texts = values.filter((value) => value !== null && value !== '');
  if (texts.length === 0 || texts.length < values.length) {
    return { path, message: 'must be a text or a list of texts, none of them empty' };
  }
  if (texts.length > MAX_VALUES) return { path, message: `has at most ${MAX_VALUES} values` };
  if (texts.some((text) => text!.length > VALUE_MAX)) {
    return { path, message: `a value has at most ${VALUE_MAX} characters` };
  }
  if (!texts.every((text) => text!.isWellFormed() && !text!.includes('\0'))) {
    return { path, message: 'must be whole Unicode characters without NUL' };
  }
  return texts as string[];
}

function readConditions(key: string, given: unknown, problems: Problem[]): GoalProperties[string] {
  const conditions = isObject(given) ? given : { is: given };
  const entries = Object.entries(conditions);
  const allowed = `allowed: ${GOAL_OPERATORS.join(', ')}`;
  if (entries.length === 0)
    problems.push({ path: [key], message: `names no operator; ${allowed}` });
  const read: GoalProperties[string] = {};
  for (const [operator, value] of entries) {
    const path = isObject(given) ? [key, operator] : [key];
    if (!isOperator(operator)) {
      problems.push({
        path: [key],
        message: `unknown operator "${operator.slice(0, 60)}"; ${allowed}`,
      });
      continue;
    }
    const values = readValues(value, path);
    if (Array.isArray(values)) read[operator] = values;
    else problems.push(values);
  }
  return read;
}

function keyProblem(key: string): string | null {
  if (key === '' || key.length > KEY_MAX) return `a key has 1 to ${KEY_MAX} characters`;
  return key.isWellFormed() && !key.includes('\0')
    ? null
    : 'a key must be whole Unicode characters without NUL';
}

function readProperties(given: unknown): { properties: GoalProperties; problems: Problem[] } {
  if (given === undefined || given === null) return { properties: {}, problems: [] };
  if (!isObject(given)) return { properties: {}, problems: [{ path: [], message: FORMS }] };
  const entries = Object.entries(given);
  if (entries.length > MAX_PROPERTIES) {
    const message = `asks of at most ${MAX_PROPERTIES} properties, found ${entries.length}`;
    return { properties: {}, problems: [{ path: [], message }] };
  }
  const problems: Problem[] = [];
  const read = entries.map(([key, conditions]): [string, GoalProperties[string]] => {
    const problem = keyProblem(key);
    if (problem !== null) problems.push({ path: [key.slice(0, KEY_MAX)], message: problem });
    return [key, readConditions(key, conditions, problems)];
  });
  return { properties: Object.fromEntries(read), problems };
}

const texts = { type: 'array' as const, items: { type: 'string' as const } };
const oneOrMore = { oneOf: [{ type: 'string' as const }, texts] };

/** `{"plan": "pro"}`, with any of several values, or with an operator. */
export const propertiesField = z
  .unknown()
  .transform((given, context) => {
    const { properties, problems } = readProperties(given);
    for (const { path, message } of problems) context.addIssue({ code: 'custom', path, message });
    return properties;
  })
  .openapi({
    type: 'object',
    maxProperties: MAX_PROPERTIES,
    additionalProperties: {
      oneOf: [
        { type: 'string' as const },
        texts,
        {
          type: 'object' as const,
          minProperties: 1,
          additionalProperties: false,
          properties: Object.fromEntries(GOAL_OPERATORS.map((name) => [name, oneOrMore])),
        },
      ],
    },
    example: { plan: 'pro' },
    description:
      'Custom properties of which all must hold on the event itself; a list is any of. An event without the property has the value `(none)`.',
  });
