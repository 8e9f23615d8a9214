import { afterEach, beforeEach, expect, test } from 'vitest';
import { defineRoute } from '../access/index.ts';
import { AppError } from '../errors.ts';
import { openTestApp, type TestApp } from '../testing/http-app.ts';

const path = '/api/broken';
const responses = {};
const brokenRoute = defineRoute({ action: 'public', method: 'get', path, responses });
const refusingRoute = defineRoute({ action: 'public', method: 'put', path, responses });

let app: TestApp;
beforeEach(async () => {
  app = await openTestApp({
    mounts: [
      (routes) => {
        routes.add(brokenRoute, () => {
          throw new Error('cannot open /var/secret/file');
        });
        routes.add(refusingRoute, () => {
          const cause = new Error('disk is full');
          throw new AppError('UNAVAILABLE', 'Later.', { cause, retryAfterSeconds: 7 });
        });
      },
    ],
  });
});
afterEach(() => app.close());

test('a bug answers with a request id that the log knows, and with nothing else', async () => {
  const answer = await app.ask('GET', '/api/broken?password=hunter2');
  expect([answer.status, answer.body]).toEqual([
    500,
    {
      error: {
        code: 'INTERNAL_ERROR',
        message: 'Something went wrong on our side.',
        request_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      },
    },
  ]);
  const logged = app.lines.map((line) => JSON.parse(line)).find(({ level }) => level === 50);
  expect(logged).toMatchObject({
    msg: 'request failed',
    method: 'GET',
    route: '/api/broken',
    request_id: answer.body.error.request_id,
    err: { type: 'Error', message: 'cannot open /var/secret/file' },
  });
  expect(app.lines.join('')).not.toContain('hunter2');
});

test('a refusal keeps its cause for the log and tells when to come back', async () => {
  const answer = await app.ask('PUT', path);
  expect([answer.status, answer.headers.get('retry-after'), answer.body]).toEqual([
    503,
    '7',
    { error: { code: 'UNAVAILABLE', message: 'Later.' } },
  ]);
  const logged = app.lines.map((line) => JSON.parse(line)).find(({ level }) => level === 40);
  expect(logged).toMatchObject({ msg: 'request refused', err: { message: 'disk is full' } });
});

test('a path that is there for other methods names them', async () => {
  const answer = await app.ask('POST', path);
  expect([answer.status, answer.headers.get('allow'), answer.body]).toEqual([
    404,
    'GET, PUT',
    {
      error: { code: 'NOT_FOUND', message: 'POST is not possible here; allowed is GET, PUT.' },
    },
  ]);
});

const login = (body: unknown, headers: Record<string, string> = {}) =>
  app.ask('POST', '/api/auth/login', { body, headers });

test.each([
  { body: '{"email":', says: 'body: is not valid JSON' },
  { body: '[]', says: 'body: must be a JSON object' },
  { body: 'null', says: 'body: must be a JSON object' },
  {
    body: 'email=a@b.co',
    type: 'application/x-www-form-urlencoded',
    says: 'Send JSON, with the header Content-Type: application/json.',
  },
  {
    body: '{}',
    type: 'text/plain',
    says: 'Send JSON, with the header Content-Type: application/json.',
  },
  {
    body: '{}',
    says: 'email: is required: an e-mail address such as jane@example.com (and 1 more, see details)',
  },
])('the body $body answers "$says"', async ({ body, type, says }) => {
  const answer = await login(body, { ...(type && { 'content-type': type }) });
  expect([answer.status, answer.body.error.code, answer.body.error.message]).toEqual([
    400,
    'VALIDATION_ERROR',
    says,
  ]);
});

test('a request without any body says what is missing', async () => {
  const answer = await app.ask('POST', '/api/auth/login');
  expect([answer.status, answer.body.error.code]).toEqual([400, 'VALIDATION_ERROR']);
});

test('answers of the API are kept by no cache', async () => {
  const answers = [await app.ask('GET', '/api/me'), await app.ask('GET', '/api/health')];
  expect(answers.map(({ headers }) => headers.get('cache-control'))).toEqual([
    'no-store',
    'no-store',
  ]);
});
