/** The name of a metric as it was asked for → the metric, or what is wrong with it. */
import {
  METRIC_ALIASES,
  METRICS,
  PROPERTY_PREFIX,
  PROPERTY_SUMMARIES,
  type AnyMetric,
  type Metric,
} from '@purestat/vocabulary';
import { propertyMetric } from './numbers.ts';
import { propertyRefusal } from './parse-leaf.ts';
import { notAllowed } from './suggest.ts';

const NAMED_METRICS = [...Object.keys(METRICS), ...Object.keys(METRIC_ALIASES)];
export const METRIC_NAMES = [
  ...NAMED_METRICS,
  ...PROPERTY_SUMMARIES.map((name) => `${name}:props:KEY`),
];

/** @returns the metric behind a name or an alias of it */
function metricNamed(name: string): Metric | null {
  if (Object.hasOwn(METRIC_ALIASES, name))
    return METRIC_ALIASES[name as keyof typeof METRIC_ALIASES];
  return NAMED_METRICS.includes(name) ? (name as Metric) : null;
}

/** @returns the metric of that name, or why there is none */
export function readMetric(name: string): { metric: AnyMetric } | { refusal: () => string } {
  const ofProperty = propertyMetric(name);
  if (ofProperty !== null) {
    const refusal = propertyRefusal(PROPERTY_PREFIX + ofProperty.key);
    return refusal === null ? { metric: name as AnyMetric } : { refusal: () => refusal };
  }
  const metric = metricNamed(name);
  return metric === null
    ? { refusal: () => notAllowed('metric', name, METRIC_NAMES, meantOfProperty) }
    : { metric };
}

const SUMMARY_WORDS: Readonly<Record<string, string>> = {
  sum: 'sum',
  total: 'sum',
  average: 'average',
  avg: 'average',
  mean: 'average',
};
const OF_PROPERTY = /^(?:(sum|total|average|avg|mean)[:(.])?(props?[:.])?(.{1,64}?)\)?$/is;

/** `sum:price`, `avg(props:price)` and `props:price` speak of a property's numbers in other words. */
function meantOfProperty(name: string): string | null {
  const [, word, prefix, key] = OF_PROPERTY.exec(name) ?? [];
  if (key === undefined || (word === undefined && prefix === undefined)) return null;
  return `${SUMMARY_WORDS[(word ?? 'sum').toLowerCase()]}:props:${key}`;
}
