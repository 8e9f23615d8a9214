/** What each metric is of what was counted. */
import type { AnyMetric, Metric, Money } from '@purestat/vocabulary';
import { meetsGoal, type ModelGoal, type Moment } from './model-filters.ts';
import type { Counted } from './model.ts';

export type ModelValue = number | Money | Money[] | null;

export interface Figures {
  counted: Counted;
  /** Of the query without its dimensions. */
  totals: Counted;
  /** Events of all who could have converted. */
  base: Moment[];
  /** Those of `visiting` whose visit entered, or left, on the page in question. */
  entered: Moment[];
  exited: Moment[];
  /** Whether a page is in question. */
  speaksOfPages: boolean;
  /** Null: any of the site's will do. */
  goals: ModelGoal[] | null;
  siteGoals: ModelGoal[];
}

const DIGITS = 4;

/** Half up, in whole numbers; null where there is nothing to divide by. */
function ratio(of: number | bigint, per: number | bigint, decimals: number): number | null {
  if (BigInt(per) === 0n) return null;
  const [scaled, divisor] = [BigInt(of) * 10n ** BigInt(decimals), BigInt(per)];
  const doubled = 2n * scaled + divisor;
  const floor = doubled / (2n * divisor) - (doubled % (2n * divisor) < 0n ? 1n : 0n);
  return Number(floor) / 10 ** decimals;
}

const visitorsOf = (moments: readonly Moment[]) =>
  new Set(moments.map(({ event }) => JSON.stringify([event.day, event.visitor]))).size;
const visitsOf = (moments: readonly Moment[]) => [...new Set(moments.map(({ visit }) => visit))];
const pageviewsOf = (moments: readonly Moment[]) =>
  moments.filter(({ event }) => event.name === 'pageview').length;
const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);

/** Events that meet a goal in question. */
function conversionsOf({ counted, goals, siteGoals }: Figures): Moment[] {
  return counted.events.filter((moment) =>
    (goals ?? siteGoals).some((goal) => meetsGoal(moment, goal)),
  );
}

/** Amounts in 1/10,000, by currency. */
function amountsOf({ counted, goals }: Figures): Map<string, bigint[]> {
  const amounts = new Map<string, bigint[]>();
  for (const moment of counted.events) {
    const { revenue_amount: amount, revenue_currency: currency } = moment.event;
    if (amount === null || currency === null) continue;
    const met = (goals ?? []).filter((goal) => meetsGoal(moment, goal));
    const isOfCurrency = met.some((goal) => goal.currency === null || goal.currency === currency);
    if (met.length > 0 && !isOfCurrency) continue;
    const [whole = '', fraction = ''] = amount.split('.');
    const units = BigInt(`${whole}${fraction.padEnd(DIGITS, '0')}`);
    amounts.set(currency, [...(amounts.get(currency) ?? []), units]);
  }
  return amounts;
}

function moneyOf(figures: Figures, isAverage: boolean): Money | null {
  const amounts = [...amountsOf(figures)];
  if (amounts.length !== 1) return null;
  const [currency, all] = amounts[0]!;
  const total = all.reduce((sumOf, one) => sumOf + one, 0n);
  const per = isAverage ? all.length : 1;
  return { value: ratio(total, BigInt(per) * 10_000n, DIGITS)!, currency };
}

function timeOnPage({ counted }: Figures): number | null {
  const engaged = counted.engagement.filter(({ event }) => event.engaged_ms > 0);
  const ms = sum(engaged.map(({ event }) => event.engaged_ms));
  return ratio(ms, visitsOf(engaged).length * 1000, 0);
}

function scrollDepth({ counted }: Figures): number | null {
  const deepest: number[] = [];
  for (const visit of visitsOf(counted.engagement)) {
    const own = counted.engagement.filter((moment) => moment.visit === visit);
    for (const page of new Set(own.map(({ event }) => event.pathname))) {
      const ofPage = own.filter(({ event }) => event.pathname === page);
      deepest.push(Math.max(...ofPage.map(({ event }) => event.scroll_depth)));
    }
  }
  const scrolled = deepest.filter((depth) => depth > 0);
  return ratio(sum(scrolled), scrolled.length, 0);
}

