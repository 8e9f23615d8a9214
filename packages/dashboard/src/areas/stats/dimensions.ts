/**
 * What the dashboard calls each dimension, and which of them each panel shows. The names on the
 * wire are those of the vocabulary; here are only the words on the screen.
 */
import {
  PROPERTY_PREFIX,
  type EventDimension,
  type PropertyDimension,
  type VisitDimension,
} from '@purestat/vocabulary';

export type NamedFilterDimension = VisitDimension | Exclude<EventDimension, 'page_title'> | 'goal';
export type FilterDimension = NamedFilterDimension | PropertyDimension;

export interface DimensionWords {
  /** Column head and chip: `Country`. */
  label: string;
  /** One and several, as in "1 country", "39 countries". */
  one: string;
  many: string;
  /** Under which heading the filter menu lists it. */
  group: 'Source' | 'Page' | 'Location' | 'Device' | 'Other';
}

export const DIMENSIONS: Record<NamedFilterDimension, DimensionWords> = {
  channel: { label: 'Channel', one: 'channel', many: 'channels', group: 'Source' },
  source: { label: 'Source', one: 'source', many: 'sources', group: 'Source' },
  referrer: { label: 'Referrer', one: 'referrer', many: 'referrers', group: 'Source' },
  utm_campaign: { label: 'UTM campaign', one: 'campaign', many: 'campaigns', group: 'Source' },
  utm_source: { label: 'UTM source', one: 'UTM source', many: 'UTM sources', group: 'Source' },
  utm_medium: { label: 'UTM medium', one: 'UTM medium', many: 'UTM media', group: 'Source' },
  utm_content: { label: 'UTM content', one: 'UTM content', many: 'UTM contents', group: 'Source' },
  utm_term: { label: 'UTM term', one: 'UTM term', many: 'UTM terms', group: 'Source' },
  pathname: { label: 'Page', one: 'page', many: 'pages', group: 'Page' },
  entry_page: { label: 'Entry page', one: 'entry page', many: 'entry pages', group: 'Page' },
  exit_page: { label: 'Exit page', one: 'exit page', many: 'exit pages', group: 'Page' },
  hostname: { label: 'Hostname', one: 'hostname', many: 'hostnames', group: 'Page' },
  country: { label: 'Country', one: 'country', many: 'countries', group: 'Location' },
  region: { label: 'Region', one: 'region', many: 'regions', group: 'Location' },
  city: { label: 'City', one: 'city', many: 'cities', group: 'Location' },
  browser: { label: 'Browser', one: 'browser', many: 'browsers', group: 'Device' },
  browser_version: {
    label: 'Browser version',
    one: 'browser version',
    many: 'browser versions',
    group: 'Device',
  },
  os: {
    label: 'Operating system',
    one: 'operating system',
    many: 'operating systems',
    group: 'Device',
  },
  os_version: { label: 'OS version', one: 'OS version', many: 'OS versions', group: 'Device' },
  device_type: { label: 'Device', one: 'device type', many: 'device types', group: 'Device' },
  screen_size: { label: 'Screen size', one: 'screen size', many: 'screen sizes', group: 'Device' },
  language: { label: 'Language', one: 'language', many: 'languages', group: 'Other' },
  event_name: { label: 'Event', one: 'event', many: 'events', group: 'Other' },
  goal: { label: 'Goal', one: 'goal', many: 'goals', group: 'Other' },
};

const MAX_KEY_LENGTH = 64;

export function isProperty(dimension: string): dimension is PropertyDimension {
  return dimension.startsWith(PROPERTY_PREFIX);
}

/** The key of a custom property. */
export const keyOf = (dimension: PropertyDimension): string =>
  dimension.slice(PROPERTY_PREFIX.length);

