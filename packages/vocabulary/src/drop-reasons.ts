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

/**
 * Why something of an event that is counted was left out or shortened: a property's key or value, the
 * properties past the most that an event may have, or the title of its page was too long.
 */
export const CUT_REASONS = [
  'key_too_long',
  'value_too_long',
  'too_many_properties',
  'title_too_long',
] as const;

export type CutReason = (typeof CUT_REASONS)[number];
