import type { Org, Role } from '@purestat/vocabulary';

export const ROLE_NAMES: Readonly<Record<Role, string>> = {
  owner: 'Owner',
  admin: 'Admin',
  viewer: 'Viewer',
};

export const PLAN_NAMES: Readonly<Record<Org['plan'], string>> = {
  selfhosted: 'Self-hosted',
  free: 'Free',
  pro: 'Pro',
  business: 'Business',
};

/** Whether a role may change sites and the organization's name. */
export function canAdminister(role: Role | undefined): boolean {
  return role === 'owner' || role === 'admin';
}
