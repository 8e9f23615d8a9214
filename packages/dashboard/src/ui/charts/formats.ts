/**
 * Figures as they are shown. The short form stands in cards, rows and on axes; the full form in
 * tooltips, titles and details. Separators are those of the reader's language.
 * A dash means that the figure cannot be computed; 0 was counted.
 */
import {
  METRICS,
  type AnyMetricValue,
  type Metric,
  type MetricValue,
  type Money,
  type Unit,
} from '@purestat/vocabulary';

/** The reader's language: the browser's, unless a test names another. */
export type Locale = string | undefined;

export const DASH = '–';

const numberFormats = new Map<string, Intl.NumberFormat>();

function numberFormat(locale: Locale, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = JSON.stringify([locale, options]);
  const known = numberFormats.get(key);
  if (known !== undefined) return known;
  const made = new Intl.NumberFormat(locale, options);
  numberFormats.set(key, made);
  return made;
}

function fixed(value: number, decimals: number, locale: Locale, least = decimals): string {
  const digits = { minimumFractionDigits: least, maximumFractionDigits: decimals };
  return numberFormat(locale, digits).format(value);
}

function percent(value: number, decimals: number, locale: Locale): string {
  return numberFormat(locale, {
    style: 'percent',
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  }).format(value / 100);
}

/** The bound of each step lies where rounding would reach the next. */
const STEPS = [
  { below: 999.5e3, size: 1e3, suffix: 'k' },
  { below: 999.5e6, size: 1e6, suffix: 'M' },
  { below: Infinity, size: 1e9, suffix: 'B' },
];

/** `842`, `1.2k`, `18.8k`, `142k`, `1.3M`; `least` 0 drops a zero after the point (axes). */
function shortCount(value: number, locale: Locale, least = 1): string {
  if (value < 999.5) return fixed(value, 0, locale);
  const { size, suffix } = STEPS.find((step) => value < step.below)!;
  const scaled = value / size;
  return (scaled < 99.95 ? fixed(scaled, 1, locale, least) : fixed(scaled, 0, locale)) + suffix;
}

function padded(value: number): string {
  return String(value).padStart(2, '0');
}

/** `42s`, `3m 05s`, `1h 42m`: two units, the second padded. */
export function formatDuration(seconds: number): string {
  const whole = Math.round(seconds);
  const minutes = Math.floor(whole / 60);
  const hours = Math.floor(minutes / 60);
  if (hours > 0) return `${hours}h ${padded(minutes % 60)}m`;
  return minutes > 0 ? `${minutes}m ${padded(whole % 60)}s` : `${whole}s`;
}

/** An amount with its currency's own number of digits: `€29.99`, `¥1,200`; short: `€18.4K`. */
export function formatMoney({ value, currency }: Money, locale?: Locale, isShort = false): string {
  const options: Intl.NumberFormatOptions = { style: 'currency', currency };
  if (isShort && Math.abs(value) >= 1000) {
    Object.assign(options, { notation: 'compact', maximumSignificantDigits: 3 });
  }
  return numberFormat(locale, options).format(value);
}

export const isMoney = (value: AnyMetricValue | undefined): value is Money =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export function formatShort(value: MetricValue, unit: Unit, locale?: Locale): string {
  if (value === null) return DASH;
  if (unit === 'count') return shortCount(value, locale);
  if (unit === 'ratio') return fixed(value, 2, locale);
  if (unit === 'seconds') return formatDuration(value);
  // Whose currency is told beside it.
  if (unit === 'money')
    return Math.abs(value) < 1000 ? fixed(value, 2, locale, 0) : shortCount(value, locale);
  return percent(value, value > 0 && value < 1 ? 1 : 0, locale);
}

export function formatFull(value: MetricValue, unit: Unit, locale?: Locale): string {
  if (value === null) return DASH;
  if (unit === 'count') return fixed(value, 0, locale);
  if (unit === 'ratio') return fixed(value, 2, locale);
  if (unit === 'money') return fixed(value, 2, locale, 0);
  return unit === 'seconds' ? formatDuration(value) : percent(value, 1, locale);
}

/** Any number: two digits after the point, of those below 1 the first three that say something. */
export function formatDecimal(value: MetricValue, locale?: Locale): string {
  if (value === null) return DASH;
  const isSmall = Math.abs(value) < 1;
  const digits = isSmall ? { maximumSignificantDigits: 3 } : { maximumFractionDigits: 2 };
  return numberFormat(locale, digits).format(value);
}

/** A figure on an axis: `1.2k`, `900`, `1m 30s`, `40%`, `0.5`. */
export function formatAxis(value: number, unit: Unit, locale?: Locale): string {
  if (unit === 'count') return shortCount(value, locale, 0);
  if (unit === 'money')
    return Math.abs(value) < 1000 ? fixed(value, 2, locale, 0) : shortCount(value, locale, 0);
  if (unit === 'ratio') return fixed(value, 2, locale, 0);
  if (unit === 'percent') return percent(value, Number.isInteger(value) ? 0 : 1, locale);
  return formatDuration(value).replace(/ 00[ms]$/, '');
}

/** A share of a total in percent with one decimal. */
export function formatShare(part: number, total: number, locale?: Locale): string {
  return total === 0 ? DASH : percent((100 * part) / total, 1, locale);
}

export interface ChangeWords {
  /** `14.2%`, `3 pp`. */
  text: string;
  /** For people who listen: "up 14.2%", "down 3 percentage points". */
  spoken: string;
  direction: 'up' | 'down' | 'same';
  tone: 'good' | 'bad' | 'neutral';
}

/** A change as the server sent it: percent, or points for metrics that are percentages. */
export function describeChange(change: number, metric: Metric, locale?: Locale): ChangeWords {
  const { unit, lowerIsBetter } = METRICS[metric];
  const size = Math.abs(change);
  const decimals = size < 1 || (unit !== 'percent' && size < 100) ? 1 : 0;
  const text =
    unit === 'percent' ? `${fixed(size, decimals, locale)} pp` : percent(size, decimals, locale);
  if (change === 0) return { text, spoken: 'no change', direction: 'same', tone: 'neutral' };
  const direction = change > 0 ? 'up' : 'down';
  const words = unit === 'percent' ? `${fixed(size, decimals, locale)} percentage points` : text;
  const tone = change > 0 === lowerIsBetter ? 'bad' : 'good';
  return { text, spoken: `${direction} ${words}`, direction, tone };
}
