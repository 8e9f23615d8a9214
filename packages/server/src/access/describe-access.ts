/** What a route's action and limit mean for whoever calls it, for the description of the API. */
import { ACTIONS, isAllowedToOneself, keyScopeOf, rolesFor, type Action } from './actions.ts';
import type { LimitName } from './rate-limits.ts';

const LIMITS: Record<LimitName, string | null> = {
  auth: 'RATE_LIMIT_AUTH',
  api: 'RATE_LIMIT_API',
  stats: 'RATE_LIMIT_STATS',
  events: 'RATE_LIMIT_EVENTS',
  mail: 'RATE_LIMIT_AUTH',
  invite_mail: 'RATE_LIMIT_AUTH',
  second_factor: 'RATE_LIMIT_AUTH',
  none: null,
};

/** @returns the route's own description, who may call it, and which limit counts it: a paragraph each */
export function describeAccess(own: string | undefined, action: Action, limit: LimitName): string {
  const variable = LIMITS[limit];
  const counted = variable === null ? 'Not limited in rate.' : `Counted by \`${variable}\`.`;
  return [own, `${whoMay(action)} ${counted}`].filter(Boolean).join('\n\n');
}

function whoMay(action: Action): string {
  const { scope } = ACTIONS[action];
  if (scope === 'public') return 'Open to everybody.';
  if (scope === 'operator') return 'For whoever runs the server.';
  if (scope === 'account') return 'For everybody who is signed in.';
  const oneself = isAllowedToOneself(action) ? '; everybody for himself' : '';
  const scopeOfKeys = keyScopeOf(action);
  const keys = scopeOfKeys === null ? '' : `; API keys with the scope \`${scopeOfKeys}\``;
  return `Roles: ${rolesFor(action).join(', ')}${oneself}${keys}.`;
}
