export { inviteRoutes } from './routes.ts';
export { Invites } from './service.ts';
export { deleteOldInvites } from './queries.ts';
