/** What the account library refuses, in our words. */
import { isAPIError } from 'better-auth/api';
import { AppError, invalidField } from '../../errors.ts';

/** The same for a token that never was, is over or was used: nothing is kept that tells them apart. */
export const deadLink = () =>
  invalidField(
    'token',
    'is not that of a link that still works: each works once, for a short time',
  );

/** The library's refusals by its own code; anything else is a fault and goes on as it is. */
const REFUSALS: Record<string, () => AppError> = {
  INVALID_EMAIL_OR_PASSWORD: () =>
    new AppError('UNAUTHORIZED', 'E-mail address or password is not right.'),
  USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL: () =>
    new AppError('CONFLICT', 'An account with this e-mail address exists. Sign in instead.', {
      details: [{ path: 'email', message: 'is taken' }],
    }),
  INVALID_PASSWORD: () => invalidField('current_password', 'is not your present password'),
  INVALID_TOKEN: deadLink,
  USER_NOT_FOUND: deadLink,
  CREDENTIAL_ACCOUNT_NOT_FOUND: () =>
    invalidField('current_password', 'this account signs in without a password'),
};

/** @returns whether the library says that nobody is signed in */
export function isSignedOut(error: unknown): boolean {
  return isAPIError(error) && error.statusCode === 401;
}

function translate(error: unknown): unknown {
  if (!isAPIError(error)) return error;
  const refusal = REFUSALS[String(error.body?.code)];
  if (refusal !== undefined) return refusal();
  if (isSignedOut(error)) return new AppError('UNAUTHORIZED');
  return new Error(`accounts: ${error.body?.code ?? error.message}`, { cause: error });
}

/** Does something with the library; its refusals come out as ours. @throws AppError */
export async function refusing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw translate(error);
  }
}
