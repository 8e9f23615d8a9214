import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { claimDataFolder } from '../data-folder.ts';
import { openConfigStore } from '../db/index.ts';
import type { DifferingDay } from '../doctor/report.ts';
import type { EventStore } from '../stores/event-store.ts';
import { openEventStore } from '../stores/open.ts';
import { encodeFrame, encodeRecord } from '../stores/segment-file.ts';
import {
  buildRecords,
  customEvent,
  engagement,
  pageview,
  site,
  storeEvents,
} from '../testing/build.ts';
import { runCommandLine } from './run.ts';

const SITE = site({ number: 1 });
const OTHER = site({ number: 2 });
const NOW_MS = Date.parse('2026-04-02T12:00:00Z');
const clock = { nowMs: () => NOW_MS };

/** A filled folder, made once; every test has a copy of it. */
let filled: string;
let dir: string;
beforeAll(async () => {
  filled = mkdtempSync(join(tmpdir(), 'purestat-doctor-filled-'));
  await makeFolder(filled);
});
afterAll(() => rmSync(filled, { recursive: true, force: true }));
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'purestat-doctor-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const fillFolder = (): void => cpSync(filled, dir, { recursive: true });

interface Told {
  code: number;
  stdout: string;
  stderr: string;
}

async function purestat(words: string[], signal = new AbortController().signal): Promise<Told> {
  const told = { stdout: '', stderr: '' };
  const code = await runCommandLine(words, {
    env: { DATA_DIR: dir },
    clock,
    stdin: (async function* () {})(),
    stdout: { write: (text) => (told.stdout += text) },
    stderr: { write: (text) => (told.stderr += text), isTTY: true },
    signal,
  });
  return { code, ...told };
}

/** Two sites, two months; all but the last day sealed, and every day's figures kept, however small it is. */
async function makeFolder(path: string): Promise<void> {
  claimDataFolder(path).release();
  const configStore = await openConfigStore({ path: join(path, 'purestat.sqlite'), clock });
  const { db } = configStore;
  const created_at = '2026-01-01T00:00:00.000Z';
  await db
    .insertInto('orgs')
    .values({ id: 'o', name: 'O', slug: 'o', plan: 'selfhosted', created_at })
    .execute();
  await db
    .insertInto('sites')
    .values({
      id: 's',
      number: 1,
      org_id: 'o',
      domain: 'example.com',
      name: 'Example',
      timezone: 'UTC',
      public: 0,
      created_at,
    })
    .execute();
  await configStore.close();
  const store = await openEventStore({
    dataDir: path,
    memoryLimitMb: 256,
    threads: 2,
    minEventsForFigures: 1,
  });
  for (const one of [SITE, OTHER]) {
    for (const day of ['2026-02-27', '2026-02-28', '2026-03-01']) await storeDay(store, one, day);
  }
  await store.sealDays(await store.unsealedDays());
  await storeEvents(store, SITE, [pageview({ at: '2026-03-02T10:00:00' })]);
  await store.close();
}

async function storeDay(store: EventStore, one: typeof SITE, day: string): Promise<void> {
  const at = (time: string): string => `${day}T${time}`;
  await storeEvents(store, one, [
    pageview({ at: at('10:00:00'), page: '/', source: 'Google' }),
    pageview({ at: at('10:01:00'), page: '/a' }),
    customEvent('signup', { at: at('10:01:00'), page: '/a' }),
    engagement({ at: at('10:02:00'), page: '/a' }),
    pageview({ at: at('12:00:00'), page: '/a', source: 'Bing' }),
    pageview({ at: at('11:00:00'), visitor: 'bob', page: '/b', country: 'DE' }),
  ]);
}

/** Changes the database file behind everybody's back, one row with each statement. */
async function corrupt(...statements: string[]): Promise<void> {
  const instance = await DuckDBInstance.create(join(dir, 'events', 'events.duckdb'));
  const connection = await instance.connect();
  for (const sql of statements) {
    const { rowsChanged } = await connection.run(sql);
    expect([sql, rowsChanged]).toEqual([sql, 1]);
  }
  connection.closeSync();
  instance.closeSync();
}

const CHECKS = [
  { name: 'accounts', ok: true, repaired: false, message: 'purestat.sqlite is whole; 1 site.' },
  {
    name: 'disk',
    ok: true,
    repaired: false,
    message: expect.stringMatching(/^[\d,]+ MB are free\.$/),
  },
  { name: 'log', ok: true, repaired: false, message: 'No event waits to be stored.' },
  { name: 'salts', ok: true, repaired: false, message: 'None is older than it may be.' },
];
const ALL = '6 sealed days with 36 events';

