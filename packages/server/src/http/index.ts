export { errorHandler, notFoundHandler } from './errors.ts';
export {
  clientKeyOf,
  forgetCookieBesideKey,
  identifyClient,
  letGoOfBodyForHead,
  limitBody,
  logRequests,
  refuseForeignOrigins,
} from './guards.ts';
export { mountApiDescription } from './api-description.ts';
export { mountOperations, operatorCheck } from './operations.ts';
export { mountPages } from './pages.ts';
export { securityHeaders } from './security-headers.ts';
export { refuseInvalid } from './validation.ts';
