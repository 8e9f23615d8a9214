/**
 * What every metric and dimension means, in a sentence for people. Beside the names and not among
 * them, because who draws a figure needs its name at once and its meaning only when asked.
 */
import type { Metric, NamedDimension, PROPERTY_SUMMARIES } from './figures.ts';

export interface MetricDefinition {
  text: string;
  /** When there is no value; absent: there always is one. */
  whenNull?: string;
}

const WITHOUT_VISITS = 'there were no visits';
const WITHOUT_REPORTS = 'no visit reported any; with conditions that such reports cannot meet';

export const METRIC_DEFINITIONS: Readonly<Record<Metric, MetricDefinition>> = {
  visitors: {
    text: 'Different visitors of each day with at least one matching event, added up over the days.',
  },
  visits: {
    text: 'Events of one visitor on one day with no gap over 30 minutes; those with at least one matching event.',
  },
  pageviews: { text: 'Pages viewed: events named pageview.' },
  events: { text: 'Pageviews and custom events; reports of engagement are none.' },
  views_per_visit: { text: 'Pageviews of the visits / visits.', whenNull: WITHOUT_VISITS },
  bounce_rate: {
    text: 'Share of visits with at most one pageview and no interactive custom event.',
    whenNull: WITHOUT_VISITS,
  },
  avg_duration: {
    text: 'Mean time from the first event of a visit to its last event or report of engagement, bounces included.',
    whenNull: WITHOUT_VISITS,
  },
  scroll_depth: {
    text: 'How far down visits scrolled on the page: mean of the deepest scroll of each.',
    whenNull: WITHOUT_REPORTS,
  },
  time_on_page: {
    text: 'Time with the page in view / visits that reported any for it.',
    whenNull: WITHOUT_REPORTS,
  },
  entrances: { text: 'Visits that began with the page.' },
  exits: { text: 'Visits that ended with the page.' },
  exit_rate: { text: 'Exits / pageviews of the page.', whenNull: 'there were no pageviews' },
  conversions: {
    text: 'Events that meet the goal, several of a visitor included; without a goal, events that meet at least one.',
  },
  conversion_rate: {
    text: 'Visitors who converted / visitors there would be without the conditions on goals, events and properties.',
    whenNull: 'there were no visitors',
  },
  revenue: {
    text: 'Sum of the amounts of matching events; under a goal with a currency of that currency alone.',
    whenNull: 'no event carries an amount, or currencies mix',
  },
  average_revenue: {
    text: 'Mean of the amounts of matching events that carry one.',
    whenNull: 'no event carries an amount, or currencies mix',
  },
  revenue_by_currency: { text: 'Sum of the amounts of matching events, for each currency.' },
  percentage: {
    text: 'Visitors of the row / visitors of the same query without its dimensions.',
    whenNull: 'there were no visitors',
  },
};

/** Of `sum:props:KEY` and `average:props:KEY`. */
export const PROPERTY_METRIC_DEFINITIONS: Readonly<
  Record<(typeof PROPERTY_SUMMARIES)[number], MetricDefinition>
> = {
  sum: {
    text: 'Sum of the values of the custom property KEY that are numbers.',
    whenNull: 'no matching event carries a number',
  },
  average: {
    text: 'Mean of the values of the custom property KEY that are numbers.',
    whenNull: 'no matching event carries a number',
  },
};

export const DIMENSION_DEFINITIONS: Readonly<Record<NamedDimension | 'props:KEY', string>> = {
  minute: 'Minute, as its beginning with the site’s offset',
  hour: 'Hour of the site’s clock, as its beginning with the offset; a day with a change of the clock has 23 or 25',
  date: 'Day of the site’s timezone',
  week: 'Week, as the date of its Monday',
  month: 'Month, as the date of its first day',
  source: 'Where the visit came from, by name',
  channel: 'Kind of source',
  referrer: 'Host and path of the page that linked here',
  utm_source: 'Campaign parameter utm_source',
  utm_medium: 'Campaign parameter utm_medium',
  utm_campaign: 'Campaign parameter utm_campaign',
  utm_term: 'Campaign parameter utm_term',
  utm_content: 'Campaign parameter utm_content',
  country: 'Country, ISO 3166-1 alpha-2',
  region: 'Region by name',
  city: 'City by name',
  browser: 'Browser',
  browser_version: 'Version of the browser',
  os: 'Operating system',
  os_version: 'Version of the operating system',
  device_type: 'desktop, mobile, tablet or other',
  screen_size: 'By width: mobile (under 576), tablet (under 992), laptop (under 1440), desktop',
  language: 'Primary language of the browser, such as en',
  entry_page: 'Path of the visit’s first pageview',
  exit_page: 'Path of the visit’s last pageview',
  pathname: 'Path of the page, without query and fragment',
  hostname: 'Host name of the page',
  page_title: 'Title of the page',
  event_name: 'Name of the event; pageview for a page that was viewed',
  goal: 'Goal that the event meets, by name; an event may meet several',
  property:
    'Key of a custom property that the event carries; an event may carry several. Filters ask for `props:KEY`',
  'props:KEY': 'Custom property KEY of the event',
};
