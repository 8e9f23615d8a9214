import { describe, expect, it, test } from 'vitest';
import {
  fieldErrors,
  formError,
  isApiError,
  NetworkError,
  refusalOf,
  toApiError,
} from './errors.ts';

const LABELS = { email: 'Email', password: 'Password' };

function refusal(details?: Array<{ path: string; message: string }>) {
  const error = { code: 'VALIDATION_ERROR', message: 'The form is not valid.', details };
  return toApiError(400, { error });
}

describe('toApiError', () => {
  it('keeps code, message, details and request id', () => {
    const body = {
      error: { code: 'INTERNAL_ERROR', message: 'It broke.', request_id: '8f3a', details: [] },
    };
    expect(toApiError(500, body)).toMatchObject({
      status: 500,
      code: 'INTERNAL_ERROR',
      message: 'It broke.',
      requestId: '8f3a',
      details: [],
    });
  });

  test.each([
    { name: 'no body', body: undefined },
    { name: 'text', body: 'Bad gateway' },
    { name: 'another shape', body: { message: 'no' } },
    { name: 'an unknown code', body: { error: { code: 'TEAPOT', message: 'x' } } },
  ])('an answer that is not ours becomes INTERNAL_ERROR: $name', ({ body }) => {
    expect(toApiError(502, body)).toMatchObject({
      status: 502,
      code: 'INTERNAL_ERROR',
      message: 'The server answered with status 502.',
    });
  });

  it('is told apart by its code', () => {
    const error = refusal();
    expect([
      isApiError(error),
      isApiError(error, 'VALIDATION_ERROR'),
      isApiError(error, 'CONFLICT'),
    ]).toEqual([true, true, false]);
  });
});

describe('what a form says', () => {
  it('goes on from the field’s label, as a sentence', () => {
    const error = refusal([
      { path: 'password', message: 'is too short: 8 to 128 characters' },
      { path: 'email', message: 'found "x"; allowed is an address' },
    ]);
    expect(fieldErrors(error, LABELS)).toEqual({
      password: 'Password is too short: 8 to 128 characters.',
      email: 'Found "x"; allowed is an address.',
    });
  });

  it('says nothing for the whole form when a field says it', () => {
    const error = refusal([{ path: 'email', message: 'is missing' }]);
    expect(formError(error, LABELS)).toBeNull();
  });

  it('says the message when the trouble is with no field that is shown', () => {
    const error = refusal([{ path: 'captcha', message: 'is missing' }]);
    expect(formError(error, LABELS)).toBe('The form is not valid.');
    expect(fieldErrors(error, LABELS)).toEqual({});
  });

  it('says how to go on when the server was not reached', () => {
    expect(formError(new NetworkError(), LABELS)).toContain('can’t be reached');
    expect(formError(null, LABELS)).toBeNull();
  });
});

test.each([
  {
    name: 'words that stand alone need no name on the wire, and are said once',
    details: ['a', 'b'].map((path) => ({ path, message: 'unknown goal "gone". Allowed: sold.' })),
    said: 'Unknown goal "gone". Allowed: sold.',
  },
  {
    name: 'words that go on from a name keep it',
    details: [{ path: 'filters.pathname', message: 'is too long' }],
    said: 'The form is not valid.',
  },
  { name: 'without details the message is all there is', said: 'The form is not valid.' },
])('a refused query: $name', ({ details, said }) => {
  expect(refusalOf(refusal(details))).toBe(said);
});
