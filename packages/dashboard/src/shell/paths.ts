/** Addresses of the application's pages. */
export const orgsPath = '/orgs';
export const sitesPath = (orgId: string) => `/org/${orgId}/sites`;
export const membersPath = (orgId: string) => `/org/${orgId}/members`;
export const billingPath = (orgId: string) => `/org/${orgId}/billing`;
export const orgSettingsPath = (orgId: string) => `/org/${orgId}/settings`;
export const sitePath = (orgId: string, siteId: string) => `/org/${orgId}/site/${siteId}`;
export const siteSettingsPath = (orgId: string, siteId: string) =>
  `${sitePath(orgId, siteId)}/settings`;
export const funnelsPath = (orgId: string, siteId: string) => `${sitePath(orgId, siteId)}/funnels`;
export const funnelPath = (orgId: string, siteId: string, funnelId: string) =>
  `${funnelsPath(orgId, siteId)}/${funnelId}`;
export const goalsPath = (orgId: string, siteId: string) => `${sitePath(orgId, siteId)}/goals`;
export const apiKeysPath = (orgId: string, siteId: string) => `${sitePath(orgId, siteId)}/api-keys`;
export const accountPath = '/settings';
export const invitePath = (code: string) => `/invite/${encodeURIComponent(code)}`;
