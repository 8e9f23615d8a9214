/**
 * The view: everything that decides what the dashboard shows. It lives in the address alone, so a
 * link is a report and the back button works. Reading is tolerant: what cannot be read falls back
 * to the default; an unreadable filter is also reported, for leaving it out changes the figures.
 */
import {
  FUNNEL_STEPS_MAX,
  PROPERTY_PREFIX,
  VISIT_DIMENSIONS,
  type VisitDimension,
} from '@purestat/vocabulary';
import { isCalendarDate } from './calendar-dates.ts';
import {
  isFilterDimension,
  isPanelTab,
  PANEL_IDS,
  PANELS,
  type PanelId,
  type PanelTab,
} from './dimensions.ts';
import { extendFilter, formatFilter, parseFilter, type Filter } from './filters.ts';
import {
  INTERVALS,
  isViewPeriod,
  type DateRange,
  type ViewPeriod,
  type Interval,
} from './periods.ts';

/** The metric cards, left to right. */
export const CARD_METRICS = [
  'visitors',
  'visits',
  'pageviews',
  'views_per_visit',
  'bounce_rate',
  'avg_duration',
] as const;
/** The same where the figures speak of a goal. */
export const GOAL_METRICS = [
  'visitors',
  'conversions',
  'conversion_rate',
  'revenue',
  'average_revenue',
  'visits',
] as const;
const ALL_METRICS = [...new Set([...CARD_METRICS, ...GOAL_METRICS])];
export type CardMetric = (typeof ALL_METRICS)[number];

export const COMPARE_MODES = ['off', 'previous_period', 'previous_year', 'custom'] as const;
export type CompareMode = (typeof COMPARE_MODES)[number];

/** What the table under the panels shows. */
export const TABLE_TABS = ['goals', 'properties', 'funnels'] as const;
export type TableTab = (typeof TABLE_TABS)[number];

export interface View {
  readonly period: ViewPeriod;
  /** With period `custom`, else null. */
  readonly range: DateRange | null;
  readonly compare: CompareMode;
  /** With comparison `custom`, else null. */
  readonly compareRange: DateRange | null;
  /** null: the one that suits the period. */
  readonly interval: Interval | null;
  readonly metric: CardMetric;
  readonly filters: readonly Filter[];
  readonly tabs: Readonly<Record<PanelId, PanelTab>>;
  readonly table: TableTab;
  /** Key of the custom property whose values the table shows; null: it shows the keys. */
  readonly property: string | null;
  /** The panel whose details are open. */
  readonly details: PanelId | null;
  /** Of funnels: what those who entered are divided by. */
  readonly split: VisitDimension | null;
  /** Of funnels: the step, from 1, after which those are shown who did not go on. */
  readonly after: number;
}

export const DEFAULT_VIEW: View = {
  period: '30d',
  range: null,
  compare: 'previous_period',
  compareRange: null,
  interval: null,
  metric: 'visitors',
  filters: [],
  tabs: {
    sources: PANELS.sources.first,
    pages: PANELS.pages.first,
    locations: PANELS.locations.first,
    devices: PANELS.devices.first,
  },
  table: 'goals',
  property: null,
  details: null,
  split: null,
  after: 1,
};

/** Whether the view is narrowed to events that meet a goal. */
export function isOfGoals({ filters }: Pick<View, 'filters'>): boolean {
  return filters.some(({ dimension, operator }) => dimension === 'goal' && operator === 'is');
}

/** The cards of the view, left to right. */
export function cardMetrics(view: Pick<View, 'filters'>): readonly CardMetric[] {
  return isOfGoals(view) ? GOAL_METRICS : CARD_METRICS;
}

/** The card that is open: the one asked for, where the view has it. */
export function openMetric(view: Pick<View, 'filters' | 'metric'>): CardMetric {
  return cardMetrics(view).find((metric) => metric === view.metric) ?? DEFAULT_VIEW.metric;
}

/** `all` has nothing before it, and the last 30 minutes are compared with nothing. */
export function canCompare(period: ViewPeriod): boolean {
  return period !== 'all' && period !== 'realtime';
}

function oneOf<T extends string>(allowed: readonly T[], name: string | null): T | null {
  return allowed.find((other) => other === name) ?? null;
}

function parseRange(from: string | null, to: string | null): DateRange | null {
  if (!isCalendarDate(from) || !isCalendarDate(to)) return null;
  return from <= to ? { from, to } : { from: to, to: from };
}

