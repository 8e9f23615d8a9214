/** The way to a provider and back. Browsers are led to pages; only an unknown provider is answered as JSON. */
import type { Context } from 'hono';
import type { SignInFailure } from '@purestat/vocabulary';
import {
  defineRoute,
  errorAnswer,
  json,
  RateLimitedError,
  type Routes,
} from '../../access/index.ts';
import { callerOf, type Sessions } from '../auth/index.ts';
import { browserOf, holdBrowser } from './browser-cookie.ts';
import type { OAuthArea } from './create.ts';
import { SignInError } from './failure.ts';
import { methodRoutes } from './method-routes.ts';
import type { Provider } from './providers.ts';
import { inviteCodeOf, safeReturnPath } from './return-path.ts';
import { providerParams, providersAnswer, startQuery } from './schema.ts';
import type { Return } from './service.ts';

const TAGS = ['Accounts'];
const NOT_CONFIGURED = errorAnswer('No such provider is configured');

const providersRoute = defineRoute({
  action: 'public',
  method: 'get',
  path: '/api/auth/providers',
  tags: TAGS,
  summary: 'Which providers one can sign in with',
  responses: { 200: { description: 'In the order to show them', ...json(providersAnswer) } },
});

const startRoute = defineRoute({
  action: 'public',
  method: 'get',
  path: '/api/oauth/{provider}',
  tags: TAGS,
  summary: 'Sign in by a provider: leads a browser there',
  description: 'With state and PKCE, for OpenID Connect also a nonce. Good for ten minutes.',
  request: { params: providerParams, query: startQuery },
  responses: { 302: { description: 'To the provider' }, 404: NOT_CONFIGURED },
});

const returnRoute = defineRoute({
  action: 'public',
  method: 'get',
  path: '/api/oauth/{provider}/callback',
  tags: TAGS,
  summary: 'Where a provider leads the browser back to',
  description:
    'Signs in, or makes an account first, or links the provider to the account that asked for it; ' +
    'then leads on. When it fails nobody is signed in, and `/sign-in-failed` says why.',
  request: { params: providerParams },
  responses: { 302: { description: 'To the page that was asked for' }, 404: NOT_CONFIGURED },
});

interface Failed {
  reason: SignInFailure;
  provider: Provider;
  /** Where the person wanted to go. */
  next: string;
}

function failedPath({ reason, provider, next }: Failed): string {
  const query = new URLSearchParams({ reason, provider: provider.id });
  if (next !== '/') query.set('next', next);
  return `/sign-in-failed?${query.toString()}`;
}

/** Leads the browser to the page that says why, where that is known; a bug goes on as it is. */
async function orFailedPage(
  c: Context,
  facts: () => Omit<Failed, 'reason'>,
  work: () => Promise<Response>,
): Promise<Response> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof RateLimitedError) {
      return c.redirect(failedPath({ ...facts(), reason: 'rate_limited' }));
    }
    if (!(error instanceof SignInError)) throw error;
    return c.redirect(failedPath({ ...facts(), reason: error.reason }));
  }
}

/** The provider leads back to BASE_URL: the cookie has to be that host's. */
function isElsewhere(c: Context, baseUrl: string): boolean {
  const host = c.req.header('host');
  return host !== undefined && host.toLowerCase() !== new URL(baseUrl).host;
}

function toReturn(
  c: Context,
  isHttps: boolean,
  { sessions, limits }: { sessions: Sessions; limits: Routes['limits'] },
): Return {
  const caller = callerOf(c);
  return {
    search: new URL(c.req.url).search,
    state: c.req.query('state') ?? '',
    browser: browserOf(c, isHttps),
    caller,
    signedIn: async () => (await sessions.identify(caller.cookie)).value?.id ?? null,
    mayMail: (email) => limits.allows('mail', email),
  };
}

export function oauthRoutes(routes: Routes, area: OAuthArea): void {
  wayRoutes(routes, area);
  methodRoutes(routes, area);
}

function wayRoutes(routes: Routes, { oauth, baseUrl, sessions }: OAuthArea): void {
  const isHttps = baseUrl.startsWith('https:');

  routes.add(providersRoute, (c) => {
    const { providers } = oauth;
    const names = Object.fromEntries(providers.map(({ id, name }) => [id, name]));
    return c.json({ providers: providers.map(({ id }) => id), names }, 200);
  });
  routes.add(startRoute, async (c) => {
    const provider = oauth.provider(c.req.valid('param').provider);
    const { next, invite, here } = c.req.valid('query');
    if (here === undefined && isElsewhere(c, baseUrl)) {
      const query = new URLSearchParams({ ...c.req.valid('query'), here: '1' });
      return c.redirect(`${baseUrl}/api/oauth/${provider.id}?${query.toString()}`);
    }
    const path = safeReturnPath(next ?? (invite && `/invite/${invite}`));
    return orFailedPage(
      c,
      () => ({ provider, next: path }),
      async () => {
        await routes.limits.consume('auth', c.var.clientKey);
        const intent = { returnPath: path, invite: invite ?? inviteCodeOf(path), linkTo: null };
        return c.redirect(await oauth.begin(provider, intent, holdBrowser(c, isHttps)));
      },
    );
  });
  routes.add(returnRoute, async (c) => {
    const provider = oauth.provider(c.req.valid('param').provider);
    const arrived = toReturn(c, isHttps, { sessions, limits: routes.limits });
    let next = '/';
    return orFailedPage(
      c,
      () => ({ provider, next }),
      async () => {
        const attempt = await oauth.resume(provider, arrived);
        next = attempt.user_id === null ? attempt.return_path : '/settings';
        const { path, setCookies } = await oauth.finish(provider, attempt, arrived);
        for (const cookie of setCookies) c.header('Set-Cookie', cookie, { append: true });
        return c.redirect(path);
      },
    );
  });
}
