/** The ways in and out: register, sign in, its second step, sign out. */
import { defineRoute, errorAnswer, json, jsonBody, type Routes } from '../../access/index.ts';
import { callerOf } from './caller.ts';
import type { People } from './create.ts';
import { doneAnswer, loginBody, registerBody, userAnswer } from './schema.ts';
import { sendCookies as send } from './send-cookies.ts';
import { waitingAnswer, secondFactorBody } from './two-factor/schema.ts';

const TAGS = ['Accounts'];

const registerRoute = defineRoute({
  action: 'public',
  limit: 'auth',
  method: 'post',
  path: '/api/auth/register',
  tags: TAGS,
  summary: 'Create an account and sign in',
  request: jsonBody(registerBody),
  responses: {
    201: { description: 'Registered and signed in', ...json(userAnswer) },
    409: errorAnswer('An account with this address exists'),
  },
});

const loginRoute = defineRoute({
  action: 'public',
  limit: 'auth',
  method: 'post',
  path: '/api/auth/login',
  tags: TAGS,
  summary: 'Sign in',
  description: 'Where the account has a second factor, this is the first of two steps.',
  request: jsonBody(loginBody),
  responses: {
    200: { description: 'Signed in', ...json(userAnswer) },
    202: {
      description: 'Half way: POST /api/auth/two-factor with the cookie, within 10 minutes',
      ...json(waitingAnswer),
    },
  },
});

const secondStepRoute = defineRoute({
  action: 'public',
  limit: 'auth',
  method: 'post',
  path: '/api/auth/two-factor',
  tags: TAGS,
  summary: 'Sign in, second step',
  description:
    'A code of the app, or a recovery code. Each works once. At most 10 tries in 15 minutes for an account.',
  request: jsonBody(secondFactorBody),
  responses: {
    200: { description: 'Signed in, with a new cookie', ...json(userAnswer) },
    401: errorAnswer('The first step is missing, or was more than 10 minutes ago'),
  },
});

const logoutRoute = defineRoute({
  action: 'public',
  method: 'post',
  path: '/api/auth/logout',
  tags: TAGS,
  summary: 'Sign out',
  responses: { 200: { description: 'Signed out', ...json(doneAnswer) } },
});

export function authRoutes(routes: Routes, { accounts, links, sessions }: People): void {
  // Besides the client, the account that is tried has a limit: guesses may come from many clients.
  // Its price: somebody who keeps guessing keeps the owner out meanwhile, never out for good.
  const countTriesFor = (email: string) => routes.limits.consume('auth', `account ${email}`);

  routes.add(registerRoute, async (c) => {
    const input = c.req.valid('json');
    await countTriesFor(input.email);
    const registered = send(c, await accounts.register(input, callerOf(c)));
    // Past the limit no further mail, whoever registers the address and deletes the account again.
    if (links.areSent && (await routes.limits.allows('mail', input.email))) {
      links.sendConfirmation(registered.user);
    }
    return c.json(registered, 201);
  });
  routes.add(loginRoute, async (c) => {
    const input = c.req.valid('json');
    await countTriesFor(input.email);
    const signIn = send(c, await accounts.login(input, callerOf(c)));
    if ('user' in signIn) return c.json(signIn, 200);
    return c.json({ second_factor_required: true as const }, 202);
  });
  routes.add(secondStepRoute, async (c) => {
    const factor = c.req.valid('json');
    const waiting = await sessions.waiting(c.req.header('cookie'));
    await routes.limits.consume('second_factor', waiting.user.id);
    return c.json(send(c, await accounts.completeLogin(waiting, factor)), 200);
  });
  routes.add(logoutRoute, async (c) => {
    // What is open in it ends at once.
    await sessions.endPrevious(c.req.header('cookie'));
    send(c, await accounts.logout(c.req.header('cookie')));
    return c.json({ ok: true as const }, 200);
  });
}
