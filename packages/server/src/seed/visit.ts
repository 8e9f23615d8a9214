/** What one visit sends: a walk over the site's pages, with engagement and custom events. */
import type { Sender } from '../ingest/index.ts';
import { EXIT, type Action, type Arrival, type PageKind, type Profile } from './profile.ts';
import type { Random } from './random.ts';
import type { Visitor } from './visitor.ts';

/** An event as a tracker sends it, and when. */
export interface TimedEvent {
  atMs: number;
  body: EventBody;
  sender: Sender;
}

export interface EventBody {
  domain: string;
  url: string;
  name: string;
  referrer: string;
  screen_width: number;
  props?: Record<string, string>;
  revenue?: { amount: string; currency: string };
  interactive?: boolean;
  engaged_ms?: number;
  scroll_depth?: number;
}

export interface VisitPlan {
  profile: Profile;
  domain: string;
  /** The day's date, for campaigns that carry it. */
  date: string;
  visitor: Visitor;
  arrival: Arrival;
  startMs: number;
}

const MAX_PAGES = 40;
const READ_SPREAD = 0.85;
const LONGEST_READ_SECONDS = 1_200;
/** A phone that dies or a network that fails sends no last word. */
const ENGAGEMENT_LOST = 0.04;

/** @returns the visit's events in order of time */
export function planVisit(plan: VisitPlan, random: Random): TimedEvent[] {
  const { profile, arrival } = plan;
  const events: TimedEvent[] = [];
  let kind = random.weighted(arrival.landing);
  let path = arrival.path ?? random.weighted(profile.pages[kind]!.paths);
  let url = `https://${plan.domain}${encodeURI(path)}${queryOf(plan)}`;
  let referrer = arrival.referrer;
  let atMs = plan.startMs;
  for (let page = 0; page < MAX_PAGES; page++) {
    const { next } = profile.pages[kind]!;
    const following = random.weighted({ ...next, [EXIT]: (next[EXIT] ?? 0) * arrival.leaving });
    const stay = stayOnPage(
      { plan, kind: profile.pages[kind]!, path, url, referrer, atMs },
      random,
    );
    events.push(...stay.events);
    if (following === EXIT) break;
    atMs = stay.leftAtMs + random.whole(80, 900);
    referrer = url.split('?')[0]!;
    kind = following;
    path = random.weighted(profile.pages[kind]!.paths);
    url = `https://${plan.domain}${encodeURI(path)}`;
  }
  return events;
}

function queryOf({ arrival, date }: VisitPlan): string {
  if (arrival.query === undefined) return '';
  const query = new URLSearchParams(arrival.query).toString();
  return `?${query.replaceAll(encodeURIComponent('{date}'), date)}`;
}

interface Page {
  plan: VisitPlan;
  kind: PageKind;
  path: string;
  url: string;
  referrer: string;
  atMs: number;
}

function stayOnPage(page: Page, random: Random): { events: TimedEvent[]; leftAtMs: number } {
  const seconds = Math.min(LONGEST_READ_SECONDS, random.around(page.kind.readSeconds, READ_SPREAD));
  const readMs = Math.max(400, Math.round(seconds * 1_000));
  const leftAtMs = page.atMs + readMs;
  const events = [eventOn(page, page.atMs, 'pageview')];
  for (const action of page.kind.actions ?? []) {
    if (!random.chance(action.probability)) continue;
    const atMs = page.atMs + Math.round(readMs * random.unit());
    events.push(eventOn(page, atMs, action.name, actionFields(action, page, random)));
  }
  if (!random.chance(ENGAGEMENT_LOST)) {
    events.push(
      eventOn(page, leftAtMs, 'engagement', {
        engaged_ms: Math.round(readMs * (0.55 + 0.45 * random.unit())),
        scroll_depth: Math.min(100, Math.round(25 + 60 * random.unit() * random.around(1, 0.4))),
      }),
    );
  }
  return { events: events.sort((a, b) => a.atMs - b.atMs), leftAtMs };
}

function eventOn(
  { plan, url, referrer }: Page,
  atMs: number,
  name: string,
  fields: Partial<EventBody> = {},
): TimedEvent {
  const { domain, visitor } = plan;
  const body = { domain, url, name, referrer, screen_width: visitor.screenWidth, ...fields };
  return { atMs, body, sender: visitor.sender };
}

function actionFields(action: Action, page: Page, random: Random): Partial<EventBody> {
  const { props, revenue, interactive } = action;
  const lastPart = page.path.split('/').at(-1)!;
  return {
    ...(props && {
      props: Object.fromEntries(
        Object.entries(props).map(([key, values]) => [
          key,
          random.weighted(values).replace('{page}', lastPart),
        ]),
      ),
    }),
    ...(revenue && {
      revenue: {
        currency: revenue.currency,
        amount: (Math.max(1, Math.round(random.around(revenue.medianAmount, 0.6))) - 0.1).toFixed(
          2,
        ),
      },
    }),
    ...(interactive === false && { interactive }),
  };
}
