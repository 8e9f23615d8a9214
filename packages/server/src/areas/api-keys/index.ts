export { apiKeyRoutes } from './routes.ts';
export { createApiKeys } from './service.ts';
export { KeyUses } from './uses.ts';
export { deleteRevokedKeys } from './queries.ts';
