import type { StatsAnswer } from '@purestat/vocabulary';
import { expect, test } from 'vitest';
import { chartPoints, seriesOf } from './series.ts';

function answerOf(dimensions: StatsAnswer['dimensions'], partial: string | null): StatsAnswer {
  return {
    metrics: { visitors: 0 },
    dimensions,
    meta: {
      timezone: 'America/New_York',
      date_from: '2026-11-01',
      date_to: '2026-11-02',
      total_rows: dimensions.length,
      sampled: false,
      partial_bucket: partial,
    },
    comparison: {
      date_from: '2026-10-30',
      date_to: '2026-10-31',
      metrics: { visitors: 0 },
      change: { visitors: null },
    },
  };
}

test('rows are read oldest first, with the bucket under way and both dates', () => {
  const comparison = { metrics: { visitors: 8 }, change: { visitors: 12.5 } };
  const answer = answerOf(
    [
      { date: '2026-11-02', visitors: 3, comparison },
      { date: '2026-11-01', visitors: 9, comparison },
    ],
    '2026-11-02',
  );
  const series = seriesOf(answer, 'date');
  expect(series.partial).toBe(1);
  expect(
    chartPoints(series, 'visitors', answer).map(({ key, value, compared, change }) => [
      key,
      value,
      compared?.value,
      change,
    ]),
  ).toEqual([
    ['2026-11-01', 9, 8, 12.5],
    ['2026-11-02', 3, 8, 12.5],
  ]);
});

test('the hour that comes twice when the clock goes back is told apart by its offset', () => {
  const answer = answerOf(
    [
      { hour: '2026-11-01T01:00:00-05:00', visitors: 2 },
      { hour: '2026-11-01T01:00:00-04:00', visitors: 1 },
    ],
    null,
  );
  const labels = chartPoints(seriesOf(answer, 'hour'), 'visitors', answer).map(
    ({ label }) => label,
  );
  expect(labels[0]).toContain('(UTC-04:00)');
  expect(labels[1]).toContain('(UTC-05:00)');
});

test('before the answer there is nothing', () => {
  expect(seriesOf(undefined, 'date')).toEqual({ interval: 'date', rows: [], partial: null });
});
