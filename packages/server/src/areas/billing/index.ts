export { settlePlans } from './settle-plans.ts';
