import type { Metric } from '@purestat/vocabulary';

/** @returns loads what the metric means; a chunk of its own, for nobody needs it to draw a figure */
export const definitionOf = (metric: Metric) => async (): Promise<string> => {
  const { METRIC_DEFINITIONS } = await import('@purestat/vocabulary/definitions');
  return METRIC_DEFINITIONS[metric].text;
};