test('a healthy folder: every check is told, exit code 0, and nothing has changed', async () => {
  fillFolder();
  const { code, stdout, stderr } = await purestat(['doctor', '--json']);
  expect({ code, stderr, report: JSON.parse(stdout) as unknown }).toEqual({
    code: 0,
    stderr: '',
    report: {
      ok: true,
      data_dir: dir,
      checks: [
        ...CHECKS,
        { name: 'days', ok: true, repaired: false, message: `${ALL} recomputed: all as stored.` },
      ],
      days: { checked: 6, events: 36, differing: [] },
    },
  });
});

const on = (number: number, day: string) => `AND site = ${number} AND day = '${day}'`;
const BOTH = { missing: 1, unexpected: 1 };

test('what differs is found exactly, told with its site and day, and repaired', async () => {
  fillFolder();
  const wrong = [
    {
      // A wrong visit.
      sql: `UPDATE visits SET pageviews = 7 WHERE source = 'Bing' ${on(1, '2026-02-27')}`,
      day: [1, '2026-02-27'],
      differences: [{ part: 'visits', ...BOTH }],
    },
    {
      // A wrong figure of a month, told of its last day; and one figure too few on that day.
      sql: `UPDATE month_figures_long SET visits = 99 WHERE site = 1 AND value = '/b'
        AND dimension = (SELECT max(dimension) FROM month_figures_long WHERE value = '/b')`,
      more: `DELETE FROM day_figures WHERE dimension = 0 ${on(1, '2026-02-28')}`,
      day: [1, '2026-02-28'],
      differences: [
        { part: 'figures', missing: 1, unexpected: 0 },
        { part: 'month_figures', ...BOTH },
      ],
    },
    {
      // A visit too few.
      sql: `DELETE FROM visits WHERE source = 'Bing' ${on(1, '2026-03-01')}`,
      day: [1, '2026-03-01'],
      differences: [{ part: 'visits', missing: 1, unexpected: 0 }],
    },
    {
      // A visit twice.
      sql: `INSERT INTO visits FROM visits WHERE source = 'Bing' ${on(2, '2026-02-27')}`,
      day: [2, '2026-02-27'],
      differences: [{ part: 'visits', missing: 0, unexpected: 1 }],
    },
    {
      // A wrong mark of an event.
      sql: `UPDATE events SET new_on_page = NOT new_on_page WHERE pathname = '/b' ${on(2, '2026-02-28')}`,
      day: [2, '2026-02-28'],
      differences: [{ part: 'marks', ...BOTH }],
    },
    {
      // A wrong figure of a day.
      sql: `UPDATE day_figures SET visitors = visitors + 1 WHERE dimension = 0 ${on(2, '2026-03-01')}`,
      day: [2, '2026-03-01'],
      differences: [{ part: 'figures', ...BOTH }],
    },
  ];
  await corrupt(...wrong.flatMap(({ sql, more }) => (more === undefined ? [sql] : [sql, more])));
  const expected = (isRepaired: boolean) => ({
    ok: isRepaired,
    data_dir: dir,
    checks: [
      ...CHECKS,
      { name: 'days', ok: false, repaired: isRepaired, message: `Of ${ALL}, 6 days differed.` },
    ],
    days: {
      checked: 6,
      events: 36,
      differing: wrong.map(({ day: [number, day], differences }) => ({
        site: number,
        domain: number === 1 ? 'example.com' : null,
        day,
        repaired: isRepaired,
        differences,
      })),
    },
  });
  const found = await purestat(['doctor', '--json']);
  expect([found.code, JSON.parse(found.stdout)]).toEqual([1, expected(false)]);
  const repaired = await purestat(['doctor', '--repair', '--json']);
  expect([repaired.code, JSON.parse(repaired.stdout)]).toEqual([0, expected(true)]);
  expect((await purestat(['doctor'])).code).toBe(0);
});

test('an event that is counted to another visit, and one that says other things than its visit', async () => {
  fillFolder();
  await corrupt(
    `UPDATE events SET visit_started = ts WHERE name = 'signup' AND site = 1 AND day = '2026-02-28'`,
    `UPDATE events SET country = 'FR' WHERE name = 'signup' AND site = 2 AND day = '2026-03-01'`,
  );
  const { code, stdout } = await purestat(['doctor', '--json']);
  const { days } = JSON.parse(stdout) as { days: { differing: DifferingDay[] } };
  expect(code).toBe(1);
  expect(
    days.differing.map(({ site: number, day, differences }) => [number, day, differences[0]]),
  ).toEqual([
    [1, '2026-02-28', { part: 'assignment', ...BOTH }],
    [2, '2026-03-01', { part: 'assignment', ...BOTH }],
  ]);
  expect((await purestat(['doctor', '--repair'])).code).toBe(0);
  expect((await purestat(['doctor'])).code).toBe(0);
});

