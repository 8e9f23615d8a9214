/** The links that a change of address sends: to the new one, and to the old one. */
import { defineRoute, errorAnswer, json, jsonBody, type Routes } from '../../access/index.ts';
import type { People } from './create.ts';
import { confirmBody, doneAnswer } from './schema.ts';

const TAGS = ['Accounts'];

const confirmRoute = defineRoute({
  action: 'public',
  limit: 'auth',
  method: 'post',
  path: '/api/auth/change-email',
  tags: TAGS,
  summary: 'Confirm a new e-mail address with the link that was mailed to it',
  description:
    'The token works once, within 24 hours. The old address is told, with a link that takes it back.',
  request: jsonBody(confirmBody),
  responses: {
    200: { description: 'Changed', ...json(doneAnswer) },
    409: errorAnswer('Somebody else has the address now'),
  },
});

const undoRoute = defineRoute({
  action: 'public',
  limit: 'auth',
  method: 'post',
  path: '/api/auth/undo-email-change',
  tags: TAGS,
  summary: 'Take a change of address back with the link that was mailed to the old one',
  description:
    'The token works once, within 72 hours; one that is refused with 409 works again. Sessions, password and linked providers of the account end, and so does a second factor that was turned on after the change: a link to a new password is mailed, and is the way in.',
  request: jsonBody(confirmBody),
  responses: {
    200: { description: 'Taken back', ...json(doneAnswer) },
    409: errorAnswer('Another account has the address now'),
  },
});

const DONE = { ok: true } as const;

export function emailChangeRoutes(routes: Routes, { emailChange, links }: People): void {
  routes.add(confirmRoute, async (c) => {
    await emailChange.confirm(c.req.valid('json').token);
    return c.json(DONE, 200);
  });
  routes.add(undoRoute, async (c) => {
    links.forgot(await emailChange.undo(c.req.valid('json').token));
    return c.json(DONE, 200);
  });
}
