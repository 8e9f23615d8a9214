/** The account routes: register, sign in and out, and what people may change about themselves. */
import { defineRoute, errorAnswer, json, jsonBody, type Routes } from '../../access/index.ts';
import {
  doneAnswer,
  loginBody,
  passwordBody,
  profileBody,
  registerBody,
  userAnswer,
} from './schema.ts';
import type { MailedLinks } from './mailed-links.ts';
import { sendCookies as send } from './send-cookies.ts';
import type { Accounts } from './service.ts';

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
  request: jsonBody(loginBody),
  responses: { 200: { description: 'Signed in', ...json(userAnswer) } },
});

const logoutRoute = defineRoute({
  action: 'public',
  method: 'post',
  path: '/api/auth/logout',
  tags: TAGS,
  summary: 'Sign out',
  responses: { 200: { description: 'Signed out', ...json(doneAnswer) } },
});

const meRoute = defineRoute({
  action: 'signed_in',
  method: 'get',
  path: '/api/me',
  tags: TAGS,
  summary: 'Who is signed in',
  responses: { 200: { description: 'The account', ...json(userAnswer) } },
});

const renameRoute = defineRoute({
  action: 'signed_in',
  method: 'put',
  path: '/api/me',
  tags: TAGS,
  summary: 'Change the name',
  request: jsonBody(profileBody),
  responses: { 200: { description: 'The account as it is now', ...json(userAnswer) } },
});

const passwordRoute = defineRoute({
  action: 'signed_in',
  limit: 'auth',
  method: 'put',
  path: '/api/me/password',
  tags: TAGS,
  summary: 'Change the password; other sessions end',
  request: jsonBody(passwordBody),
  responses: { 200: { description: 'Changed', ...json(userAnswer) } },
});

const deleteMeRoute = defineRoute({
  action: 'signed_in',
  method: 'delete',
  path: '/api/me',
  tags: TAGS,
  summary: 'Delete the account; refused while an organization has no other owner',
  responses: { 204: { description: 'Deleted' } },
});

/** Registration, sign-in and what people may change about themselves. */
export function authRoutes(routes: Routes, accounts: Accounts, links: MailedLinks): void {
  // Besides the client, the account that is tried has a limit: guesses may come from many clients.
  // Its price: somebody who keeps guessing keeps the owner out meanwhile, never out for good.
  const countTriesFor = (email: string) => routes.limits.consume('auth', `account ${email}`);

  routes.add(registerRoute, async (c) => {
    const input = c.req.valid('json');
    await countTriesFor(input.email);
    return c.json({ user: send(c, await accounts.register(input)) }, 201);
  });
  routes.add(loginRoute, async (c) => {
    const input = c.req.valid('json');
    await countTriesFor(input.email);
    return c.json({ user: send(c, await accounts.login(input)) }, 200);
  });
  routes.add(logoutRoute, async (c) => {
    send(c, await accounts.logout(c.req.header('cookie')));
    return c.json({ ok: true as const }, 200);
  });
  routes.add(meRoute, (c) => c.json({ user: c.var.account }, 200));
  routes.add(renameRoute, async (c) => {
    const { name } = c.req.valid('json');
    return c.json({ user: await accounts.rename(c.var.account.id, name) }, 200);
  });
  routes.add(passwordRoute, async (c) => {
    await countTriesFor(c.var.account.email);
    send(c, await accounts.changePassword(c.req.header('cookie') ?? '', c.req.valid('json')));
    await links.passwordChanged(c.var.account.id);
    return c.json({ user: c.var.account }, 200);
  });
  routes.add(deleteMeRoute, async (c) => {
    await accounts.remove(c.var.account.id);
    send(c, await accounts.logout(c.req.header('cookie')));
    return c.body(null, 204);
  });
}
