/** Every operation of the API's description, whoever adds it: it tells all that a stranger needs. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ERROR_CODES } from '@purestat/vocabulary';
import { openTestApp, type TestApp } from '../../testing/http-app.ts';
import { ERRORS } from '../../errors.ts';
import { TAGS } from './tags.ts';
import { operationsOf, type Content, type Description, type FoundOperation } from './types.ts';

let app: TestApp;
let description: Description;
let operations: FoundOperation[];
const ajv = new Ajv2020({ strict: false, validateFormats: false });

beforeAll(async () => {
  app = await openTestApp();
  description = (await app.ask('GET', '/api/openapi.json')).body as Description;
  operations = operationsOf(description);
  ajv.addSchema({ $id: 'description', components: description.components });
});
afterAll(() => app.close());

/** What is wrong with the examples, by operation. */
function problemsOf(contents: Record<string, Content> = {}): string[] {
  return Object.entries(contents).flatMap(([type, { schema, example }]) => {
    if (!schema) return [`${type}: no schema`];
    if (example === undefined) return [`${type}: no example`];
    // References lead into the document.
    const here = JSON.stringify(schema).replaceAll('"#/', '"description#/');
    const isValid = ajv.validate(JSON.parse(here) as object, example);
    return isValid ? [] : [`${type}: ${ajv.errorsText()} in ${JSON.stringify(example)}`];
  });
}

const nameOf = ({ method, path }: FoundOperation) => `${method} ${path}`;

describe('every operation', () => {
  test('has a summary, a description, a known tag and an id of its own', () => {
    const bad = operations.filter(({ operation }) => {
      const { summary, description: about, tags = [], operationId } = operation;
      const isTagged = tags.length === 1 && TAGS.some(({ name }) => name === tags[0]);
      return !(summary && about && operationId && isTagged);
    });
    expect(bad.map(nameOf)).toEqual([]);
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });

  test('has examples of its body and its answers that its own schemas allow', () => {
    const problems = operations.flatMap((found) => {
      const { requestBody, responses } = found.operation;
      return [
        ...problemsOf(requestBody?.content),
        ...Object.values(responses).flatMap(({ content }) => problemsOf(content)),
      ].map((problem) => `${nameOf(found)}: ${problem}`);
    });
    expect(problems).toEqual([]);
  });

  test('tells each parameter, and has an example of those it needs', () => {
    const problems = operations.flatMap((found) =>
      (found.operation.parameters ?? [])
        .filter(
          ({ description: about, example, required }) =>
            !about || (required && example === undefined),
        )
        .map(({ name }) => `${nameOf(found)}: ${name}`),
    );
    expect(problems).toEqual([]);
  });

  test('has a success, and each error it may give with the code that belongs to it', () => {
    const problems = operations.flatMap((found) => {
      const { responses } = found.operation;
      const statuses = Object.keys(responses);
      const codes = Object.fromEntries(
        Object.entries(ERRORS).map(([code, { status }]) => [status, code]),
      );
      const wrong = statuses.filter((status) => {
        if (!/^[45]/.test(status)) return false;
        const example = responses[status]!.content?.['application/json']?.example;
        return (example as { error: { code: string } } | undefined)?.error.code !== codes[status];
      });
      const isWhole = statuses.some((status) => /^[23]/.test(status)) && statuses.includes('500');
      return isWhole && wrong.length === 0 ? [] : [`${nameOf(found)}: ${statuses.join()}`];
    });
    expect(problems).toEqual([]);
  });
});

test('every error code has a status in the description of errors', () => {
  const { error } = description.components!.schemas!['Error']!.properties!;
  expect(error!.properties!['code']!.enum).toEqual([...ERROR_CODES]);
});

test('keys open what names them, and nothing else does', () => {
  const open = operations.filter(({ operation }) =>
    operation.security?.some((one) => 'apiKey' in one),
  );
  for (const { operation } of open) {
    expect(operation.security).toEqual([{ session: [] }, { apiKey: [] }, { bearerKey: [] }]);
    expect(operation.description).toMatch(/API keys with the scope `\w+:\w+`/);
  }
  expect(open.length).toBeGreaterThan(3);
});