const COMPUTE: Record<Metric, (figures: Figures) => ModelValue> = {
  visitors: ({ counted }) => visitorsOf(counted.events),
  visits: ({ counted }) => visitsOf(counted.visiting).length,
  pageviews: ({ counted }) => pageviewsOf(counted.events),
  events: ({ counted }) => counted.events.length,
  views_per_visit: (figures) => {
    const visits = visitsInQuestion(figures);
    return ratio(sum(visits.map((visit) => visit.pageviews)), visits.length, 2);
  },
  bounce_rate: (figures) => {
    const visits = visitsInQuestion(figures);
    return ratio(100 * visits.filter((visit) => visit.isBounce).length, visits.length, 1);
  },
  avg_duration: (figures) => {
    const visits = visitsInQuestion(figures);
    return ratio(sum(visits.map((visit) => visit.durationMs)), visits.length * 1000, 0);
  },
  scroll_depth: scrollDepth,
  time_on_page: timeOnPage,
  entrances: ({ entered }) => visitsOf(entered).length,
  exits: ({ exited }) => visitsOf(exited).length,
  exit_rate: ({ exited, counted }) =>
    ratio(100 * visitsOf(exited).length, pageviewsOf(counted.events), 1),
  conversions: (figures) => conversionsOf(figures).length,
  conversion_rate: (figures) =>
    ratio(100 * visitorsOf(conversionsOf(figures)), visitorsOf(figures.base), 1),
  revenue: (figures) => moneyOf(figures, false),
  average_revenue: (figures) => moneyOf(figures, true),
  revenue_by_currency: (figures) =>
    [...amountsOf(figures)]
      .map(([currency, all]) => ({
        value: Number(all.reduce((total, one) => total + one, 0n)) / 10_000,
        currency,
      }))
      .toSorted((a, b) => (a.currency < b.currency ? -1 : 1)),
  percentage: ({ counted, totals }) =>
    ratio(100 * visitorsOf(counted.events), visitorsOf(totals.events), 1),
};

/** With a page in question the visits that entered on it. */
const visitsInQuestion = ({ speaksOfPages, entered, counted }: Figures) =>
  visitsOf(speaksOfPages ? entered : counted.visiting);

const OF_PROPERTY = /^(sum|average):props:(.*)$/s;
const NUMBER_DIGITS = 10;

/** The values of a property that are numbers, in 1/10,000,000,000. */
function numbersOf({ counted }: Figures, key: string): bigint[] {
  return counted.events.flatMap(({ event: { props } }) => {
    const value = Object.hasOwn(props ?? {}, key) ? props![key]! : '';
    const [, sign, whole = '', fraction = ''] = /^([+-]?)(\d+)(?:\.(\d+))?$/.exec(value) ?? [];
    if (sign === undefined || whole.length > 16) return [];
    const units = BigInt(whole + fraction.slice(0, NUMBER_DIGITS).padEnd(NUMBER_DIGITS, '0'));
    return [sign === '-' ? -units : units];
  });
}

/** Sums in whole numbers become decimals by their digits. */
function decimal(units: bigint): number {
  const digits = String(units < 0n ? -units : units).padStart(NUMBER_DIGITS + 1, '0');
  const text = `${digits.slice(0, -NUMBER_DIGITS)}.${digits.slice(-NUMBER_DIGITS)}`;
  return Number(units < 0n ? `-${text}` : text);
}

function propertyOf(figures: Figures, summary: string, key: string): number | null {
  const numbers = numbersOf(figures, key);
  if (numbers.length === 0) return null;
  const total = numbers.reduce((sumOf, one) => sumOf + one, 0n);
  if (summary === 'sum') return decimal(total);
  const [size, count] = [total < 0n ? -total : total, BigInt(numbers.length)];
  const half = (size % count) * 2n >= count ? 1n : 0n;
  return decimal((total < 0n ? -1n : 1n) * (size / count + half));
}

export function metricOf(metric: AnyMetric, figures: Figures): ModelValue {
  const [, summary, key] = OF_PROPERTY.exec(metric) ?? [];
  if (summary !== undefined) return propertyOf(figures, summary, key!);
  return COMPUTE[metric as Metric](figures);
}
