/** What people may change about themselves. */
import { defineRoute, errorAnswer, json, jsonBody, type Routes } from '../../access/index.ts';
import { callerOf } from './caller.ts';
import type { People } from './create.ts';
import {
  deletionAnswer,
  deletionBody,
  passwordBody,
  profileAnswer,
  profileBody,
  userAnswer,
} from './schema.ts';
import type { Proof } from './reauthentication.ts';
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

const changeMeRoute = defineRoute({
  action: 'signed_in',
  method: 'put',
  path: '/api/me',
  tags: TAGS,
  summary: 'Change the name or the e-mail address',
  description:
    'Another address asks for the present password. Where mails are sent it holds once the link mailed to it was followed; the old address is told.',
  request: jsonBody(profileBody),
  responses: {
    200: { description: 'The account as it is now', ...json(profileAnswer) },
    409: errorAnswer('An account with this address exists'),
  },
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

const deletionRoute = defineRoute({
  action: 'signed_in',
  method: 'get',
  path: '/api/me/deletion',
  tags: TAGS,
  summary: 'What would go with the account',
  responses: {
    200: { description: 'Organizations without another owner', ...json(deletionAnswer) },
  },
});

const deleteMeRoute = defineRoute({
  action: 'signed_in',
  limit: 'auth',
  method: 'delete',
  path: '/api/me',
  tags: TAGS,
  summary: 'Delete the account',
  description:
    'Organizations that have no other owner get one first, or are named in `delete_orgs` and go too, with their sites and events.',
  request: { body: { ...json(deletionBody), required: false } },
  responses: {
    204: { description: 'Deleted; every session has ended' },
    409: errorAnswer('Organizations would have no owner; details name them'),
  },
});

export function meRoutes(routes: Routes, people: People): void {
  const { accounts, links, sessions, reauthentication, emailChange, deletion } = people;
  const countTriesFor = (email: string) => routes.limits.consume('auth', `account ${email}`);
  /** Whoever holds the session shows that he is the person. */
  const reauthenticate = async (cookie: string | undefined, proof: Proof) => {
    const present = await sessions.present(cookie);
    await countTriesFor(present.user.email);
    await reauthentication.require(present, proof);
    return present.user;
  };

  routes.add(meRoute, async (c) => c.json({ user: await accounts.describe(c.var.account) }, 200));
  routes.add(changeMeRoute, async (c) => {
    const { name, email, ...proof } = c.req.valid('json');
    const { id, email: present } = c.var.account;
    let confirm_email: string | null = null;
    if (email !== undefined && email !== present) {
      const user = await reauthenticate(c.req.header('cookie'), proof);
      // Before the answer tells whether the address is taken.
      await routes.limits.consume('mail', email);
      if (!(await emailChange.ask(user, email))) confirm_email = email;
    }
    return c.json({ user: await accounts.changeName(id, name), confirm_email }, 200);
  });
  routes.add(passwordRoute, async (c) => {
    const change = c.req.valid('json');
    const user = await reauthenticate(c.req.header('cookie'), change);
    send(c, await accounts.changePassword(callerOf(c), change));
    await links.passwordChanged(user.id);
    links.tell('password-changed', user);
    return c.json({ user: await accounts.describe(c.var.account) }, 200);
  });
  routes.add(deletionRoute, async (c) =>
    c.json({ deletion: await deletion.preview(c.var.account.id) }, 200),
  );
  routes.add(deleteMeRoute, async (c) => {
    const { delete_orgs = [], ...proof } = c.req.valid('json');
    const { id } = await reauthenticate(c.req.header('cookie'), proof);
    await deletion.run(id, delete_orgs);
    send(c, await accounts.logout(c.req.header('cookie')));
    return c.body(null, 204);
  });
}
