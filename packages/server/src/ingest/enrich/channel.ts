/**
 * Sorts a visit's origin into a channel. The rules stand in one ordered list; the first that
 * holds decides. docs/reference/sources.md tells them in words.
 */
import type { SourceKind } from './source-list.ts';

/** What the rules look at; texts are lower case, '' for none. */
export interface Origin {
  /** The source's display name or text. */
  source: string;
  /** Kind of the source where a list knows it. */
  kind: SourceKind | undefined;
  medium: string;
  campaign: string;
  /** The landing URL carries a click id of an advertisement, on a source of that platform. */
  hasPaidClickId: boolean;
}

const PAID_MEDIUM = /cp|^ppc$|^retargeting$|^remarketing$|^paid|^sem$|^ads?$/;
const SHOPPING_CAMPAIGN = /(?:^|[^a-df-z])shop|shopping/;
const CROSS_NETWORK = /cross[-_ ]?network/;

const DISPLAY_MEDIA = new Set(['display', 'banner', 'expandable', 'interstitial', 'cpm', 'native']);
const AFFILIATE_MEDIA = new Set(['affiliate', 'affiliates', 'affiliation']);
const EMAIL_MEDIA = new Set(['email', 'e-mail', 'e_mail', 'e mail', 'newsletter']);
const AUDIO_MEDIA = new Set(['audio', 'podcast']);
const AI_MEDIA = new Set(['ai', 'ai-assistant', 'ai_assistant', 'ai assistant', 'llm', 'chatbot']);
const SOCIAL_MEDIA = new Set([
  'social',
  'social-network',
  'social_network',
  'social network',
  'social-media',
  'social_media',
  'social media',
  'sm',
  'organic-social',
  'organic_social',
]);
const SEARCH_MEDIA = new Set(['organic', 'organic-search', 'organic_search', 'search', 'seo']);
const REFERRAL_MEDIA = new Set(['referral', 'app', 'link']);

const isPush = (medium: string): boolean => /push$|mobile|notification/.test(medium);

/** Whether the medium decides without a look at the source, so that a click id has nothing to add. */
function namesChannel(medium: string): boolean {
  const sets = [DISPLAY_MEDIA, AFFILIATE_MEDIA, EMAIL_MEDIA, AUDIO_MEDIA, AI_MEDIA, SOCIAL_MEDIA];
  return (
    [...sets, SEARCH_MEDIA, REFERRAL_MEDIA].some((media) => media.has(medium)) ||
    medium === 'sms' ||
    isPush(medium) ||
    medium.includes('video')
  );
}

const isPaid = ({ medium, hasPaidClickId }: Origin): boolean =>
  PAID_MEDIUM.test(medium) || (hasPaidClickId && !namesChannel(medium));
const isShopping = ({ kind, campaign }: Origin): boolean =>
  kind === 'shopping' || SHOPPING_CAMPAIGN.test(campaign);
/** `paid-social` and the like say both words themselves. */
const isPaidFor = (origin: Origin, kind: 'search' | 'social' | 'video'): boolean =>
  isPaid(origin) &&
  (origin.kind === kind || (origin.kind === undefined && origin.medium.includes(kind)));

const RULES = [
  ['Cross-network', (origin) => CROSS_NETWORK.test(origin.campaign)],
  ['Paid Shopping', (origin) => isPaid(origin) && isShopping(origin)],
  ['Paid Search', (origin) => isPaidFor(origin, 'search')],
  ['Paid Social', (origin) => isPaidFor(origin, 'social')],
  ['Paid Video', (origin) => isPaidFor(origin, 'video')],
  ['Display', ({ kind, medium }) => DISPLAY_MEDIA.has(medium) || kind === 'ads'],
  ['Paid Other', isPaid],
  ['Affiliates', ({ kind, medium }) => AFFILIATE_MEDIA.has(medium) || kind === 'affiliates'],
  ['Email', ({ kind, medium }) => EMAIL_MEDIA.has(medium) || kind === 'mail'],
  ['SMS', ({ source, medium }) => medium === 'sms' || source === 'sms'],
  ['Push', ({ source, medium }) => isPush(medium) || source === 'firebase'],
  ['Audio', ({ medium }) => AUDIO_MEDIA.has(medium)],
  ['AI Assistants', ({ kind, medium }) => kind === 'ai' || AI_MEDIA.has(medium)],
  ['Organic Shopping', isShopping],
  ['Organic Social', ({ kind, medium }) => kind === 'social' || SOCIAL_MEDIA.has(medium)],
  ['Organic Video', ({ kind, medium }) => kind === 'video' || medium.includes('video')],
  ['Organic Search', ({ kind, medium }) => kind === 'search' || SEARCH_MEDIA.has(medium)],
  ['Referral', ({ source, medium }) => source !== '' || REFERRAL_MEDIA.has(medium)],
  ['Direct', () => true],
] as const satisfies ReadonlyArray<readonly [string, (origin: Origin) => boolean]>;

export type Channel = (typeof RULES)[number][0];

/** The channels in the order in which their rules are tried. */
export const CHANNELS: readonly Channel[] = RULES.map(([channel]) => channel);

/** @returns the first channel whose rule holds */
export function classifyChannel(origin: Origin): Channel {
  return RULES.find(([, holds]) => holds(origin))![0];
}
