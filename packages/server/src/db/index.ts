export { CONFIG_STORE_FORMAT } from './migrations/index.ts';
export { openConfigStore, type ConfigStore } from './config-store.ts';
export { newId } from './id.ts';
export type { Schema } from './schema.ts';
export { isUniqueViolation } from './unique-violation.ts';
