/**
 * From a well-formed hit to an event record, or to the reason why it is not counted. IP and
 * User-Agent end here: the record cannot hold them.
 */
import type { KeyObject } from 'node:crypto';
import type { DropReason } from '@purestat/vocabulary';
import { addDays, dateAt, startOfDayMs } from '../calendar.ts';
import { invalidField } from '../errors.ts';
import type { SiteContext } from '../site-context.ts';
import { VISIT_IDLE_MS, type EventRecord } from '../stores/event-record.ts';
import { acquisition } from './enrich/acquisition.ts';
import { isBot } from './enrich/bots.ts';
import { primaryLanguage, screenSize } from './enrich/device.ts';
import type { Geo } from './enrich/geo.ts';
import { normaliseHostname, normalisePathname } from './enrich/page.ts';
import { differingProperties, ownProperties, type OwnInput } from './enrich/own.ts';
import { isSpamReferrer } from './enrich/spam-referrer.ts';
import { parseUserAgent } from './enrich/user-agent.ts';
import type { Quota } from './quota.ts';
import type { Salts } from './salts.ts';
import { ENGAGEMENT, PAGEVIEW, type Hit } from './validate.ts';
import { namedVisitorId, visitorId } from './visitor.ts';
import type { OpenVisit, OpenVisits, VisitProperties } from './visits.ts';

/** What is known of the sender; lives for one request. */
export interface Sender {
  ip: string;
  userAgent: string;
  acceptLanguage: string | undefined;
  /** What the sender calls the visitor, who is then not known by address and User-Agent. */
  name?: string | undefined;
}

export interface EnrichDeps {
  geo: Pick<Geo, 'locate'>;
  salts: Pick<Salts, 'of'>;
  openVisits: OpenVisits;
  namedVisitorKey: KeyObject;
  quota: Pick<Quota, 'admit'>;
}

/** An event that goes on carries the visit it joined, which must be settled (`OpenVisits.settle`). */
export type Outcome = { record: EventRecord; visit: OpenVisit } | { dropped: DropReason };

/**
 * Runs the steps in their order: the cheap refusals first, the visit last because it changes state.
 * The quota comes after what would not be counted anyhow, so that what it drops is what a larger plan
 * would bring. A pageview that comes out as a record is counted by it.
 */
export function enrich(
  hit: Hit,
  site: SiteContext,
  sender: Sender,
  atMs: number,
  deps: EnrichDeps,
): Outcome {
  if (isBot(sender.userAgent)) return { dropped: 'bot' };
  return enrichTrusted(hit, site, sender, atMs, deps);
}

/** The same for an event of now whose sender may write the site's events: no bot would be sent. */
export function enrichTrusted(
  hit: Hit,
  site: SiteContext,
  sender: Sender,
  atMs: number,
  deps: EnrichDeps,
): Outcome {
  if (isSpamReferrer(hostOf(hit.referrer))) return { dropped: 'spam_referrer' };
  const day = dateAt(site.timezone, atMs);
  const visitor = visitorOn(day, site, sender, deps);
  if (visitor === null)
    throw new Error(`no salt for ${day}, the date under way in ${site.timezone}`);
  if (!isAdmitted(hit, site, atMs, deps)) return { dropped: 'quota' };
  const joined = deps.openVisits.find(site.number, visitor, atMs);
  if (joined === null && hit.name === ENGAGEMENT) return { dropped: 'no_visit' };
  return joinVisit(hit, site, sender, { atMs, day, visitor, joined }, deps);
}

/** Of an event that comes late. */
interface Lateness {
  /** When it happened: not after `nowMs`. */
  atMs: number;
  nowMs: number;
  /** As in `OpenVisits.findForLate`. */
  ownPending: (visit: OpenVisit) => number;
}

/**
 * For an event of the last minutes: as one of now where that surely gives the visit that it would
 * have got in time, else as one of the past, without a visit.
 * @throws AppError as `enrichPast`
 */
export function enrichLate(
  hit: Hit,
  site: SiteContext,
  sender: Sender,
  { atMs, nowMs, ownPending }: Lateness,
  deps: EnrichDeps,
): Outcome | { record: EventRecord; visit: null } {
  if (isSpamReferrer(hostOf(hit.referrer))) return { dropped: 'spam_referrer' };
  const day = dateAt(site.timezone, atMs);
  const visitor = visitorOn(day, site, sender, deps);
  const joined =
    visitor === null || day !== dateAt(site.timezone, nowMs)
      ? undefined
      : deps.openVisits.findForLate(site.number, visitor, atMs, ownPending);
  const isCertain =
    joined !== undefined &&
    (joined === null
      ? hit.name !== ENGAGEMENT
      : atMs > joined.startedMs || ownOf(hit, site, sender, joined, deps) === null);
  if (visitor !== null && !isAdmitted(hit, site, atMs, deps)) return { dropped: 'quota' };
  if (visitor !== null && isCertain) {
    return joinVisit(hit, site, sender, { atMs, day, visitor, joined }, deps);
  }
  const outcome = enrichPast(hit, site, sender, atMs, deps);
  return 'dropped' in outcome ? outcome : { ...outcome, visit: null };
}

function isAdmitted(hit: Hit, site: SiteContext, atMs: number, { quota }: EnrichDeps): boolean {
  return quota.admit(site, atMs, hit.name === PAGEVIEW);
}

