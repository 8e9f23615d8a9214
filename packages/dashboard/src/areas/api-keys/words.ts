import type { ApiKeyScope } from '@purestat/vocabulary';

/** What each scope lets a key do. */
export const SCOPE_WORDS: Readonly<Record<ApiKeyScope, string>> = {
  'stats:read': 'Read reports',
  'realtime:read': 'Read who is on the site now',
  'export:read': 'Download exports',
  'events:write': 'Send pageviews and events from a server',
};