export interface ParsedView {
  view: View;
  /** One sentence for each filter that could not be read. */
  problems: string[];
}

/** Reads a view from the address's query, with or without the question mark. */
export function parseView(search: string): ParsedView {
  const params = new URLSearchParams(search);
  const { filters, problems } = parseFilters(params.getAll('f'));
  const range = parseRange(params.get('from'), params.get('to'));
  const compareRange = parseRange(params.get('compare_from'), params.get('compare_to'));
  const asked = params.get('period');
  const period = isViewPeriod(asked) ? asked : DEFAULT_VIEW.period;
  const compare = oneOf(COMPARE_MODES, params.get('compare')) ?? DEFAULT_VIEW.compare;
  const view: View = {
    period: period === 'custom' && range === null ? DEFAULT_VIEW.period : period,
    range: period === 'custom' ? range : null,
    compare: compare === 'custom' && compareRange === null ? DEFAULT_VIEW.compare : compare,
    compareRange: compare === 'custom' ? compareRange : null,
    interval: oneOf(INTERVALS, params.get('interval')),
    metric: oneOf(ALL_METRICS, params.get('metric')) ?? DEFAULT_VIEW.metric,
    filters,
    tabs: parseTabs(params),
    table: oneOf(TABLE_TABS, params.get('table')) ?? DEFAULT_VIEW.table,
    property: parseKey(params.get('property')),
    details: oneOf(PANEL_IDS, params.get('details')),
    split: oneOf(VISIT_DIMENSIONS, params.get('split')),
    after: parseStep(params.get('after')),
  };
  return { view, problems };
}

function parseFilters(texts: readonly string[]): { filters: Filter[]; problems: string[] } {
  let filters: Filter[] = [];
  const problems: string[] = [];
  for (const text of texts) {
    const filter = parseFilter(text);
    if (typeof filter === 'string') problems.push(filter);
    else filters = extendFilter(filters, filter);
  }
  return { filters, problems };
}

function parseStep(text: string | null): number {
  const isStep = /^\d$/.test(text ?? '') && Number(text) >= 1 && Number(text) < FUNNEL_STEPS_MAX;
  return isStep ? Number(text) : DEFAULT_VIEW.after;
}

function parseKey(text: string | null): string | null {
  return text !== null && isFilterDimension(`${PROPERTY_PREFIX}${text}`) ? text : null;
}

function parseTabs(params: URLSearchParams): Record<PanelId, PanelTab> {
  const tabs = { ...DEFAULT_VIEW.tabs };
  for (const panel of PANEL_IDS) {
    const asked = params.get(panel);
    if (isPanelTab(panel, asked)) tabs[panel] = asked;
  }
  return tabs;
}

/** Only what would be misread stays escaped: an address is also read by people. */
function encode(text: string): string {
  return encodeURIComponent(text)
    .replaceAll('%2F', '/')
    .replaceAll('%2C', ',')
    .replaceAll('%3A', ':')
    .replaceAll('%20', '+');
}

/** Writes the view as a query without question mark; what is the default is left out. */
export function formatView(view: View): string {
  const pairs: [string, string | null][] = [
    ['period', view.period === DEFAULT_VIEW.period ? null : view.period],
    ['from', view.range?.from ?? null],
    ['to', view.range?.to ?? null],
    ['compare', view.compare === DEFAULT_VIEW.compare ? null : view.compare],
    ['compare_from', view.compareRange?.from ?? null],
    ['compare_to', view.compareRange?.to ?? null],
    ['interval', view.interval],
    ['metric', view.metric === DEFAULT_VIEW.metric ? null : view.metric],
    ...view.filters.map((filter): [string, string] => ['f', formatFilter(filter)]),
    ...PANEL_IDS.map((panel): [string, string | null] => [
      panel,
      view.tabs[panel] === DEFAULT_VIEW.tabs[panel] ? null : view.tabs[panel],
    ]),
    ['table', view.table === DEFAULT_VIEW.table ? null : view.table],
    ['property', view.property],
    ['details', view.details],
    ['split', view.split],
    ['after', view.after === DEFAULT_VIEW.after ? null : String(view.after)],
  ];
  return pairs
    .filter((pair): pair is [string, string] => pair[1] !== null)
    .map(([name, value]) => `${name}=${encode(value)}`)
    .join('&');
}

/** For pages whose figures are of whole days: what counts minutes is of today there. */
export const ofDays = (view: View): View =>
  view.period === 'realtime' ? { ...view, period: 'today' } : view;
