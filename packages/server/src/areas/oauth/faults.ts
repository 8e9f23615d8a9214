/** What may go wrong between us and a provider, sorted by what people are told. */
import { AuthorizationResponseError, ClientError, ResponseBodyError } from 'openid-client';
import type { SignInFailure } from '@purestat/vocabulary';
import { ZodError } from 'zod';
import { SignInError } from './failure.ts';

/** How providers say that the person has turned back. */
const REFUSALS = new Set([
  'access_denied',
  'consent_required',
  'interaction_required',
  'login_required',
  'account_selection_required',
  'user_cancelled_login',
  'user_cancelled_authorize',
]);
const DOWN = new Set(['server_error', 'temporarily_unavailable']);

/** Free text of others stays out of the log. */
const shortened = (text: string) => text.replaceAll(/[^\w.-]+/g, ' ').slice(0, 80);

function reasonOf(error: string): SignInFailure {
  if (REFUSALS.has(error)) return 'refused';
  return DOWN.has(error) ? 'unavailable' : 'invalid_answer';
}

function ofClientError({ code, message, cause }: ClientError): SignInError {
  const isDown = code === 'OAUTH_TIMEOUT' || (cause instanceof Response && cause.status >= 500);
  return new SignInError(isDown ? 'unavailable' : 'invalid_answer', `${code ?? ''} ${message}`);
}

function translate(error: unknown): unknown {
  if (error instanceof AuthorizationResponseError) {
    return new SignInError(reasonOf(error.error), `it answered ${shortened(error.error)}`);
  }
  if (error instanceof ResponseBodyError) {
    const reason = error.status >= 500 ? 'unavailable' : reasonOf(error.error);
    const isRefusal = reason === 'refused';
    return new SignInError(
      isRefusal ? 'invalid_answer' : reason,
      `its token endpoint answered ${shortened(error.error)}`,
    );
  }
  if (error instanceof ClientError) return ofClientError(error);
  if (error instanceof ZodError) {
    const fields = error.issues.map(({ path }) => path.join('.')).join(', ');
    return new SignInError('invalid_answer', `fields of its answer are wrong: ${fields}`);
  }
  if (error instanceof SyntaxError) return new SignInError('invalid_answer', 'not JSON');
  // As fetch says that it did not get through.
  if (error instanceof TypeError && error.cause !== undefined) {
    return new SignInError('unavailable', 'it cannot be reached');
  }
  return error;
}

/** Asks a provider; what goes wrong comes out as a reason for people. @throws SignInError */
export async function asking<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw translate(error);
  }
}
