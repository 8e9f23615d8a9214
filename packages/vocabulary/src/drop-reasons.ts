/**
 * Why an event that was well formed is not counted. The value is what the sender reads in the
 * `x-purestat-dropped` response header and what the owner's page of dropped events counts.
 */
export const DROP_REASONS = [
  'bot',
  'datacenter',
  'spam_referrer',
  'shield_ip',
  'shield_country',
  'shield_page',
  'shield_hostname',
  'quota',
  'opted_out',
  'no_visit',
] as const;

export type DropReason = (typeof DROP_REASONS)[number];
