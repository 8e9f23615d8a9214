export { billingRoutes } from './routes.ts';
export { Billing } from './service.ts';
export { settlePlans } from './settle-plans.ts';
export { openStripe } from './stripe-client.ts';
