/**
 * Looks a data folder over while no server runs on it: accounts, disk, log, salts, and every sealed
 * day. Called by `purestat doctor`.
 */
import { join } from 'node:path';
import type { Clock } from '../clock.ts';
import { claimExistingFolder } from '../data-folder.ts';
import { openConfigStore, type ConfigStore } from '../db/index.ts';
import type { EventStore } from '../stores/event-store.ts';
import { openEventStore, type EventStoreConfig } from '../stores/open.ts';
import { checkAccounts, checkDisk, checkLog, checkSalts, right } from './checks.ts';
import { checkAllDays } from './days.ts';
import type { DoctorReport } from './report.ts';

export interface DoctorInput {
  dataDir: string;
  /** Where events are when they are not in the folder. */
  clickhouse?: EventStoreConfig['clickhouse'];
  clock: Clock;
  isRepairing: boolean;
  signal: AbortSignal;
  onProgress(done: number, text: string): void;
}

/** @throws StartError with one line when the folder cannot be examined; the signal's reason */
export async function examine(input: DoctorInput): Promise<DoctorReport> {
  const folder = claimExistingFolder(input.dataDir);
  const opened: Array<() => unknown> = [() => folder.release()];
  try {
    const path = join(folder.path, 'purestat.sqlite');
    const configStore = await openConfigStore({ path, clock: input.clock });
    opened.push(() => configStore.close());
    const store = await openEventStore({
      dataDir: folder.path,
      clickhouse: input.clickhouse,
    });
    opened.push(() => store.close());
    return await runChecks(input, folder.path, { configStore, store });
  } finally {
    for (const close of opened.toReversed()) await close();
  }
}

const NO_DAYS: DoctorReport['days'] = { checked: 0, events: 0, differing: [] };

async function runChecks(
  { clock, isRepairing, signal, onProgress }: DoctorInput,
  dataDir: string,
  { configStore, store }: { configStore: ConfigStore; store: EventStore },
): Promise<DoctorReport> {
  const findings = [
    await checkAccounts(configStore),
    await checkDisk(dataDir),
    await checkLog(dataDir, store),
    checkSalts(dataDir, clock, isRepairing),
  ];
  const sites = await configStore.db.selectFrom('sites').select(['number', 'domain']).execute();
  const domains = new Map(sites.map(({ number, domain }) => [number, domain]));
  if (store.dayCheck === undefined) {
    const finding = right('days', 'Not examined: this version recomputes no days in ClickHouse.');
    return { dataDir, findings: [...findings, finding], days: NO_DAYS };
  }
  const { finding, days } = await checkAllDays({
    dayCheck: store.dayCheck,
    domainOf: (site) => domains.get(site) ?? null,
    isRepairing,
    signal,
    onProgress,
  });
  return { dataDir, findings: [...findings, finding], days };
}
