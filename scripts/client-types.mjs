/** Writes the types and addresses of the API's operations for @purestat/client. */

const HEAD = `/** Made by \`npm run docs\` from the API's own description; not to be changed by hand. */
/* oxlint-disable max-lines */
`;

/** @param {object} description the OpenAPI document @returns {string} the text of a TypeScript file */
export function clientTypes(description) {
  const schemas = Object.entries(description.components.schemas ?? {});
  const operations = Object.entries(description.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ method, path, operation })),
  );
  return [
    HEAD,
    'export interface Schemas {',
    ...schemas.map(
      ([name, schema]) => `${doc(schema.description)}  ${key(name)}: ${typeOf(schema)};`,
    ),
    '}\n',
    'export interface Operations {',
    ...operations.map(operationType),
    '}\n',
    '/** Method and path of each. */',
    'export const OPERATIONS: Record<keyof Operations, string> = {',
    ...operations.map(addressLine),
    '};\n',
  ].join('\n');
}

function addressLine({ method, path, operation }) {
  return `  ${operation.operationId}: '${method.toUpperCase()} ${path}',`;
}

function operationType({ method, path, operation }) {
  const body = operation.requestBody && firstSchema(operation.requestBody);
  const success = Object.entries(operation.responses).find(([status]) =>
    status.startsWith('2'),
  )?.[1];
  const parts = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => `${name}: string`);
  return [
    doc(`${operation.summary}. \`${method.toUpperCase()} ${path}\``),
    `  ${operation.operationId}: {`,
    ...(parts.length > 0 ? [`path: { ${parts.join('; ')} };`] : []),
    ...(body ? [`body: ${typeOf(body)};`] : []),
    `answer: ${success?.content ? typeOf(firstSchema(success)) : 'undefined'};`,
    '  };',
  ].join('\n');
}

function firstSchema({ content }) {
  return (content['application/json'] ?? Object.values(content)[0]).schema ?? {};
}

/** `^(sum|average):props:.{1,64}$`: one of some words, a text, and anything. */
const PREFIXED = /^\^(?:\((\w+(?:\|\w+)*)\))?([\w:]+)\.\{1,\d+\}\$$/;

function prefixedType([, words, text]) {
  const choice = words ? `\${${union(words.split('|').map((word) => `'${word}'`))}}` : '';
  return `\`${choice}${text}\${string}\``;
}

/** @returns {string} the TypeScript of a schema */
function typeOf(schema) {
  if (schema.$ref) return `Schemas['${schema.$ref.split('/').at(-1)}']`;
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return union(schema.enum.map((value) => JSON.stringify(value)));
  if (schema.allOf) return schema.allOf.map((one) => `(${typeOf(one)})`).join(' & ');
  const choices = schema.oneOf ?? schema.anyOf;
  if (choices) return union(choices.map(typeOf));
  const prefixed = PREFIXED.exec(schema.pattern ?? '');
  if (prefixed) return prefixedType(prefixed);
  return union([schema.type ?? 'unknown'].flat().map((type) => typeNamed(type, schema)));
}

function typeNamed(type, schema) {
  if (type === 'integer') return 'number';
  if (type === 'array') return `Array<${typeOf(schema.items ?? {})}>`;
  if (type === 'object') return objectType(schema);
  return ['string', 'number', 'boolean', 'null'].includes(type) ? type : 'unknown';
}

function objectType({ properties = {}, required = [], additionalProperties }) {
  const fields = Object.entries(properties).map(
    ([name, schema]) =>
      `${doc(schema.description)}${key(name)}${required.includes(name) ? '' : '?'}: ${typeOf(schema)};`,
  );
  if (fields.length > 0) return `{\n${fields.join('\n')}\n}`;
  return `Record<string, ${typeof additionalProperties === 'object' ? typeOf(additionalProperties) : 'unknown'}>`;
}

const union = (types) => [...new Set(types)].join(' | ');
const key = (name) => (/^[a-zA-Z_]\w*$/.test(name) ? name : JSON.stringify(name));
const doc = (text) => (text ? `/** ${text.replaceAll('*/', '* /')} */\n` : '');
