import { expect, test } from 'vitest';
import { NetworkError, toApiError } from './errors.ts';
import { shouldRetry } from './query-client.ts';

const refusal = toApiError(404, { error: { code: 'NOT_FOUND', message: 'No.' } });
const trouble = toApiError(503, { error: { code: 'UNAVAILABLE', message: 'Later.' } });

test.each([
  { name: 'a refusal stays refused', failures: 0, error: refusal, again: false },
  { name: 'trouble on the server is tried again', failures: 0, error: trouble, again: true },
  { name: 'no answer is tried again', failures: 1, error: new NetworkError(), again: true },
  { name: 'but not for ever', failures: 2, error: new NetworkError(), again: false },
])('$name', ({ failures, error, again }) => {
  expect(shouldRetry(failures, error)).toBe(again);
});
