/** Where a visit came from: referrer, source, campaign tags and channel of one event. */
import { domainToUnicode } from 'node:url';
import { classifyChannel } from './channel.ts';
import type { ClickId } from './click-ids.ts';
import { findClickId } from './click-ids.ts';
import { decodePath, normaliseHostname } from './page.ts';
import type { Source } from './source-list.ts';
import { sourceByApp, sourceByHost, sourceByTag } from './source-list.ts';
import { cleanText } from './text.ts';

export interface AcquisitionInput {
  /** The page's URL with its query. */
  url: URL;
  /** As the browser gave it; '' for none. */
  referrer: string;
  /** Normalised host name of the site. */
  siteDomain: string;
}

/** '' stands for none; a direct visit has source '' and channel `Direct`. */
export interface Acquisition {
  /** Host and path, without scheme, `www.` and query. */
  referrer: string;
  source: string;
  channel: string;
  utm_source: string;
  utm_medium: string;
  utm_campaign: string;
  utm_term: string;
  utm_content: string;
}

const MAX_TAG_LENGTH = 200;
const MAX_REFERRER_LENGTH = 500;
const NO_PARAMETERS = new URLSearchParams();

interface Referrer {
  /** Without `www.`; the package name for an app. */
  host: string;
  path: string;
  isApp: boolean;
}

/** @returns undefined for none, for other schemes than http, https and android-app, and for what is no URL */
function parseReferrer(referrer: string): Referrer | undefined {
  if (!/^(?:https?|android-app):\/\//i.test(referrer) || !URL.canParse(referrer)) return undefined;
  const url = new URL(referrer);
  const host = normaliseHostname(url).replace(/^www\./, '');
  if (host === '') return undefined;
  return { host, path: decodePath(url.pathname), isApp: url.protocol === 'android-app:' };
}

function isWithin(host: string, domain: string): boolean {
  return host === domain || host.endsWith(`.${domain}`);
}

/** A site may be measured under one name and visited under another: both are its own. */
function isOwnHost(host: string, input: AcquisitionInput): boolean {
  return (
    isWithin(host, input.siteDomain) || host === normaliseHostname(input.url).replace(/^www\./, '')
  );
}

interface Found {
  name: string;
  listed: Source | undefined;
}

const hostOfTag = (tag: string): string => {
  const host = tag
    .replace(/^https?:\/\//i, '')
    .replace(/[/?#:].*$/, '')
    .toLowerCase();
  return domainToUnicode(host.replace(/^www\./, ''));
};

/** @returns undefined for no tag and for one that names the site itself */
function sourceOfTag(tag: string, input: AcquisitionInput): Found | undefined {
  if (tag === '') return undefined;
  const host = hostOfTag(tag);
  if (host.includes('.') && isOwnHost(host, input)) return undefined;
  const isUrl = /^https?:\/\//i.test(tag);
  const listed = sourceByTag(isUrl ? host : tag);
  return { name: listed?.name ?? (isUrl ? host : tag), listed };
}

function sourceOfReferrer(referrer: Referrer | undefined): Found | undefined {
  if (referrer === undefined) return undefined;
  const listed = referrer.isApp ? sourceByApp(referrer.host) : sourceByHost(referrer.host);
  return { name: listed?.name ?? cleanText(referrer.host, MAX_TAG_LENGTH), listed };
}

/**
 * A link with a click id may be passed on: pasted into a chat it still carries the advertisement's
 * id. So it says "paid" only where the source is of that platform or of none we know.
 */
function isPaidClick(clickId: ClickId | undefined, found: Found | undefined): boolean {
  if (clickId?.paid !== true) return false;
  return found?.listed === undefined || clickId.family.has(found.listed.name);
}

/** Derives everything about an event's origin from its URL and referrer. */
export function acquisition(input: AcquisitionInput): Acquisition {
  const parameters = input.url.search === '' ? NO_PARAMETERS : input.url.searchParams;
  const tag = (name: string): string => cleanText(parameters.get(name) ?? '', MAX_TAG_LENGTH);
  const parsed = parseReferrer(input.referrer);
  const referrer = parsed !== undefined && isOwnHost(parsed.host, input) ? undefined : parsed;
  const clickId = findClickId(parameters);
  const found =
    sourceOfTag(tag('utm_source'), input) ??
    sourceOfTag(tag('source'), input) ??
    sourceOfTag(tag('ref'), input) ??
    sourceOfReferrer(referrer);
  const source = found?.name ?? clickId?.source.name ?? '';
  const hasPaidClickId = isPaidClick(clickId, found);
  const kind =
    found?.listed?.kind ??
    (found === undefined || hasPaidClickId ? clickId?.source.kind : undefined);
  const utm = {
    utm_source: tag('utm_source'),
    utm_medium: tag('utm_medium'),
    utm_campaign: tag('utm_campaign'),
    utm_term: tag('utm_term'),
    utm_content: tag('utm_content'),
  };
  const channel = classifyChannel({
    source: source.toLowerCase(),
    kind,
    medium: utm.utm_medium.toLowerCase(),
    campaign: utm.utm_campaign.toLowerCase(),
    hasPaidClickId,
  });
  return { referrer: referrerText(referrer), source, channel, ...utm };
}

function referrerText(referrer: Referrer | undefined): string {
  if (referrer === undefined) return '';
  const path = referrer.path === '/' ? '' : referrer.path;
  return cleanText(`${referrer.host}${path}`, MAX_REFERRER_LENGTH);
}
