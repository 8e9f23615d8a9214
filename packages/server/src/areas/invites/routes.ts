import type { User } from '@purestat/vocabulary';
import { defineRoute, errorAnswer, json, jsonBody, type Routes } from '../../access/index.ts';
import {
  acceptedAnswer,
  codeParams,
  inviteAnswer,
  inviteBody,
  inviteParams,
  invitesAnswer,
  openInviteAnswer,
  orgParams,
} from './schema.ts';
import type { Invites } from './service.ts';

const TAGS = ['Invitations'];
const LINK_ERRORS = {
  404: errorAnswer('No such invitation'),
  410: errorAnswer('Expired, revoked or used; the message says which'),
};

const createInviteRoute = defineRoute({
  action: 'invite:create',
  method: 'post',
  path: '/api/org/{orgId}/invite',
  tags: TAGS,
  summary: 'Make a link by which somebody can join',
  request: { params: orgParams, ...jsonBody(inviteBody) },
  responses: {
    201: {
      description: 'Created; good for 7 days and for one person',
      ...json(inviteAnswer),
    },
    402: errorAnswer('The plan has no place left; a pending invitation holds one'),
    409: errorAnswer('The address is a member’s, or invited already'),
  },
});

const listInvitesRoute = defineRoute({
  action: 'invite:list',
  method: 'get',
  path: '/api/org/{orgId}/invite',
  tags: TAGS,
  summary: 'Invitations that nobody has accepted yet',
  request: { params: orgParams },
  responses: { 200: { description: 'Oldest first', ...json(invitesAnswer) } },
});

const revokeInviteRoute = defineRoute({
  action: 'invite:delete',
  method: 'delete',
  path: '/api/org/{orgId}/invite/{inviteId}',
  tags: TAGS,
  summary: 'Revoke an invitation',
  request: { params: inviteParams },
  responses: { 204: { description: 'Its link works no more' } },
});

const lookRoute = defineRoute({
  action: 'public',
  method: 'get',
  path: '/api/invite/{code}',
  tags: TAGS,
  summary: 'Where an invite link leads',
  request: { params: codeParams },
  responses: { 200: { description: 'The invitation', ...json(openInviteAnswer) }, ...LINK_ERRORS },
});

const acceptRoute = defineRoute({
  action: 'signed_in',
  method: 'post',
  path: '/api/invite/{code}/accept',
  tags: TAGS,
  summary: 'Join',
  description: 'The link is the credential: whoever holds it may accept, whatever the address.',
  request: { params: codeParams },
  responses: {
    200: { description: 'A member now', ...json(acceptedAnswer) },
    402: errorAnswer('The organization’s plan has no place left; the link stays good'),
    409: errorAnswer('A member already; the link stays good'),
    ...LINK_ERRORS,
  },
});

export function inviteRoutes(routes: Routes, invites: Invites): void {
  /** Past the limits the invitation stands all the same: its link can be sent by hand. */
  const mayMail = async (inviter: User, email: string): Promise<boolean> => {
    if (!invites.areMailed || !inviter.email_verified) return false;
    const { limits } = routes;
    return (await limits.allows('invite_mail', inviter.id)) && limits.allows('mail', email);
  };

  routes.add(createInviteRoute, async (c) => {
    const { org, account } = c.var;
    const invitation = { org, inviter: account };
    const invite = await invites.create(invitation, c.req.valid('json'));
    const mailed = await mayMail(account, invite.email);
    if (mailed) invites.mail(invitation, invite);
    // Not the address: it is forgotten with the invitation, and this is kept for a year.
    c.var.note({ role: invite.role });
    return c.json({ invite: { ...invite, mailed } }, 201);
  });
  routes.add(listInvitesRoute, async (c) =>
    c.json({ invites: await invites.list(c.var.org.id) }, 200),
  );
  routes.add(revokeInviteRoute, async (c) => {
    await invites.revoke(c.var.org.id, c.req.valid('param').inviteId);
    return c.body(null, 204);
  });
  routes.add(lookRoute, async (c) =>
    c.json({ invite: await invites.look(c.req.valid('param').code) }, 200),
  );
  routes.add(acceptRoute, async (c) =>
    c.json(await invites.accept(c.var.account, c.req.valid('param').code), 200),
  );
}
