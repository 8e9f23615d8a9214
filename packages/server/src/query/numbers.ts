/**
 * Metrics of the numbers among a custom property's values: `sum:props:KEY`, `average:props:KEY`.
 *
 * A number is a plain decimal: a sign or none, 1 to 16 digits, and a point with digits after it or
 * none. Of these the first 10 count. So any sum fits in 128 bits, and no value can end a report.
 */
import {
  PROPERTY_DECIMALS,
  PROPERTY_PREFIX,
  PROPERTY_SUMMARIES,
  type PropertyMetric,
  type PropertyValues,
} from '@purestat/vocabulary';
import { meanOf, toNumber } from './exact.ts';

/** RE2 over the whole value. */
export const NUMBER_PATTERN = String.raw`[+-]?[0-9]{1,16}(\.[0-9]+)?`;

type Summary = (typeof PROPERTY_SUMMARIES)[number];

/** Names of measures: columns of SQL, which hold nothing of a key but hexadecimal digits. */
export type NumbersMeasure = `numbers_${string}` | `number_${Summary}_${string}`;

export const hexOf = (key: string) => Buffer.from(key).toString('hex');

/** Text that holds the sum and number of numbers, and the number of other values; see `readNumbers`. */
export const numbersOf = (key: string): NumbersMeasure => `numbers_${hexOf(key)}`;

/** For the order alone: in the unit, null where there is no number. */
export const orderOf = (summary: Summary, key: string): NumbersMeasure =>
  `number_${summary}_${hexOf(key)}`;

const MEASURE = /^number(?:s|_(sum|average))_([0-9a-f]*)$/;

export interface NumbersMeasureParts {
  /** Null: the measure is the text. */
  summary: Summary | null;
  key: string;
}

/** @returns what the name of a measure says; null: it is none of a property */
export function numbersMeasure(name: string): NumbersMeasureParts | null {
  const match = MEASURE.exec(name);
  if (match === null) return null;
  const key = Buffer.from(match[2]!, 'hex').toString();
  return { summary: (match[1] as Summary | undefined) ?? null, key };
}

export const isNumbersMeasure = (name: string): name is NumbersMeasure => MEASURE.test(name);

/** @returns summary and key of a metric of a custom property, by the form of its name alone */
export function propertyMetric(metric: string): { summary: Summary; key: string } | null {
  for (const summary of PROPERTY_SUMMARIES) {
    const prefix = `${summary}:${PROPERTY_PREFIX}`;
    if (metric.startsWith(prefix)) return { summary, key: metric.slice(prefix.length) };
  }
  return null;
}

export const isPropertyMetric = (metric: string): metric is PropertyMetric =>
  propertyMetric(metric) !== null;

interface Numbers {
  /** Ten-billionths. */
  sum: bigint;
  numbers: bigint;
  skipped: bigint;
}

/** @param text `125000 3 1` as the engine writes it; '': nothing was counted */
function readNumbers(text: string): Numbers {
  const [sum = '0', numbers = '0', skipped = '0'] = text === '' ? [] : text.split(' ');
  return { sum: BigInt(sum), numbers: BigInt(numbers), skipped: BigInt(skipped) };
}

/** @returns the text of all of them together */
export function addNumbers(texts: readonly string[]): string {
  const all = texts.map(readNumbers);
  const total = (valueOf: (numbers: Numbers) => bigint) =>
    all.reduce((sum, numbers) => sum + valueOf(numbers), 0n);
  const parts = [total(({ sum }) => sum), total(({ numbers }) => numbers)];
  return [...parts, total(({ skipped }) => skipped)].join(' ');
}

/** @returns the sum, or the mean rounded half away from zero; null where there is no number */
export function summaryOf(summary: Summary, text: string): number | null {
  const { sum, numbers } = readNumbers(text);
  if (numbers === 0n) return null;
  return toNumber(summary === 'sum' ? sum : meanOf(sum, numbers), PROPERTY_DECIMALS);
}

/** What the values of the key are, from the same text. */
export function valuesOf(key: string, text: string): PropertyValues {
  const { numbers, skipped } = readNumbers(text);
  return {
    key,
    numbers: Number(numbers),
    skipped: Number(skipped),
    numeric: numbers > skipped,
  };
}
