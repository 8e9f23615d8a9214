import { defineRoute, errorAnswer, json, jsonBody, type Routes } from '../../access/index.ts';
import { memberAnswer, memberBody, memberParams, membersAnswer, orgParams } from './schema.ts';
import type { Members } from './service.ts';

const TAGS = ['Members'];
const LAST_OWNER = errorAnswer('The organization would have no owner');

const listMembersRoute = defineRoute({
  action: 'member:list',
  method: 'get',
  path: '/api/org/{orgId}/member',
  tags: TAGS,
  summary: 'Members of an organization',
  request: { params: orgParams },
  responses: { 200: { description: 'Oldest first', ...json(membersAnswer) } },
});

const changeRoleRoute = defineRoute({
  action: 'member:update',
  method: 'put',
  path: '/api/org/{orgId}/member/{memberId}',
  tags: TAGS,
  summary: 'Change a member’s role',
  request: { params: memberParams, ...jsonBody(memberBody) },
  responses: {
    200: { description: 'The member as he is now', ...json(memberAnswer) },
    409: LAST_OWNER,
  },
});

const removeMemberRoute = defineRoute({
  action: 'member:delete',
  method: 'delete',
  path: '/api/org/{orgId}/member/{memberId}',
  tags: TAGS,
  summary: 'Remove a member, or leave',
  description: 'Access ends at once, and so do invite links that the person made.',
  request: { params: memberParams },
  responses: { 204: { description: 'No longer a member' }, 409: LAST_OWNER },
});

export function memberRoutes(routes: Routes, members: Members): void {
  routes.add(listMembersRoute, async (c) =>
    c.json({ members: await members.list(c.var.org.id) }, 200),
  );
  routes.add(changeRoleRoute, async (c) => {
    const member = await members.changeRole(c.var.member, c.req.valid('json').role);
    c.var.note({ member: member.user.name, role: { from: c.var.member.role, to: member.role } });
    return c.json({ member }, 200);
  });
  routes.add(removeMemberRoute, async (c) => {
    const { member, org, account } = c.var;
    const isOneself = member.user_id === account.id;
    const removed = await members.remove({ member, role: org.role, isOneself });
    c.var.note({ member: removed.user.name, role: removed.role, left: isOneself });
    return c.body(null, 204);
  });
}
