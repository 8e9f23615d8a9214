import { Gauge, Counter, collectDefaultMetrics, type Registry } from 'prom-client';
import type { DropReason } from '@purestat/vocabulary';
import type { Ingest } from './ingest/index.ts';

export interface IngestCounters {
  accepted(events: number): void;
  dropped(reason: DropReason): void;
  /** Reads the ingest's state whenever the metrics are asked for. */
  watch(ingest: Pick<Ingest, 'status'>): void;
}

/** Registers what an operator watches; counting an event is one addition. */
export function countIngest(registry: Registry): IngestCounters {
  collectDefaultMetrics({ register: registry, prefix: 'purestat_' });
  const registers = [registry];
  let acceptedSinceRead = 0;
  const accepted = new Counter({
    name: 'purestat_events_accepted_total',
    help: 'Events acknowledged as durable.',
    registers,
    collect() {
      accepted.inc(acceptedSinceRead);
      acceptedSinceRead = 0;
    },
  });
  const dropped = new Counter({
    name: 'purestat_events_dropped_total',
    help: 'Events not counted on purpose, by reason.',
    labelNames: ['reason'],
    registers,
  });
  return {
    accepted(events) {
      acceptedSinceRead += events;
    },
    dropped(reason) {
      dropped.inc({ reason });
    },
    watch(ingest) {
      registerGauges(ingest, registers);
    },
  };
}

function registerGauges(ingest: Pick<Ingest, 'status'>, registers: Registry[]): void {
  const gauge = (name: string, help: string, read: () => number): Gauge =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read());
      },
    });
  gauge(
    'purestat_log_backlog_segments',
    'Segments of the log that the event store does not have yet.',
    () => ingest.status().backlogSegments,
  );
  gauge('purestat_open_visits', 'Visits that may still go on.', () => ingest.status().openVisits);
}
