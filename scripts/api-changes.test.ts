import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { openTestApp } from '../packages/server/src/testing/http-app.ts';
import { breakingChanges, undeclared } from './api-changes.mjs';

const read = (path: string) =>
  readFileSync(new URL(`../docs/reference/${path}`, import.meta.url), 'utf8');

test('docs/reference/openapi.json is the API’s description, and whatever breaks programs is declared', async () => {
  const agreed: object = JSON.parse(read('openapi.json'));
  const app = await openTestApp();
  const { body: now } = await app.ask('GET', '/api/openapi.json');
  await app.close();
  // To be written into docs/reference/api-changes.md, if it must be.
  expect(undeclared(breakingChanges(agreed, now), read('api-changes.md'))).toEqual([]);
  // Run `npm run docs` to take in what was added.
  expect(now, 'run `npm run docs`').toEqual(agreed);
}, 120_000);

const order = {
  type: 'object',
  required: ['id'],
  properties: { id: { type: 'string' }, note: { type: 'string' } },
};
const description = {
  paths: {
    '/api/order': {
      get: {
        responses: {
          200: { content: { json: { schema: { $ref: '#/components/schemas/Order' } } } },
        },
      },
      post: {
        parameters: [{ in: 'query', name: 'dry', schema: { type: 'string' } }],
        requestBody: {
          content: {
            json: {
              schema: {
                type: 'object',
                required: ['id'],
                properties: {
                  id: { type: 'string', maxLength: 10 },
                  kind: { type: 'string', enum: ['a', 'b'] },
                },
              },
            },
          },
        },
        responses: { 201: {}, 400: {} },
      },
    },
  },
  components: { schemas: { Order: order } },
};
type Document = typeof description;
const asked = (document: Document) =>
  document.paths['/api/order'].post.requestBody.content.json.schema as {
    required: string[];
    properties: Record<string, unknown>;
  };

/** The description, changed. */
function changed(change: (document: Document) => unknown): string[] {
  const after = structuredClone(description);
  change(after);
  return breakingChanges(description, after);
}

describe('breaks programs', () => {
  test.each<{ name: string; change: (document: Document) => unknown; line: string }>([
    {
      name: 'a path that is gone',
      change: (document) => Reflect.deleteProperty(document.paths, '/api/order'),
      line: 'GET /api/order: is gone',
    },
    {
      name: 'a field of an answer that is gone',
      change: ({ components }) =>
        Reflect.deleteProperty(components.schemas.Order.properties, 'note'),
      line: 'GET /api/order: answer 200.note is gone',
    },
    {
      name: 'a field of an answer that may be missing',
      change: ({ components }) => components.schemas.Order.required.pop(),
      line: 'GET /api/order: answer 200.id may be missing',
    },
    {
      name: 'a field of an answer of another type',
      change: ({ components }) => (components.schemas.Order.properties.id.type = 'number'),
      line: 'GET /api/order: answer 200.id: string became number',
    },
    {
      name: 'a field that must be given',
      change: (document) => asked(document).required.push('kind'),
      line: 'POST /api/order: request.kind is required',
    },
    {
      name: 'a value that is no longer taken',
      change: (document) => (asked(document).properties['kind'] = { type: 'string', enum: ['a'] }),
      line: 'POST /api/order: request.kind: no longer takes "b"',
    },
    {
      name: 'a shorter text',
      change: (document) => (asked(document).properties['id'] = { type: 'string', maxLength: 5 }),
      line: 'POST /api/order: request.id: takes at most 5 characters',
    },
    {
      name: 'a parameter that must be given',
      change: ({ paths }) =>
        Object.assign(paths['/api/order'].post.parameters[0]!, { required: true }),
      line: 'POST /api/order: requires the parameter dry',
    },
    {
      name: 'another success',
      change: ({ paths }) => Reflect.deleteProperty(paths['/api/order'].post.responses, '201'),
      line: 'POST /api/order: no longer answers 201',
    },
    {
      name: 'a door that was open',
      change: ({ paths }) =>
        Object.assign(paths['/api/order'].get, { security: [{ session: [] }] }),
      line: 'GET /api/order: is no longer open to everybody',
    },
  ])('$name', ({ change, line }) => expect(changed(change)).toContain(line));
});

test('what is added breaks nothing', () => {
  const changes = changed((document) => {
    Object.assign(document.paths, { '/api/other': { get: { responses: {} } } });
    Object.assign(document.components.schemas.Order.properties, { more: { type: 'string' } });
    Object.assign(asked(document).properties, { more: { type: 'string' } });
    asked(document).properties['kind'] = { type: 'string', enum: ['a', 'b', 'c'] };
  });
  expect(changes).toEqual([]);
});

test('a declared change is let through', () => {
  const lines = ['GET /api/order: is gone', 'GET /api/order: answer 200.note is gone'];
  expect(undeclared(lines, '- `GET /api/order: is gone` for …')).toEqual([lines[1]]);
});