/** The event opens a visit where it joins none. */
function joinVisit(
  hit: Hit,
  site: SiteContext,
  sender: Sender,
  { joined, ...moment }: Moment & { joined: OpenVisit | null },
  deps: EnrichDeps,
): { record: EventRecord; visit: OpenVisit } {
  const visit = joined ?? openVisit(hit, site, sender, moment, deps);
  deps.openVisits.join(visit, moment.atMs);
  const record = toRecord(hit, site, visit, moment);
  if (joined !== null) record.own = ownOf(hit, site, sender, joined, deps);
  return { record, visit };
}

/** What it says where its visit says otherwise. */
function ownOf(
  hit: Hit,
  site: SiteContext,
  sender: Sender,
  { properties }: OpenVisit,
  { geo }: EnrichDeps,
): EventRecord['own'] {
  if (hit.name === ENGAGEMENT) return null;
  return sender.name === undefined
    ? ownProperties(saidBy(hit, site, sender), properties)
    : differingProperties(visitProperties(hit, site, sender, geo), properties);
}

/**
 * For an event of the past, which comes out of the order of time: the store gives it its visit. The
 * quota has no say here: whether the event is a new one is not known yet.
 * @throws AppError VALIDATION_ERROR when the visitor is known by an address and the date's salt is gone
 */
export function enrichPast(
  hit: Hit,
  site: SiteContext,
  sender: Sender,
  atMs: number,
  deps: EnrichDeps,
): { record: EventRecord } | { dropped: DropReason } {
  if (isSpamReferrer(hostOf(hit.referrer))) return { dropped: 'spam_referrer' };
  const day = dateAt(site.timezone, atMs);
  const visitor = visitorOn(day, site, sender, deps);
  if (visitor === null) {
    throw invalidField(
      'visitor_id',
      `is missing; the key that makes visitors of addresses on ${day} is destroyed, so events of that day need one`,
    );
  }
  const visit = { startedMs: null, properties: visitProperties(hit, site, sender, deps.geo) };
  return { record: toRecord(hit, site, visit, { atMs, day, visitor }) };
}

/** @returns null when the visitor is known by address and User-Agent and the date has no salt any more */
function visitorOn(
  day: string,
  site: SiteContext,
  { ip, userAgent, name }: Sender,
  { salts, namedVisitorKey }: EnrichDeps,
): string | null {
  if (name !== undefined) return namedVisitorId(namedVisitorKey, site.number, day, name);
  const salt = salts.of(day);
  return salt === null ? null : visitorId(salt, site.number, ip, userAgent);
}

function saidBy(hit: Hit, site: SiteContext, sender: Sender): OwnInput {
  const { url, referrer, screenWidth } = hit;
  const { acceptLanguage } = sender;
  return { url, referrer, siteDomain: site.domain, screenWidth, acceptLanguage };
}

interface Moment {
  atMs: number;
  day: string;
  visitor: string;
}

function openVisit(
  hit: Hit,
  site: SiteContext,
  sender: Sender,
  moment: Moment,
  deps: EnrichDeps,
): OpenVisit {
  const own = visitProperties(hit, site, sender, deps.geo);
  const before = visitBeforeMidnight(site, sender, moment, deps);
  const properties = before === null ? own : { ...own, ...acquisitionOf(before.properties) };
  return deps.openVisits.open(site.number, moment.visitor, {
    startedMs: moment.atMs,
    properties,
  });
}

function visitProperties(
  hit: Hit,
  site: SiteContext,
  sender: Sender,
  geo: EnrichDeps['geo'],
): VisitProperties {
  return {
    ...acquisition({ url: hit.url, referrer: hit.referrer, siteDomain: site.domain }),
    ...geo.locate(sender.ip),
    ...parseUserAgent(sender.userAgent),
    screen_size: screenSize(hit.screenWidth),
    language: primaryLanguage(sender.acceptLanguage),
  };
}

/**
 * A visit that was open at midnight ends there; the one that goes on with it inherits how the
 * visitor came. Only in the first 30 minutes of a day, and the old visitor id is forgotten.
 */
function visitBeforeMidnight(
  site: SiteContext,
  sender: Sender,
  { atMs, day }: Moment,
  deps: EnrichDeps,
): OpenVisit | null {
  if (atMs - startOfDayMs(site.timezone, atMs) > VISIT_IDLE_MS) return null;
  const visitor = visitorOn(addDays(day, -1), site, sender, deps);
  if (visitor === null) return null;
  const { openVisits } = deps;
  const visit = openVisits.find(site.number, visitor, atMs);
  openVisits.forget(site.number, visitor);
  return visit;
}

function acquisitionOf(properties: VisitProperties): Partial<VisitProperties> {
  const { referrer, source, channel, utm_source, utm_medium, utm_campaign, utm_term, utm_content } =
    properties;
  return { referrer, source, channel, utm_source, utm_medium, utm_campaign, utm_term, utm_content };
}

function toRecord(
  hit: Hit,
  site: SiteContext,
  visit: { startedMs: number | null; properties: VisitProperties },
  { atMs, day, visitor }: Moment,
): EventRecord {
  return {
    site: site.number,
    day,
    ts: atMs,
    visitor,
    visit_started: visit.startedMs,
    name: hit.name,
    interactive: hit.interactive,
    hostname: normaliseHostname(hit.url),
    pathname: normalisePathname(hit.url),
    engaged_ms: hit.engagedMs,
    scroll_depth: hit.scrollDepth,
    ...visit.properties,
    props: hit.props,
    revenue_amount: hit.revenue?.amount ?? null,
    revenue_currency: hit.revenue?.currency ?? null,
    page_title: hit.pageTitle,
    own: null,
  };
}

function hostOf(referrer: string): string {
  return referrer === '' ? '' : (URL.parse(referrer)?.hostname ?? '');
}
