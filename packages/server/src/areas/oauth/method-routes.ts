/** The ways into one's own account: `/api/me/sign-in-methods`. */
import { defineRoute, errorAnswer, json, jsonBody, type Routes } from '../../access/index.ts';
import { AppError } from '../../errors.ts';
import { holdBrowser } from './browser-cookie.ts';
import type { OAuthArea } from './create.ts';
import { SignInError } from './failure.ts';
import { linkAnswer, linkBody, methodParams, methodsAnswer } from './schema.ts';

const TAGS = ['Accounts'];

const listRoute = defineRoute({
  action: 'signed_in',
  method: 'get',
  path: '/api/me/sign-in-methods',
  tags: TAGS,
  summary: 'The ways to sign in to one’s account',
  responses: { 200: { description: 'Oldest first', ...json(methodsAnswer) } },
});

const linkRoute = defineRoute({
  action: 'signed_in',
  limit: 'auth',
  method: 'post',
  path: '/api/me/sign-in-methods',
  tags: TAGS,
  summary: 'Begin to link an account with a provider',
  description:
    'Asks for the present password; an account without one, for a sign-in of the last 10 minutes. ' +
    'The browser that asked goes to `url`, and comes back to `/settings`.',
  request: jsonBody(linkBody),
  responses: {
    200: { description: 'Where to go', ...json(linkAnswer) },
    404: errorAnswer('No such provider is configured'),
    503: errorAnswer('The provider cannot be reached'),
  },
});

const unlinkRoute = defineRoute({
  action: 'signed_in',
  method: 'delete',
  path: '/api/me/sign-in-methods/{methodId}',
  tags: TAGS,
  summary: 'Unlink an account with a provider',
  request: { params: methodParams },
  responses: {
    204: { description: 'Unlinked' },
    404: errorAnswer('Your account has no such sign-in method'),
    409: errorAnswer('It is the last way to sign in, or the password'),
  },
});

/** A foreign page cannot begin it: a POST with a session must come from our own pages. */
export function methodRoutes(routes: Routes, area: OAuthArea): void {
  const { oauth, methods, sessions, reauthentication, baseUrl } = area;
  const isHttps = baseUrl.startsWith('https:');

  routes.add(listRoute, async (c) =>
    c.json({ sign_in_methods: await methods.list(c.var.account.id) }, 200),
  );
  routes.add(linkRoute, async (c) => {
    const { provider: id, ...proof } = c.req.valid('json');
    const provider = oauth.provider(id);
    const present = await sessions.present(c.req.header('cookie'));
    await routes.limits.consume('auth', `account ${present.user.email}`);
    await reauthentication.require(present, proof);
    const intent = { returnPath: '/settings', invite: null, linkTo: c.var.account.id };
    try {
      return c.json({ url: await oauth.begin(provider, intent, holdBrowser(c, isHttps)) }, 200);
    } catch (error) {
      if (!(error instanceof SignInError)) throw error;
      const message = `${provider.name} cannot be reached, or gives wrong answers. Try again later.`;
      throw new AppError('UNAVAILABLE', message, { cause: error });
    }
  });
  routes.add(unlinkRoute, async (c) => {
    await methods.unlink(c.var.account, c.req.valid('param').methodId);
    return c.body(null, 204);
  });
}