test('for people: a line for each check, one for each day that differs, and what to do', async () => {
  fillFolder();
  await corrupt(
    `UPDATE visits SET events = 0 WHERE site = 2 AND day = '2026-03-01' AND source = 'Bing'`,
  );
  const { code, stdout, stderr } = await purestat(['doctor']);
  expect({ code, lines: stdout.replace(/[\d,]+ MB/, '9 MB').split('\n') }).toEqual({
    code: 1,
    lines: [
      `Purestat doctor: ${dir}`,
      'right     accounts  purestat.sqlite is whole; 1 site.',
      'right     disk      9 MB are free.',
      'right     log       No event waits to be stored.',
      'right     salts     None is older than it may be.',
      `WRONG     days      Of ${ALL}, 1 day differed.`,
      '  site 2 2026-03-01: visits: 1 missing, 1 unexpected',
      '"purestat doctor --repair" puts right what it can.',
      '',
    ],
  });
  expect(stderr).toBe('\r[........................] 0 %  0 of 6 days\u001b[K\r\u001b[K');
});

test('events that wait in the log are counted, and damage among them is found', async () => {
  fillFolder();
  mkdirSync(join(dir, 'log'));
  const frame = encodeFrame(buildRecords(SITE, [pageview(), pageview()]).map(encodeRecord));
  const path = join(dir, 'log', '000000000099.seg');
  writeFileSync(path, frame);
  expect((await purestat(['doctor'])).stdout).toContain(
    'right     log       2 events in 1 segment are stored at the next start.',
  );
  const broken = Buffer.from(frame);
  broken[broken.length - 3] = 0;
  writeFileSync(path, Buffer.concat([broken, frame]));
  const { code, stdout } = await purestat(['doctor']);
  expect([code, stdout]).toEqual([
    1,
    expect.stringContaining(
      `WRONG     log       ${path} is damaged (bytes in its middle cannot be read). Its other events are stored.`,
    ),
  ]);
});

test('salts of dates that are over are told of, and destroyed by --repair', async () => {
  fillFolder();
  mkdirSync(join(dir, 'salts'));
  for (const date of ['2026-03-30', '2026-03-31', '2026-04-01', '2026-04-02'])
    writeFileSync(join(dir, 'salts', `${date}.salt`), Buffer.alloc(32, 1));
  const { code, stdout } = await purestat(['doctor']);
  expect([code, stdout]).toEqual([
    1,
    expect.stringContaining(
      'WRONG     salts     3 salts of dates that are over (2026-03-30 to 2026-04-01): the next start destroys them.',
    ),
  ]);
  const repaired = await purestat(['doctor', '--repair']);
  expect([repaired.code, readdirSync(join(dir, 'salts'))]).toEqual([0, ['2026-04-02.salt']]);
  expect(repaired.stdout).toContain(
    'REPAIRED  salts     3 salts of dates that are over (2026-03-30 to 2026-04-01) destroyed.',
  );
});

describe('what cannot be examined is told in one line, exit code 2', () => {
  test('a folder on which a server runs', async () => {
    fillFolder();
    const running = claimDataFolder(dir);
    expect(await purestat(['doctor'])).toEqual({
      code: 2,
      stdout: '',
      stderr: `DATA_DIR: ${dir} is in use by another Purestat process. Stop that one first.\n`,
    });
    running.release();
  });

  test('a folder without data, and none is made', async () => {
    const path = join(dir, 'nothing');
    expect(await purestat(['doctor', '--data', path])).toEqual({
      code: 2,
      stdout: '',
      stderr: `DATA_DIR: there is no data of Purestat in ${path}. Name its folder by DATA_DIR or --data.\n`,
    });
    expect(existsSync(path)).toBe(false);
  });

  test('a folder of an older version, and nothing in it changes', async () => {
    writeFileSync(join(dir, 'FORMAT'), '1\n');
    expect(await purestat(['doctor'])).toEqual({
      code: 2,
      stdout: '',
      stderr: `DATA_DIR: ${dir} was written by an older version of Purestat. Start this version once, then stop it and try again.\n`,
    });
    expect(readdirSync(dir)).toEqual(['FORMAT']);
  });

  test('one that was stopped on the way', async () => {
    fillFolder();
    expect(await purestat(['doctor', '--json'], AbortSignal.abort())).toEqual({
      code: 2,
      stdout: '',
      stderr: 'Stopped before all days were examined; nothing is left half done.\n',
    });
    expect((await purestat(['doctor'])).code).toBe(0);
  });
});
