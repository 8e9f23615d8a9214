import { pino } from 'pino';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startJobs, type JobParts } from './schedule.ts';

beforeEach(() => vi.useFakeTimers({ now: Date.parse('2026-03-01T12:00:00Z') }));
afterEach(() => vi.useRealTimers());

test.each([
  {
    when: 'while the server runs is told',
    isStopped: false,
    told: ['A job failed; it runs again as scheduled'],
  },
  { when: 'because the server stops is not', isStopped: true, told: [] },
])('a job that fails $when', async ({ isStopped, told }) => {
  const sealing = Promise.withResolvers<never>();
  const lines: string[] = [];
  // The other jobs have not all that they need here.
  const noteSealing = ({ job, msg }: { job: string; msg: string }): void => {
    if (job === 'seal finished days') lines.push(msg);
  };
  const log = pino({ level: 'error' }, { write: (line) => noteSealing(JSON.parse(line)) });
  const parts: Partial<JobParts> = {
    log,
    clock: { nowMs: () => Date.now() },
    ingest: { tick: () => undefined },
    drops: { flush: () => Promise.resolve() },
    cuts: { flush: () => Promise.resolve() },
    store: { unsealedDays: () => sealing.promise } as unknown as JobParts['store'],
  };
  const stop = startJobs(parts as JobParts);
  await vi.advanceTimersByTimeAsync(11 * 60_000);
  if (isStopped) stop();
  sealing.reject(new Error('the store is being closed'));
  await vi.advanceTimersByTimeAsync(0);
  expect(lines).toEqual(told);
  stop();
});
