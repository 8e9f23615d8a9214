/** The routes of links that come by mail: a new password, the confirmation of an address. */
import { defineRoute, errorAnswer, json, jsonBody, type Routes } from '../../access/index.ts';
import { callerOf } from './caller.ts';
import type { People } from './create.ts';
import { confirmBody, doneAnswer, forgotBody, resetBody, userAnswer } from './schema.ts';
import { sendCookies } from './send-cookies.ts';
import { waitingAnswer } from './two-factor/schema.ts';

const TAGS = ['Accounts'];

const forgotRoute = defineRoute({
  action: 'public',
  limit: 'auth',
  method: 'post',
  path: '/api/auth/forgot-password',
  tags: TAGS,
  summary: 'Ask for a link to a new password',
  description:
    'The answer is the same whether there is such an account or not. At most 5 an hour for an address.',
  request: jsonBody(forgotBody),
  responses: { 200: { description: 'A mail is sent if there is an account', ...json(doneAnswer) } },
});

const resetRoute = defineRoute({
  action: 'public',
  limit: 'auth',
  method: 'post',
  path: '/api/auth/reset-password',
  tags: TAGS,
  summary: 'Set a new password with a mailed link, and sign in',
  description: 'The token works once, within one hour. Every session of the account ends.',
  request: jsonBody(resetBody),
  responses: {
    200: { description: 'Set and signed in', ...json(userAnswer) },
    202: { description: 'Set; signing in goes on with the second factor', ...json(waitingAnswer) },
  },
});

const confirmRoute = defineRoute({
  action: 'public',
  limit: 'auth',
  method: 'post',
  path: '/api/auth/verify-email',
  tags: TAGS,
  summary: 'Confirm an e-mail address with a mailed link',
  description: 'The token works once, within 24 hours.',
  request: jsonBody(confirmBody),
  responses: { 200: { description: 'Confirmed', ...json(doneAnswer) } },
});

const confirmAgainRoute = defineRoute({
  action: 'signed_in',
  limit: 'auth',
  method: 'post',
  path: '/api/me/verify-email',
  tags: TAGS,
  summary: 'Mail the link that confirms the address once more',
  description: 'At most 5 an hour.',
  responses: {
    200: { description: 'Sent', ...json(doneAnswer) },
    409: errorAnswer('The address is confirmed, or nothing asks for it: no mail is sent here'),
  },
});

const DONE = { ok: true } as const;

export function mailedLinkRoutes(routes: Routes, { accounts, links }: People): void {
  // Counted before anybody knows whether there is such an account, so that it tells nothing.
  const countMailTo = (email: string) => routes.limits.consume('mail', email);

  routes.add(forgotRoute, async (c) => {
    const { email } = c.req.valid('json');
    await countMailTo(email);
    links.forgot(email);
    return c.json(DONE, 200);
  });
  routes.add(resetRoute, async (c) => {
    const { token, password } = c.req.valid('json');
    const email = await links.reset(token, password);
    const signIn = sendCookies(c, await accounts.login({ email, password }, callerOf(c)));
    if ('user' in signIn) return c.json(signIn, 200);
    return c.json({ second_factor_required: true as const }, 202);
  });
  routes.add(confirmRoute, async (c) => {
    await links.confirm(c.req.valid('json').token);
    return c.json(DONE, 200);
  });
  routes.add(confirmAgainRoute, async (c) => {
    await countMailTo(c.var.account.email);
    links.sendConfirmationAgain(c.var.account);
    return c.json(DONE, 200);
  });
}
