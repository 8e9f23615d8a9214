/** What people may change about themselves. */
import { defineRoute, errorAnswer, json, jsonBody, type Routes } from '../../access/index.ts';
import { callerOf } from './caller.ts';
import type { People } from './create.ts';
import { passwordBody, profileBody, userAnswer } from './schema.ts';
import { sendCookies as send } from './send-cookies.ts';

const TAGS = ['Accounts'];

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
  limit: 'auth',
  method: 'delete',
  path: '/api/me',
  tags: TAGS,
  summary: 'Delete the account; refused while an organization has no other owner',
  responses: {
    204: { description: 'Deleted' },
    409: errorAnswer('An organization would have no owner'),
  },
});

export function meRoutes(routes: Routes, { accounts, links }: People): void {
  const countTriesFor = (email: string) => routes.limits.consume('auth', `account ${email}`);

  routes.add(meRoute, async (c) => c.json({ user: await accounts.describe(c.var.account) }, 200));
  routes.add(renameRoute, async (c) => {
    const { name } = c.req.valid('json');
    return c.json({ user: await accounts.rename(c.var.account.id, name) }, 200);
  });
  routes.add(passwordRoute, async (c) => {
    await countTriesFor(c.var.account.email);
    send(c, await accounts.changePassword(callerOf(c), c.req.valid('json')));
    await links.passwordChanged(c.var.account.id);
    return c.json({ user: await accounts.describe(c.var.account) }, 200);
  });
  routes.add(deleteMeRoute, async (c) => {
    await accounts.remove(c.var.account.id);
    send(c, await accounts.logout(c.req.header('cookie')));
    return c.body(null, 204);
  });
}
