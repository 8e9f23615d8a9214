/** Makes an example of what a schema allows: its own where it has one, else by name and format. */
import type { Schema } from './types.ts';

export type Components = Record<string, Schema>;

const DEEPEST = 8;

const BY_FORMAT: Record<string, string> = {
  'date-time': '2026-03-01T12:00:00.000Z',
  date: '2026-03-01',
  email: 'jane@example.com',
  uri: 'https://example.com/',
  uuid: '6f1c2f34-7d0b-4c61-9a59-0a4f0f2f4d11',
};

/** What fields are called all over the API, and what is in them. */
const BY_NAME: ReadonlyArray<readonly [name: RegExp, value: string]> = [
  [/^(.+_)?id$|Id$/, 'Yb3kQ0pT7xVw'],
  [/email/, 'jane@example.com'],
  [/password/, 'correct horse battery'],
  [/(^|_)url$/, 'https://example.com/pricing'],
  [/domain|hostname/, 'example.com'],
  [/timezone/, 'Europe/Berlin'],
  [/pathname|_path$/, '/pricing'],
  [/currency/, 'USD'],
  [/country/, 'US'],
  [/source/, 'Google'],
  [/(_at|minute)$/, '2026-03-01T12:00:00.000Z'],
  [/^date_|_on$/, '2026-03-01'],
  [/slug/, 'acme-corp'],
  [/^code$/, '492039'],
  [/name/, 'Acme Corp'],
  [/language/, 'en-GB'],
  [/^path$/, 'name'],
  [/message/, 'What is wrong and what is allowed'],
];

/**
 * @param name of the field that the schema is of
 * @param forRequest true: leaves out what may be left out and has no example of its own
 */
export function sampleOf(
  schema: Schema,
  components: Components,
  { name = '', forRequest = false, depth = 0 } = {},
): unknown {
  if (depth > DEEPEST) return null;
  const resolved = resolve(schema, components);
  const given = ownExample(resolved);
  if (given !== undefined) return given.value;
  const choice = (resolved.oneOf ?? resolved.anyOf)?.find(({ type }) => type !== 'null');
  if (choice) return sampleOf(choice, components, { name, forRequest, depth: depth + 1 });
  const type = [resolved.type].flat().find((one) => one !== 'null');
  if (type === 'object' || resolved.properties)
    return sampleObject(resolved, components, { forRequest, depth });
  if (type === 'array')
    return Array.from({ length: Math.max(1, resolved.minItems ?? 1) }, () =>
      sampleOf(resolved.items ?? {}, components, { name, forRequest, depth: depth + 1 }),
    );
  return sampleScalar(resolved, type, name);
}

/** Follows references, and joins what is to hold all at once. */
export function resolve(schema: Schema, components: Components): Schema {
  if (schema.$ref !== undefined) {
    const target = components[schema.$ref.split('/').at(-1)!] ?? {};
    return resolve({ ...target, ...withoutRef(schema) }, components);
  }
  if (!schema.allOf) return schema;
  const { allOf, ...rest } = schema;
  return [...allOf, rest].map((part) => resolve(part, components)).reduce(joined);
}

function withoutRef({ $ref: _ref, ...rest }: Schema): Schema {
  return rest;
}

function joined(one: Schema, other: Schema): Schema {
  return {
    ...one,
    ...other,
    properties: { ...one.properties, ...other.properties },
    required: [...(one.required ?? []), ...(other.required ?? [])],
  };
}

function ownExample(schema: Schema): { value: unknown } | undefined {
  if (schema.example !== undefined) return { value: schema.example };
  if (schema.examples?.length) return { value: schema.examples[0] };
  if (schema.const !== undefined) return { value: schema.const };
  if (schema.enum?.length) return { value: schema.enum[0] };
  if (schema.default !== undefined) return { value: schema.default };
  return undefined;
}

function sampleObject(
  { properties = {}, required = [] }: Schema,
  components: Components,
  { forRequest, depth }: { forRequest: boolean; depth: number },
): Record<string, unknown> {
  const named = Object.entries(properties).filter(
    ([name, property]) =>
      !forRequest || required.includes(name) || resolve(property, components).example !== undefined,
  );
  return Object.fromEntries(
    named.map(([name, property]) => [
      name,
      sampleOf(property, components, { name, forRequest, depth: depth + 1 }),
    ]),
  );
}

function sampleScalar(schema: Schema, type: string | undefined, name: string): unknown {
  if (type === 'boolean') return true;
  if (type === 'integer' || type === 'number')
    return Math.max(1, schema.minimum ?? 1, (schema.exclusiveMinimum ?? 0) + 1);
  if (type === undefined) return null;
  const text = BY_FORMAT[schema.format ?? ''] ?? BY_NAME.find(([key]) => key.test(name))?.[1];
  return (text ?? 'text').padEnd(schema.minLength ?? 0, 'x').slice(0, schema.maxLength);
}
