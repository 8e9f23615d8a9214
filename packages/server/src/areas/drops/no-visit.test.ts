/** Engagement that was accepted, and of which only the event store can tell whether it has a visit. */
import { copyFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { DayRows } from '../../stores/event-store.ts';
import { openEventsApp, type EventsApp } from '../../testing/events-app.ts';
import { DropCounter } from './index.ts';

let events: EventsApp;
let counter: DropCounter;
beforeEach(async () => {
  events = await openEventsApp({
    timezone: 'America/New_York',
    ingest: { onNoVisit: (rows: DayRows) => counter.add(rows, 'no_visit') },
  });
  counter = new DropCounter({ db: events.app.deps.configStore.db, sites: events.app.deps.sites });
});
afterEach(() => events.close());

const row = (timestamp: string, fields: object = {}) => ({
  url: 'https://example.com/',
  visitor_id: 'ann',
  timestamp,
  ...fields,
});
const engagement = (timestamp: string) => row(timestamp, { name: 'engagement', engaged_ms: 5 });

async function drops(days: number): Promise<unknown> {
  await events.ingest.flush();
  await counter.flush();
  const answer = await events.app.ask('GET', `${events.path}/drops?days=${days}`, {
    as: events.as,
  });
  return answer.body.drops;
}
const noVisit = (count: number) => [{ reason: 'no_visit', events: count }];

test('is counted on its day in the site’s timezone, until its visit comes', async () => {
  // Now is 10 March; 02:00 UTC on the 9th is the evening of the 8th in New York.
  await events.send([engagement('2026-03-09T02:00:00Z'), engagement('2026-03-09T02:40:00Z')]);
  expect(await drops(3)).toEqual(noVisit(2));
  expect(await drops(2)).toEqual([]);
  await events.send([row('2026-03-09T02:30:00Z')]);
  expect(await drops(3)).toEqual(noVisit(1));
  await events.send([row('2026-03-09T01:59:00Z')]);
  expect(await drops(3)).toEqual([]);
});

test('is counted once when its segment is replayed after a crash', async () => {
  await events.send([engagement('2026-03-09T20:00:00Z')]);
  const log = join(events.dataDir, 'log');
  const [name] = readdirSync(log);
  const kept = join(events.dataDir, 'kept');
  copyFileSync(join(log, name!), kept);
  expect(await drops(2)).toEqual(noVisit(1));
  copyFileSync(kept, join(log, name!));
  await events.crashAndRestart();
  expect(await drops(2)).toEqual(noVisit(1));
  expect(readdirSync(log)).toEqual([]);
});

test('that was never noted, for the process ended before, is not taken back from what is', async () => {
  await events.send([engagement('2026-03-09T20:00:00Z')]);
  await events.ingest.flush();
  const { db, sites } = { db: events.app.deps.configStore.db, sites: events.app.deps.sites };
  counter = new DropCounter({ db, sites });
  await events.send([row('2026-03-09T20:00:00Z')]);
  expect(await drops(2)).toEqual([]);
  await events.send([engagement('2026-03-09T12:00:00Z')]);
  expect(await drops(2)).toEqual(noVisit(1));
});
