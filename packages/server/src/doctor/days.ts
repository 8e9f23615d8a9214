/** Recomputes every sealed day from its events and holds what is stored against it. */
import type { DayCheck, SealedDay, SiteDay } from '../stores/event-store.ts';
import { count, right, wrong } from './checks.ts';
import type { DifferingDay, DoctorReport, Finding } from './report.ts';

/** What is recomputed at once; bounds the memory, and how long the end of the process is waited for. */
const BATCH_EVENTS = 200_000;
const BATCH_DAYS = 500;

export interface DaysInput {
  dayCheck: DayCheck;
  domainOf(site: number): string | null;
  isRepairing: boolean;
  /** Checked between batches. */
  signal: AbortSignal;
  /** Called before each batch with the share that is done, 0 to 1. */
  onProgress(done: number, text: string): void;
}

export interface DaysFound {
  finding: Finding;
  days: DoctorReport['days'];
}

/** @throws the signal's reason when it fires; days that were repaired before stay so */
export async function checkAllDays(input: DaysInput): Promise<DaysFound> {
  const { dayCheck, signal, onProgress } = input;
  const sealed = await dayCheck.sealedDays();
  const allEvents = sealed.reduce((sum, { events }) => sum + events, 0);
  const found: DoctorReport['days'] = { checked: 0, events: 0, differing: [] };
  for (const batch of inBatches(sealed)) {
    signal.throwIfAborted();
    onProgress(
      allEvents === 0 ? 1 : found.events / allEvents,
      `${found.checked.toLocaleString('en')} of ${count(sealed.length, 'day')}`,
    );
    found.differing.push(...(await checkBatch(input, batch)));
    found.checked += batch.length;
    found.events += batch.reduce((sum, { events }) => sum + events, 0);
  }
  return { finding: findingOf(found), days: found };
}

async function checkBatch(
  { dayCheck, domainOf, isRepairing }: DaysInput,
  batch: readonly SealedDay[],
): Promise<DifferingDay[]> {
  const differing = await dayCheck.checkDays(batch);
  let left = differing;
  if (isRepairing && differing.length > 0) {
    await dayCheck.resealDays(differing);
    left = await dayCheck.checkDays(differing);
  }
  const isLeft = (day: SiteDay) => left.some((one) => one.site === day.site && one.day === day.day);
  return differing.map((day) => ({
    ...day,
    domain: domainOf(day.site),
    isRepaired: isRepairing && !isLeft(day),
  }));
}

function findingOf({ checked, events, differing }: DoctorReport['days']): Finding {
  const of = `${count(checked, 'sealed day')} with ${count(events, 'event')}`;
  if (differing.length === 0) return right('days', `${of} recomputed: all as stored.`);
  const isRepaired = differing.every((day) => day.isRepaired);
  const finding = wrong('days', `Of ${of}, ${count(differing.length, 'day')} differed.`);
  return { ...finding, isRepaired };
}

/** @yields days in their order, few enough to be recomputed together */
function* inBatches(days: readonly SealedDay[]): Generator<SealedDay[]> {
  let batch: SealedDay[] = [];
  let events = 0;
  for (const day of days) {
    if (batch.length > 0 && (batch.length === BATCH_DAYS || events + day.events > BATCH_EVENTS)) {
      yield batch;
      batch = [];
      events = 0;
    }
    batch.push(day);
    events += day.events;
  }
  if (batch.length > 0) yield batch;
}