/** How the dimension is called; a custom property is called by its key. */
export function wordsOf(dimension: FilterDimension): DimensionWords {
  if (!isProperty(dimension)) return DIMENSIONS[dimension];
  const key = keyOf(dimension);
  const of = key === '' ? 'the property' : key;
  return { label: key, one: `value of ${of}`, many: `values of ${of}`, group: 'Other' };
}

export function isFilterDimension(name: string): name is FilterDimension {
  if (Object.hasOwn(DIMENSIONS, name)) return true;
  const length = name.length - PROPERTY_PREFIX.length;
  return isProperty(name) && length >= 1 && length <= MAX_KEY_LENGTH;
}

export const PANEL_IDS = ['sources', 'pages', 'locations', 'devices'] as const;
export type PanelId = (typeof PANEL_IDS)[number];

/** What a panel can show: a dimension, or the map, which draws `country`. */
export type PanelTab = NamedFilterDimension | 'map';

/** A tab that opens a menu when it holds several dimensions to choose from. */
export interface TabGroup {
  label: string;
  tabs: readonly PanelTab[];
  /** True when the dimensions are offered in a menu; else the later ones are reached by pressing a row. */
  menu?: boolean;
}

export interface PanelSpec {
  title: string;
  groups: readonly TabGroup[];
  first: PanelTab;
}

export const PANELS: Record<PanelId, PanelSpec> = {
  sources: {
    title: 'Sources',
    first: 'source',
    groups: [
      { label: 'Channels', tabs: ['channel'] },
      { label: 'Sources', tabs: ['source', 'referrer'] },
      {
        label: 'Campaigns',
        tabs: ['utm_campaign', 'utm_source', 'utm_medium', 'utm_content', 'utm_term'],
        menu: true,
      },
    ],
  },
  pages: {
    title: 'Pages',
    first: 'pathname',
    groups: [
      { label: 'Top', tabs: ['pathname'] },
      { label: 'Entry', tabs: ['entry_page'] },
      { label: 'Exit', tabs: ['exit_page'] },
    ],
  },
  locations: {
    title: 'Locations',
    first: 'map',
    groups: [
      { label: 'Map', tabs: ['map'] },
      { label: 'Countries', tabs: ['country'] },
      { label: 'Regions', tabs: ['region'] },
      { label: 'Cities', tabs: ['city'] },
    ],
  },
  devices: {
    title: 'Devices',
    first: 'browser',
    groups: [
      { label: 'Browsers', tabs: ['browser', 'browser_version'] },
      { label: 'OS', tabs: ['os', 'os_version'] },
      { label: 'Device', tabs: ['device_type'] },
      { label: 'Screen', tabs: ['screen_size'] },
    ],
  },
};

/** The tab that shows the next finer detail once a row of this one has become a filter. */
const FINER: Partial<Record<PanelTab, PanelTab>> = {
  channel: 'source',
  source: 'referrer',
  map: 'region',
  country: 'region',
  region: 'city',
  browser: 'browser_version',
  os: 'os_version',
};

export function finerTab(tab: PanelTab): PanelTab {
  return FINER[tab] ?? tab;
}

/** The dimension a tab asks the server for. */
export function dimensionOf(tab: PanelTab): NamedFilterDimension {
  return tab === 'map' ? 'country' : tab;
}

/** Dimensions whose values mean little alone, with the one that tells them apart. */
const COMPANION: Partial<Record<FilterDimension, FilterDimension>> = {
  region: 'country',
  city: 'country',
  browser_version: 'browser',
  os_version: 'os',
};

export function companionOf(dimension: FilterDimension): FilterDimension | undefined {
  return COMPANION[dimension];
}

export function isPanelTab(panel: PanelId, name: string | null): name is PanelTab {
  return PANELS[panel].groups.some((group) => group.tabs.some((tab) => tab === name));
}

/** @returns "1 country", "39 countries" with the figure already formatted */
export function countOf(dimension: FilterDimension, count: number, figure: string): string {
  const words = wordsOf(dimension);
  return `${figure} ${count === 1 ? words.one : words.many}`;
}
