export { createAccounts } from './create.ts';
export { mailedLinkRoutes } from './mailed-link-routes.ts';
export type { MailedLinks } from './mailed-links.ts';
export { authRoutes } from './routes.ts';
export type { Accounts } from './service.ts';
export { deleteExpiredSessions } from './queries.ts';
