/** Ways to sign in, as much of them as the pages need. */
import type { ProviderId, SignInMethod } from '@purestat/vocabulary';
import type { ApiAnswer, FakeApi, Handler } from './fake-api.ts';

export interface FakeSignIn {
  /** Names of the providers that are on. */
  providers: Partial<Record<ProviderId, string>>;
  methods: SignInMethod[];
}

/** A way into Jane's account; `number` makes its id. */
export function fakeMethod(
  number: number,
  provider: SignInMethod['provider'],
  changes: Partial<SignInMethod> = {},
): SignInMethod {
  return {
    id: `method${number}`,
    provider,
    name: provider === 'password' ? 'Password' : provider,
    label: provider === 'password' ? null : 'jane@example.com',
    usable: true,
    can_unlink: false,
    created_at: '2026-11-01T08:00:00.000Z',
    ...changes,
  };
}

export const noProviders = (): FakeSignIn => ({
  providers: {},
  methods: [fakeMethod(1, 'password')],
});

function listProviders({ providers: names }: FakeApi): ApiAnswer {
  return { status: 200, body: { providers: Object.keys(names), names } };
}

function listMethods({ methods }: FakeApi): ApiAnswer {
  return { status: 200, body: { sign_in_methods: methods } };
}

/** The provider agrees at once and leads back. */
function linkProvider(api: FakeApi, _: string[], body: Record<string, string>): ApiAnswer {
  const { provider, current_password } = body;
  const hasPassword = api.methods.some((known) => known.provider === 'password');
  if (hasPassword && current_password !== api.password) {
    const details = [{ path: 'current_password', message: 'is not your present password' }];
    return { status: 400, body: { error: { code: 'VALIDATION_ERROR', message: '', details } } };
  }
  const id = provider as ProviderId;
  const name = api.providers[id] ?? id;
  api.methods.push(fakeMethod(api.methods.length + 1, id, { name, can_unlink: true }));
  return { status: 200, body: { url: `/settings?linked=${id}#sign-in-methods` } };
}

function unlinkMethod(api: FakeApi, [id]: string[]): ApiAnswer {
  api.methods = api.methods.filter((known) => known.id !== id);
  return { status: 204 };
}

export const SIGN_IN_ROUTES: ReadonlyArray<[method: string, path: RegExp, handler: Handler]> = [
  ['GET', /^\/auth\/providers$/, listProviders],
  ['GET', /^\/me\/sign-in-methods$/, listMethods],
  ['POST', /^\/me\/sign-in-methods$/, linkProvider],
  ['DELETE', /^\/me\/sign-in-methods\/(\w+)$/, unlinkMethod],
];
