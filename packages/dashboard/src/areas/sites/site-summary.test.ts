import type { StatsAnswer, StatsBatchAnswer } from '@purestat/vocabulary';
import { describe, expect, it } from 'vitest';
import { summarize } from './site-summary.ts';

function hours(...newestFirst: number[]): StatsAnswer {
  return {
    metrics: { visitors: 60 },
    dimensions: newestFirst.map((visitors) => ({ hour: 'h', visitors })),
    meta: {
      timezone: 'UTC',
      date_from: '2026-11-20',
      date_to: '2026-11-21',
      total_rows: newestFirst.length,
      sampled: false,
      partial_bucket: null,
    },
    comparison: {
      date_from: '2026-11-19',
      date_to: '2026-11-20',
      metrics: { visitors: 50 },
      change: { visitors: 20 },
    },
  };
}

describe('summarize', () => {
  it('turns the hours round, oldest first', () => {
    const answer: StatsBatchAnswer = {
      results: { hours: hours(30, 20, 10) },
      realtime: {
        visitors: 4,
        pageviews: 9,
        top_pages: [],
        top_sources: [],
        countries: [],
        per_minute: [],
      },
      first_event_at: '2026-11-01T00:00:00.000Z',
    };
    expect(summarize(answer)).toEqual({ visitors: 60, change: 20, hours: [10, 20, 30], now: 4 });
  });

  it('has no change where none can be computed', () => {
    const { comparison: _, ...answer } = hours(1, 2);
    const summary = summarize({ results: { hours: answer }, first_event_at: null });
    expect(summary).toEqual({ visitors: 60, change: null, hours: [2, 1], now: 0 });
  });
});
