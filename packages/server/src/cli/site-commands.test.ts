/** Commands that ask for a site: in its folder, and through the server that runs on it. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hashApiKey } from '../access/index.ts';
import { loadConfig } from '../config.ts';
import { claimDataFolder } from '../data-folder.ts';
import { openConfigStore } from '../db/index.ts';
import { startServer, type RunningServer } from '../server.ts';
import { openEventStore } from '../stores/open.ts';
import { customEvent, pageview, site, storeEvents } from '../testing/build.ts';
import { startClickHouse, type TestClickHouse } from '../testing/clickhouse/start.ts';
import { runPurestat, type CommandLineOptions } from '../testing/command-line.ts';

const NOW_MS = Date.parse('2026-03-02T12:00:00.000Z');
const clock = { nowMs: () => NOW_MS };
const KEY = `ps_live_${'k'.repeat(32)}`;
const CREATED_AT = '2026-01-01T00:00:00.000Z';
let dir: string;
let clickhouse: TestClickHouse | undefined;
/** Which event store the folder belongs to. */
let storeEnv: { CLICKHOUSE_URL?: string } = {};

beforeAll(async () => {
  if (process.env.TEST_ENGINE === 'clickhouse') {
    clickhouse = await startClickHouse();
    storeEnv = { CLICKHOUSE_URL: `${clickhouse.url}/cli` };
  }
  dir = mkdtempSync(join(tmpdir(), 'purestat-cli-'));
  claimDataFolder(dir).release();
  const { db, close } = await openConfigStore({ path: join(dir, 'purestat.sqlite'), clock });
  await db
    .insertInto('orgs')
    .values({ id: 'o', name: 'O', slug: 'o', plan: 'selfhosted', created_at: CREATED_AT })
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
      created_at: CREATED_AT,
      first_event_at: '2026-03-01T10:00:00.000Z',
    })
    .execute();
  await db
    .insertInto('api_keys')
    .values({
      id: 'k',
      site_id: 's',
      name: 'CLI',
      key_hash: hashApiKey(KEY),
      key_prefix: 'ps_live_kkkk',
      scopes: '["stats:read","export:read"]',
      created_by: null,
      created_at: CREATED_AT,
      expires_at: null,
      last_used_at: null,
      revoked_at: null,
    })
    .execute();
  await close();
  const { CLICKHOUSE_URL: url } = storeEnv;
  const store = await openEventStore({
    dataDir: dir,
    ...(url !== undefined && { clickhouse: { url, cluster: null } }),
  });
  await storeEvents(store, site({ number: 1 }), [
    pageview({ at: '10:00:00', page: '/', country: 'DE' }),
    pageview({ at: '10:00:30', page: '/pricing', props: { seats: 'many' } }),
    customEvent('purchase', {
      at: '10:01:00',
      page: '/pricing',
      revenue_amount: '29.9',
      revenue_currency: 'EUR',
      props: { seats: '12.5' },
    }),
    pageview({ at: '11:00:00', page: '/', visitor: 'bob', country: 'FR' }),
  ]);
  await store.close();
});
afterAll(async () => {
  await clickhouse?.stop();
  rmSync(dir, { recursive: true, force: true });
});

const purestat = (words: string[], options: CommandLineOptions = {}) =>
  runPurestat(words, { clock, ...options, env: { DATA_DIR: dir, ...storeEnv, ...options.env } });

const send = ({ url }: RunningServer, ...words: string[]) =>
  purestat(['send-event', '--url', url, ...words]);

const PAGES = ['--period', 'all', '--dimensions', 'pathname', '--metrics', 'visitors,pageviews'];
const PAGES_CSV = 'pathname,visitors,pageviews\r\n/,2,2\r\n/pricing,1,1\r\n';

