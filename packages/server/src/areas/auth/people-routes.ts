import type { Routes } from '../../access/index.ts';
import type { People } from './create.ts';
import { emailChangeRoutes } from './email-change-routes.ts';
import { mailedLinkRoutes } from './mailed-link-routes.ts';
import { meRoutes } from './me-routes.ts';
import { authRoutes } from './routes.ts';
import { sessionRoutes } from './session-routes.ts';
import { twoFactorRoutes } from './two-factor/routes.ts';

/** Everything about one's own account. */
export function peopleRoutes(routes: Routes, people: People): void {
  authRoutes(routes, people);
  mailedLinkRoutes(routes, people);
  emailChangeRoutes(routes, people);
  meRoutes(routes, people);
  sessionRoutes(routes, people);
  twoFactorRoutes(routes, people);
}
