import { expect, test } from 'vitest';
import { toUsage } from './usage.ts';

const COUNTS = {
  plan: 'free' as const,
  nowMs: Date.parse('2026-04-11T00:00:00Z'),
  pageviews: { total: 0, sites: new Map<number, number>() },
  sites: [
    { id: 'a', number: 1, domain: 'a.example' },
    { id: 'b', number: 2, domain: 'b.example' },
  ],
  members: 1,
};

test('pageviews are shown by site, the most used first, with those of deleted sites together', () => {
  const sites = new Map([
    [1, 50],
    [2, 900],
    [7, 30],
    [8, 20],
  ]);
  expect(toUsage({ ...COUNTS, pageviews: { total: 1_000, sites } })).toEqual({
    month: '2026-04',
    pageviews: {
      used: 1_000,
      limit: 10_000,
      percent: 10,
      expected: 3_000,
      sites: [
        { site_id: 'b', domain: 'b.example', pageviews: 900, percent: 90 },
        { site_id: 'a', domain: 'a.example', pageviews: 50, percent: 5 },
        { site_id: null, domain: null, pageviews: 50, percent: 5 },
      ],
    },
    sites: { used: 2, limit: 1, percent: 200 },
    members: { used: 1, limit: 1, percent: 100 },
  });
});

test.each([
  { at: '2026-04-01T23:59:59.999Z', expected: null },
  { at: '2026-04-02T00:00:00Z', expected: 3_000 },
  { at: '2026-04-30T00:00:00Z', expected: 103 },
])('at $at the month is expected to come to $expected', ({ at, expected }) => {
  const pageviews = { total: 100, sites: new Map([[1, 100]]) };
  const usage = toUsage({ ...COUNTS, nowMs: Date.parse(at), pageviews });
  expect(usage.pageviews.expected).toBe(expected);
});

test('nothing used is no percent of nothing, and 99.99 percent are not 100', () => {
  const { pageviews } = toUsage(COUNTS);
  expect([pageviews.percent, pageviews.sites[0]!.percent]).toEqual([0, null]);
  const nearly = { total: 9_999, sites: new Map([[1, 9_999]]) };
  expect(toUsage({ ...COUNTS, pageviews: nearly }).pageviews.percent).toBe(99);
});