/** The same questions, asked in both ways. */
function rules(where: () => { words: string[]; env: NodeJS.ProcessEnv }): void {
  const ask = (command: string, ...words: string[]) => {
    const { words: place, env } = where();
    return purestat([command, ...place, ...words], { env });
  };

  test('query tells totals and rows as a table, and as the API does', async () => {
    const { code, stdout } = await ask('query', ...PAGES);
    expect({ code, lines: stdout.split('\n') }).toEqual({
      code: 0,
      lines: [
        '2026-03-01 to 2026-03-02 (UTC)',
        '',
        'visitors  pageviews',
        '       2          3',
        '',
        'pathname  visitors  pageviews',
        '/                2          2',
        '/pricing         1          1',
        '',
      ],
    });
    const { stdout: json } = await ask(
      'query',
      ...PAGES,
      '--filter',
      'country=DE',
      '--filter',
      'country=FR',
      '--limit',
      '1',
      '--json',
    );
    expect(JSON.parse(json)).toMatchObject({
      metrics: { visitors: 2, pageviews: 3 },
      dimensions: [{ pathname: '/', visitors: 2, pageviews: 2 }],
      meta: { total_rows: 2 },
    });
    const revenue = await ask('query', '--period', 'all', '--metrics', 'revenue,bounce_rate');
    expect(revenue.stdout.split('\n').slice(2)).toEqual([
      'revenue    bounce_rate',
      'EUR 29.90           50',
      '',
    ]);
    const seats = await ask('query', '--period', 'all', '--metrics', 'sum:props:seats');
    expect(seats.stdout.split('\n').slice(2)).toEqual([
      'sum:props:seats',
      '           12.5',
      '1 of 2 values of seats are no numbers and are left out',
      '',
    ]);
  });

  test('export writes what the API would, to standard output and to a file', async () => {
    expect(await ask('export', ...PAGES)).toEqual({ code: 0, stdout: PAGES_CSV, stderr: '' });
    const file = join(dir, 'pages.csv');
    const filtered = ['--filter', 'pathname[contains]=pric'];
    expect(await ask('export', ...PAGES, ...filtered, '-o', file)).toEqual({
      code: 0,
      stdout: '',
      stderr: '',
    });
    expect(readFileSync(file, 'utf8')).toBe('pathname,visitors,pageviews\r\n/pricing,1,1\r\n');
    rmSync(file);
  });

  test('export --events writes every event', async () => {
    const { code, stdout } = await ask('export', '--events', '--format', 'ndjson');
    const rows = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { name: string; timestamp: string });
    expect(code).toBe(0);
    expect(rows.map(({ name, timestamp }) => [name, timestamp])).toEqual([
      ['pageview', '2026-03-01T10:00:00.000Z'],
      ['pageview', '2026-03-01T10:00:30.000Z'],
      ['purchase', '2026-03-01T10:01:00.000Z'],
      ['pageview', '2026-03-01T11:00:00.000Z'],
    ]);
  });

  test('what is refused ends with 1, its reason, and no file', async () => {
    const file = join(dir, 'none.csv');
    const { code, stdout, stderr } = await ask('export', '--metrics', 'hits', '-o', file);
    expect([code, stdout, existsSync(file), existsSync(`${file}.part`)]).toEqual([
      1,
      '',
      false,
      false,
    ]);
    expect(stderr).toContain('metrics: unknown metric "hits".');
    expect((await ask('query', '--metrics', 'hits')).code).toBe(1);
  });
}

describe('in the data folder', () => {
  rules(() => ({ words: ['--site', 'example.com'], env: {} }));

  test('a site that is not there is told with those that are', async () => {
    expect(await purestat(['query', '--site', 'other.com'])).toEqual({
      code: 1,
      stdout: '',
      stderr: 'There is no site other.com. The folder has example.com.\n',
    });
  });

  test('a person sees how far a file is, and nothing of it is left', async () => {
    const file = join(dir, 'events.csv');
    const words = ['export', '--site', 'example.com', '--events', '-o', file];
    const { stderr } = await purestat(words, { isTTY: true });
    expect(stderr.split('\u001b[K').at(-3)).toBe(`\r[${'#'.repeat(24)}] 100 %  4 of 4 events`);
    expect(readFileSync(file, 'utf8').split('\r\n')).toHaveLength(6);
  });

  test('one that was stopped on the way leaves no file', async () => {
    const file = join(dir, 'stopped.csv');
    const words = ['export', '--site', 'example.com', ...PAGES, '-o', file];
    const { code, stderr } = await purestat(words, { signal: AbortSignal.abort() });
    expect([code, stderr, existsSync(file)]).toEqual([
      1,
      'Stopped before all rows were there.\n',
      false,
    ]);
  });
});

