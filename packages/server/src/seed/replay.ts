/** Sends events through ingest as if each were coming in at its own time. */
import type { Clock } from '../clock.ts';
import type { Ingest } from '../ingest/index.ts';
import type { TimedEvent } from './visit.ts';

/** A clock that is set by hand. */
export interface SetClock extends Clock {
  set(atMs: number): void;
}

export function createSetClock(atMs: number): SetClock {
  let nowMs = atMs;
  return { nowMs: () => nowMs, set: (toMs) => void (nowMs = toMs) };
}

export interface Replayed {
  accepted: number;
  dropped: number;
}

/** Events handed over before the oldest ones' acknowledgements are awaited. */
const BATCH_EVENTS = 2_000;
const BATCHES_IN_FLIGHT = 4;
/** Past this the store is let catch up: what waits in the log takes room on the disk. */
const MAX_BACKLOG_SEGMENTS = 16;
const TICK_MS = 10 * 60_000;

/**
 * Takes the events in order of time. An event's own part of the path runs at once, under the clock
 * set to its time; only its acknowledgement is waited for later, so many share one write.
 */
export async function replay(
  events: Iterable<TimedEvent>,
  ingest: Ingest,
  clock: SetClock,
): Promise<Replayed> {
  const replayed: Replayed = { accepted: 0, dropped: 0 };
  const inFlight: Array<Promise<void>> = [];
  let batch: Array<ReturnType<Ingest['accept']>> = [];
  let tickedMs = 0;
  for (const { atMs, body, sender } of events) {
    clock.set(atMs);
    if (atMs - tickedMs >= TICK_MS) {
      ingest.tick();
      tickedMs = atMs;
    }
    batch.push(ingest.accept(body, sender));
    if (batch.length < BATCH_EVENTS) continue;
    inFlight.push(settle(batch, replayed));
    batch = [];
    if (inFlight.length >= BATCHES_IN_FLIGHT) await inFlight.shift();
    if (ingest.status().backlogSegments > MAX_BACKLOG_SEGMENTS) await ingest.flush();
  }
  await Promise.all([...inFlight, settle(batch, replayed)]);
  return replayed;
}

async function settle(
  batch: ReadonlyArray<ReturnType<Ingest['accept']>>,
  replayed: Replayed,
): Promise<void> {
  for (const { dropped } of await Promise.all(batch)) {
    if (dropped === null) replayed.accepted += 1;
    else replayed.dropped += 1;
  }
}
