import type { User } from '@purestat/vocabulary';
import { AppError } from '../errors.ts';
import type { OrgAccess } from './context.ts';

/**
 * An organization may keep out members who sign in with one factor alone.
 * @throws AppError FORBIDDEN; its detail's path is `two_factor`, by which the dashboard knows it
 */
export function requireSecondFactor(org: OrgAccess, { two_factor }: User): void {
  if (org.two_factor_required === 0 || two_factor) return;
  throw new AppError(
    'FORBIDDEN',
    `${org.name} asks its members for two-factor sign-in. Turn it on in your account settings, then come back.`,
    { details: [{ path: 'two_factor', message: 'is required by this organization' }] },
  );
}
