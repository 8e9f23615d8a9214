/**
 * What of a changed API breaks programs that were written for the one before. Both are OpenAPI
 * documents. Requests may be asked for less and answers may tell more; the other way round breaks.
 */

const schemes = (security) => security.map((one) => Object.keys(one)[0]);
const parameterKey = (one) => `${one.in} ${one.name}`;
const sameIn = (list, one) => list.find((other) => parameterKey(other) === parameterKey(one));
const typesOf = (schema) => [schema.type ?? []].flat();
const requiredOf = ({ required = [] }) => required;

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];
const DEEPEST = 12;

/** @returns {string[]} one line for each breaking change, `POST /api/org: …` */
export function breakingChanges(before, after) {
  const changes = [];
  for (const { method, path, operation } of operationsOf(before)) {
    const name = `${method.toUpperCase()} ${path}`;
    const now = after.paths[path]?.[method];
    if (now === undefined) changes.push(`${name}: is gone`);
    else
      changes.push(
        ...compareOperations(operation, now, { before, after }).map((line) => `${name}: ${line}`),
      );
  }
  return changes;
}

/** @returns {string[]} those that the text of docs/reference/api-changes.md does not hold */
export function undeclared(changes, declared) {
  return changes.filter((change) => !declared.includes(change));
}

function operationsOf({ paths }) {
  return Object.entries(paths).flatMap(([path, item]) =>
    METHODS.filter((method) => item[method]).map((method) => ({
      method,
      path,
      operation: item[method],
    })),
  );
}

function compareOperations(before, after, documents) {
  return [
    ...compareSecurity(before.security ?? [], after.security ?? []),
    ...compareParameters(before.parameters ?? [], after.parameters ?? [], documents),
    ...compareContents(
      before.requestBody?.content,
      after.requestBody?.content,
      'request',
      documents,
    ),
    ...compareAnswers(before.responses, after.responses, documents),
  ];
}

function compareSecurity(before, after) {
  if (before.length === 0) return after.length === 0 ? [] : ['is no longer open to everybody'];
  const lost = schemes(before).filter((name) => !schemes(after).includes(name));
  return after.length === 0 ? [] : lost.map((name) => `is no longer opened by ${name}`);
}

function compareParameters(before, after, documents) {
  return [
    ...after
      .filter((one) => one.required && !sameIn(before, one)?.required)
      .map((one) => `requires the parameter ${one.name}`),
    ...before.flatMap((one) => {
      const now = sameIn(after, one);
      if (now === undefined) return [`no longer takes the parameter ${one.name}`];
      return compareSchemas(one.schema, now.schema, {
        direction: 'request',
        at: `parameter ${one.name}`,
        documents,
      });
    }),
  ];
}

function compareAnswers(before, after, documents) {
  return Object.keys(before)
    .filter((status) => status.startsWith('2'))
    .flatMap((status) =>
      after[status] === undefined
        ? [`no longer answers ${status}`]
        : compareContents(
            before[status].content,
            after[status].content,
            `answer ${status}`,
            documents,
          ),
    );
}

function compareContents(before = {}, after = {}, at, documents) {
  const direction = at === 'request' ? 'request' : 'answer';
  return Object.entries(before).flatMap(([type, { schema }]) =>
    after[type] === undefined
      ? [`${at}: ${type} is gone`]
      : compareSchemas(schema, after[type].schema, { direction, at, documents }),
  );
}

function resolve(schema, document) {
  const name = schema?.$ref?.split('/').at(-1);
  return name === undefined ? (schema ?? {}) : resolve(document.components.schemas[name], document);
}

function compareSchemas(one, other, place) {
  const { direction, at, documents, depth = 0 } = place;
  if (depth > DEEPEST) return [];
  const before = resolve(one, documents.before);
  const after = resolve(other, documents.after);
  const deeper = (name) => ({ ...place, at: `${at}.${name}`, depth: depth + 1 });
  const changes = [...compareTypes(before, after, place), ...compareFields(before, after, place)];
  for (const [name, schema] of Object.entries(before.properties ?? {})) {
    const now = after.properties?.[name];
    if (now !== undefined) changes.push(...compareSchemas(schema, now, deeper(name)));
  }
  if (before.items && after.items)
    changes.push(
      ...compareSchemas(before.items, after.items, { ...place, at: `${at}[]`, depth: depth + 1 }),
    );
  for (const kind of ['oneOf', 'anyOf', 'allOf'])
    (before[kind] ?? []).forEach((choice, index) => {
      const now = after[kind]?.[index];
      if (now === undefined && direction === 'request') changes.push(`${at}: a choice is gone`);
      if (now !== undefined)
        changes.push(...compareSchemas(choice, now, { ...place, depth: depth + 1 }));
    });
  return changes;
}

function compareTypes(before, after, { direction, at }) {
  const [were, are] = [typesOf(before), typesOf(after)];
  const changes = [];
  // Asked: all that was taken must still be taken. Answered: nothing else may come.
  const [all, allowed] = direction === 'request' ? [were, are] : [are, were];
  if (allowed.length > 0 && all.some((type) => !fits(type, allowed)))
    changes.push(`${at}: ${were.join('|') || 'anything'} became ${are.join('|') || 'anything'}`);
  if (direction === 'request') {
    const gone = (before.enum ?? []).filter((value) => after.enum && !after.enum.includes(value));
    changes.push(...gone.map((value) => `${at}: no longer takes ${JSON.stringify(value)}`));
    if ((after.maxLength ?? Infinity) < (before.maxLength ?? Infinity))
      changes.push(`${at}: takes at most ${after.maxLength} characters`);
    if ((after.maximum ?? Infinity) < (before.maximum ?? Infinity))
      changes.push(`${at}: takes at most ${after.maximum}`);
    if ((after.maxItems ?? Infinity) < (before.maxItems ?? Infinity))
      changes.push(`${at}: takes at most ${after.maxItems} entries`);
  }
  return changes;
}

const fits = (type, allowed) =>
  allowed.includes(type) || (type === 'integer' && allowed.includes('number'));

function compareFields(before, after, { direction, at }) {
  const had = Object.keys(before.properties ?? {});
  const has = Object.keys(after.properties ?? {});
  const gone = had.filter((name) => !has.includes(name));
  const asked = requiredOf(after).filter((name) => !requiredOf(before).includes(name));
  const loose = requiredOf(before).filter(
    (name) => has.includes(name) && !requiredOf(after).includes(name),
  );
  return [
    ...gone.map((name) => `${at}.${name} is gone`),
    ...(direction === 'request' ? asked.map((name) => `${at}.${name} is required`) : []),
    ...(direction === 'answer' ? loose.map((name) => `${at}.${name} may be missing`) : []),
  ];
}
