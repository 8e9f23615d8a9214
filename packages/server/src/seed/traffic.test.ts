import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import places from '../../data/seed/places.json' with { type: 'json' };
import { dateAt } from '../calendar.ts';
import { isBot } from '../ingest/enrich/bots.ts';
import { openGeo, type Geo } from '../ingest/enrich/geo.ts';
import { validateHit } from '../ingest/validate.ts';
import { PROFILES } from './profiles/index.ts';
import { EXIT } from './profile.ts';
import { createTraffic, type TrafficOptions } from './traffic.ts';
import type { TimedEvent } from './visit.ts';

const shop = PROFILES['shop']!;

function traffic(options: Partial<TrafficOptions> = {}): TimedEvent[] {
  return [
    ...createTraffic({
      profile: shop,
      seed: '1',
      domain: 'shop.example',
      timezone: 'Europe/Berlin',
      window: { firstDate: '2026-03-02', days: 28, untilMs: Date.parse('2026-03-29T22:00:00Z') },
      visitorsPerDay: 30,
      ...options,
    }),
  ];
}

const visitorOf = ({ sender }: TimedEvent) => `${sender.ip} ${sender.userAgent}`;

test('the same seed and days give the same events', () => {
  expect(traffic()).toEqual(traffic());
});

test('another seed gives other events', () => {
  expect(traffic({ seed: '2' })).not.toEqual(traffic());
});

test('a later end only adds events', () => {
  const window = { firstDate: '2026-03-02', days: 3 };
  const noon = traffic({ window: { ...window, untilMs: Date.parse('2026-03-05T11:00:00Z') } });
  const night = traffic({ window: { ...window, untilMs: Date.parse('2026-03-05T20:00:00Z') } });
  expect(noon.length).toBeGreaterThan(0);
  expect(night.length).toBeGreaterThan(noon.length);
  expect(night.slice(0, noon.length)).toEqual(noon);
});

test('events come in order of time, from the first day to the end and no further', () => {
  const times = traffic().map(({ atMs }) => atMs);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  expect(times[0]).toBeGreaterThanOrEqual(Date.parse('2026-03-01T23:00:00Z'));
  expect(times.at(-1)).toBeLessThan(Date.parse('2026-03-29T22:00:00Z'));
});

test('a visit under way at midnight goes on', () => {
  const events = traffic({ visitorsPerDay: 150 });
  const crossing = [...Map.groupBy(events, visitorOf).values()].filter((own) =>
    own.some(({ atMs }, index) => {
      const next = own[index + 1]?.atMs ?? atMs;
      const isOnAnotherDay = dateAt('Europe/Berlin', atMs) !== dateAt('Europe/Berlin', next);
      return isOnAnotherDay && next - atMs < 30 * 60_000;
    }),
  );
  expect(crossing.length).toBeGreaterThan(0);
});

test('the whole days have the visitors asked for on average, spikes and clock change included', () => {
  const starts = new Map<string, string>();
  for (const event of traffic())
    if (!starts.has(visitorOf(event)))
      starts.set(visitorOf(event), dateAt('Europe/Berlin', event.atMs));
  const perDay = Map.groupBy(starts.values(), (date) => date);
  // Two made-up people of different days may be alike; they are then counted once here.
  expect(starts.size).toBeGreaterThan(28 * 30 - 5);
  expect(starts.size).toBeLessThanOrEqual(28 * 30);
  const counts = [...perDay.values()].map((visitors) => visitors.length);
  expect(counts.length).toBe(28);
  expect(Math.max(...counts)).toBeGreaterThan(2 * 30);
});

describe.each(Object.keys(PROFILES))('profile %s', (name) => {
  const profile = PROFILES[name]!;

  test('names only pages, arrivals and countries that there are', () => {
    const kinds = new Set([...Object.keys(profile.pages), EXIT]);
    const arrivals = Object.values(profile.arrivals);
    const named = [
      ...Object.values(profile.pages).flatMap(({ next }) => Object.keys(next)),
      ...arrivals.flatMap(({ landing }) => Object.keys(landing)),
    ];
    expect(named.filter((kind) => !kinds.has(kind))).toEqual([]);
    const countries = [profile.countries, ...arrivals.map((arrival) => arrival.countries ?? {})];
    expect(
      countries.flatMap((weights) => Object.keys(weights)).filter((code) => !(code in places)),
    ).toEqual([]);
    expect(profile.events.filter(({ arrival }) => !(arrival in profile.arrivals))).toEqual([]);
    expect([profile.hours.length, profile.weekdays.length]).toEqual([24, 7]);
    expect(profile.arrivals['direct']).toBeDefined();
  });

  test('sends only well-formed events of browsers that are no bots', () => {
    const events = traffic({ profile, domain: profile.domain });
    for (const { body } of events) expect(validateHit(body).cut).toEqual([]);
    const browsers = new Set(events.map(({ sender }) => sender.userAgent));
    expect([...browsers].filter((userAgent) => isBot(userAgent))).toEqual([]);
  });
});

describe('places', () => {
  let geo: Geo;
  beforeAll(async () => {
    geo = await openGeo();
  });
  afterAll(() => geo.close());

  test('every network lies in its country, by the location data that comes with the product', () => {
    const found = Object.entries(places).flatMap(([country, { cities }]) =>
      cities.flatMap(({ networks }) =>
        networks.map((network) => {
          const first = network.replace(/\.0\/24$/, '.77').replace(/::\/48$/, '::1');
          return { network, country, found: geo.locate(first).country };
        }),
      ),
    );
    expect(found.filter((entry) => entry.found !== entry.country)).toEqual([]);
  });
});
