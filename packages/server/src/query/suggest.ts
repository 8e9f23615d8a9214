/** Finds what was probably meant by a name that is not known, and says what is allowed. */
import { found as shown } from './issues.ts';

/** Names that others give to the same things, as they are spelled without case and punctuation. */
const SYNONYMS: Readonly<Record<string, readonly string[]>> = {
  // metrics
  users: ['visitors'],
  uniques: ['visitors'],
  uniquevisitors: ['visitors'],
  people: ['visitors'],
  views: ['pageviews'],
  screenviews: ['pageviews'],
  hits: ['events', 'pageviews'],
  totalvisits: ['visits'],
  totalpageviews: ['pageviews'],
  pagespervisit: ['views_per_visit'],
  viewspersession: ['views_per_visit'],
  bounces: ['bounce_rate'],
  duration: ['avg_duration'],
  averageduration: ['avg_duration'],
  avgvisitduration: ['avg_duration'],
  timeonsite: ['avg_duration'],
  avgtimeonpage: ['time_on_page'],
  totalrevenue: ['revenue'],
  avgrevenue: ['average_revenue'],
  cr: ['conversion_rate'],
  share: ['percentage'],
  percent: ['percentage'],
  // dimensions
  page: ['pathname'],
  pages: ['pathname'],
  pagepath: ['pathname'],
  path: ['pathname'],
  url: ['pathname'],
  uri: ['pathname'],
  title: ['page_title'],
  host: ['hostname'],
  domain: ['hostname'],
  entry: ['entry_page'],
  landingpage: ['entry_page'],
  exit: ['exit_page'],
  referer: ['referrer'],
  referers: ['referrer'],
  ref: ['referrer', 'source'],
  acquisitionchannel: ['channel'],
  medium: ['utm_medium'],
  campaign: ['utm_campaign'],
  term: ['utm_term'],
  content: ['utm_content'],
  countrycode: ['country'],
  location: ['country'],
  countryname: ['country'],
  state: ['region'],
  town: ['city'],
  cityname: ['city'],
  device: ['device_type'],
  screen: ['screen_size'],
  operatingsystem: ['os'],
  lang: ['language'],
  locale: ['language'],
  event: ['event_name'],
  name: ['event_name'],
  goals: ['goal'],
  conversion: ['goal', 'conversions'],
  prop: ['props:KEY'],
  props: ['props:KEY'],
  property: ['props:KEY'],
  properties: ['property', 'props:KEY'],
  day: ['date', 'today'],
  days: ['date'],
  time: ['hour', 'date'],
  // periods
  '7days': ['7d'],
  last7days: ['7d'],
  '30days': ['30d'],
  last30days: ['30d'],
  '90d': ['91d'],
  '12months': ['12mo'],
  currentmonth: ['month'],
  thismonth: ['month'],
  thisyear: ['year'],
  ytd: ['year'],
  alltime: ['all'],
  realtime: ['today'],
  // comparisons
  lastyear: ['previous_year'],
  yearoveryear: ['previous_year'],
  yoy: ['previous_year'],
  previous: ['previous_period'],
  lastperiod: ['previous_period'],
  // operators
  eq: ['is'],
  equals: ['is'],
  in: ['is'],
  not: ['is_not'],
  neq: ['is_not'],
  ne: ['is_not'],
  notequals: ['is_not'],
  notin: ['is_not'],
  like: ['contains'],
  includes: ['contains'],
  ilike: ['contains'],
  doesnotcontain: ['contains_not'],
  notcontains: ['contains_not'],
  notlike: ['contains_not'],
  regex: ['matches'],
  regexp: ['matches'],
  match: ['matches'],
  notmatches: ['matches_not'],
  doesnotmatch: ['matches_not'],
  notregex: ['matches_not'],
  // the body's fields
  start: ['date_from'],
  startdate: ['date_from'],
  from: ['date_from'],
  end: ['date_to'],
  enddate: ['date_to'],
  to: ['date_to'],
  daterange: ['period'],
  filter: ['filters'],
  breakdown: ['dimensions'],
  groupby: ['dimensions'],
  comparison: ['compare'],
  sort: ['order_by'],
  sortby: ['order_by'],
  order: ['order_by', 'order_dir'],
  pagination: ['limit'],
};

/** Damerau and Levenshtein's: what it takes to insert, remove, change or swap neighbours. */
function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swap = isSwap ? before[j - 2]! + 1 : substitution;
      current.push(Math.min(previous[j]! + 1, current[j - 1]! + 1, substitution, swap));
    }
    before = previous;
    previous = current;
  }
  return previous[b.length]!;
}

/** Without case and punctuation, and without the scopes that others write before a name. */
const spelled = (name: string) =>
  name
    .toLowerCase()
    .replace(/^(visit|event|session|ga):/, '')
    .replaceAll(/[^a-z0-9]/g, '');

const MAX_NAME_LENGTH = 40;

/** @returns the nearest of the allowed names, or null when none is near */
export function nearest(name: string, allowed: readonly string[]): string | null {
  if (name.length > MAX_NAME_LENGTH) return null;
  const asked = spelled(name);
  if (asked === '') return null;
  const known = Object.hasOwn(SYNONYMS, asked) ? SYNONYMS[asked]! : [];
  const same = allowed.find((candidate) => spelled(candidate) === asked);
  const synonym = same ?? known.find((candidate) => allowed.includes(candidate));
  if (synonym !== undefined) return synonym;
  const ranked = allowed
    .map((candidate) => ({ candidate, distance: editDistance(asked, spelled(candidate)) }))
    .toSorted((a, b) => a.distance - b.distance);
  const best = ranked[0];
  return best !== undefined && best.distance <= Math.max(1, asked.length / 4)
    ? best.candidate
    : null;
}

const MAX_LISTED = 100;

/**
 * One sentence: what was found, what was probably meant, what is allowed.
 * @param guess where no allowed name is near
 */
export function notAllowed(
  what: string,
  found: unknown,
  allowed: readonly string[],
  guess: (name: string) => string | null = () => null,
): string {
  const meant = typeof found === 'string' ? (nearest(found, allowed) ?? guess(found)) : null;
  const hint = meant === null ? '' : ` Did you mean "${meant}"?`;
  const rest = allowed.length > MAX_LISTED ? ', …' : '';
  const list = allowed.length === 0 ? 'none' : allowed.slice(0, MAX_LISTED).join(', ');
  return `unknown ${what} ${shown(found)}.${hint} Allowed: ${list}${rest}.`;
}
