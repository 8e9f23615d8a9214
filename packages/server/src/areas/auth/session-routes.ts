/** The browsers in which one is signed in, and how to end that. */
import { defineRoute, errorAnswer, json, type Routes } from '../../access/index.ts';
import type { People } from './create.ts';
import { sessionParams, sessionsAnswer, sessionsQuery } from './schema.ts';
import { sendCookies } from './send-cookies.ts';

const TAGS = ['Accounts'];

const listRoute = defineRoute({
  action: 'signed_in',
  method: 'get',
  path: '/api/me/sessions',
  tags: TAGS,
  summary: 'Where one is signed in',
  description:
    'A session ends after 30 days without use and 90 days after it began. No address and no User-Agent is kept.',
  responses: { 200: { description: 'Latest first', ...json(sessionsAnswer) } },
});

const endAllRoute = defineRoute({
  action: 'signed_in',
  method: 'delete',
  path: '/api/me/sessions',
  tags: TAGS,
  summary: 'Sign out everywhere',
  description: 'Here too, unless `except=current`. What is open in the sessions ends at once.',
  request: { query: sessionsQuery },
  responses: { 204: { description: 'Signed out' } },
});

const endRoute = defineRoute({
  action: 'signed_in',
  method: 'delete',
  path: '/api/me/sessions/{sessionId}',
  tags: TAGS,
  summary: 'Sign out in one browser',
  request: { params: sessionParams },
  responses: {
    204: { description: 'Signed out there' },
    404: errorAnswer('No such session of yours'),
  },
});

export function sessionRoutes(routes: Routes, { accounts, sessions }: People): void {
  routes.add(listRoute, async (c) => {
    const present = await sessions.present(c.req.header('cookie'));
    return c.json({ sessions: await sessions.list(present) }, 200);
  });
  routes.add(endAllRoute, async (c) => {
    const { user, session } = await sessions.present(c.req.header('cookie'));
    if (c.req.valid('query').except === 'current') await sessions.endAll(user.id, session.id);
    else {
      sendCookies(c, await accounts.logout(c.req.header('cookie')));
      await sessions.endAll(user.id, null);
    }
    return c.body(null, 204);
  });
  routes.add(endRoute, async (c) => {
    await sessions.end(c.var.account.id, c.req.valid('param').sessionId);
    return c.body(null, 204);
  });
}