describe('through a running server', () => {
  let server: RunningServer;
  beforeAll(async () => {
    const config = loadConfig({ DATA_DIR: dir, PORT: '0', HOST: '127.0.0.1', ...storeEnv });
    server = await startServer({ config, clock, log: pino({ level: 'silent' }) });
  });
  afterAll(() => server.close());

  rules(() => ({
    words: ['--url', `${server.url}/org/o/site/s?period=7d`],
    env: { PURESTAT_KEY: KEY },
  }));

  test('the folder is not to be had meanwhile, and one line says what to do', async () => {
    expect(await purestat(['query', '--site', 'example.com'])).toEqual({
      code: 2,
      stdout: '',
      stderr: `DATA_DIR: ${dir} is in use by another Purestat process. Stop that one first, or ask it: --url with the address of the site’s dashboard, and an API key.\n`,
    });
  });

  test('a wrong key is told as the server tells it', async () => {
    const words = ['query', '--url', `${server.url}/org/o/site/s`, '--key', 'ps_live_wrong'];
    const { code, stderr } = await purestat(words);
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^The server refused \(401\): /)]);
  });

  test('send-event tells whether the event counts', async () => {
    expect(await send(server, '--domain', 'example.com', '--page', '/docs')).toEqual({
      code: 0,
      stdout: 'Counted: pageview of https://example.com/docs\n',
      stderr: '',
    });
    const purchase = [
      '--name',
      'purchase',
      '--revenue',
      '29.99',
      '--currency',
      'EUR',
      '--prop',
      'plan=pro=x',
    ];
    expect(
      JSON.parse((await send(server, '--domain', 'example.com', ...purchase, '--json')).stdout),
    ).toEqual({
      ok: true,
      dropped: null,
    });
    expect(await send(server, '--domain', 'example.com', '--user-agent', 'Googlebot/2.1')).toEqual({
      code: 1,
      stdout: '',
      stderr: 'Not counted: bot. docs/tracker.md says what that means.\n',
    });
    const unknown = await send(server, '--domain', 'other.com');
    expect([unknown.code, unknown.stderr]).toEqual([
      1,
      expect.stringMatching(/^The server refused \(400\): domain/),
    ]);
  });
});

test('an export that the server cuts off ends with 1 and leaves no file', async () => {
  const cutting = createServer((_, response) => {
    response.write('date,visitors\r\n2026-03-01,1\r\n', () => response.destroy());
  }).listen(0, '127.0.0.1');
  await once(cutting, 'listening');
  const { port } = cutting.address() as AddressInfo;
  const file = join(dir, 'cut.csv');
  const words = [
    'export',
    '--url',
    `http://127.0.0.1:${port}/org/o/site/s`,
    '--key',
    KEY,
    '-o',
    file,
  ];
  expect(await purestat(words)).toEqual({
    code: 1,
    stdout: '',
    stderr: 'The server cut the export off before all rows were there.\n',
  });
  expect([existsSync(file), existsSync(`${file}.part`)]).toEqual([false, false]);
  cutting.close();
});

test.each([
  {
    words: ['query'],
    says: 'Which site? --site DOMAIN, or --url with the address of its dashboard.',
  },
  {
    words: ['query', '--url', 'http://localhost:1/org/o/site/s'],
    says: '--url needs an API key: PURESTAT_KEY or --key.',
  },
  {
    words: ['query', '--url', 'http://localhost:1', '--key', KEY],
    says: '--url is the address of the site’s dashboard, such as http://localhost:3000/org/ORG/site/SITE.',
  },
  {
    words: ['query', '--site', 'example.com', '--filter', 'country'],
    says: '--filter "country" is not understood: write country=US or pathname[contains]=blog.',
  },
  {
    words: ['send-event', '--domain', 'example.com', '--revenue', '5'],
    says: '--revenue and --currency go together.',
  },
  { words: ['send-event'], says: '--domain is needed: the site.' },
])('$words is wrong usage', async ({ words, says }) => {
  expect(await purestat(words)).toEqual({ code: 2, stdout: '', stderr: `${says}\n` });
});
