import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { claimDataFolder } from '../data-folder.ts';
import { StartError } from '../start-error.ts';
import { openConfigStore } from '../db/index.ts';
import { openEventStore } from '../stores/open.ts';
import { readArguments } from './arguments.ts';
import { seedSite } from './seed.ts';

const NOW = '2026-05-20T14:30:00.000Z';
const clock = { nowMs: () => Date.parse(NOW) };
const log = pino({ level: 'silent' });
let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'purestat-seed-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function seed(folder: string, ...args: string[]) {
  const small = ['--days', '4', '--visitors', '25', '--data', join(root, folder)];
  return seedSite(readArguments([...small, ...args])!, { clock, log });
}

/** Everything but the visitor ids, which are made with random salts. */
async function figuresOf(folder: string): Promise<unknown> {
  const store = await openEventStore({ dataDir: join(root, folder) });
  try {
    const events = `SELECT day::VARCHAR AS day, epoch_ms(ts) AS ts, name, pathname, revenue_amount::VARCHAR AS amount,
      epoch_ms(visit_started) AS visit, source, channel, country, city, browser, os, screen_size, language
      FROM all_events ORDER BY ALL`;
    const visits = `SELECT day::VARCHAR AS day, count(*) AS visits, count(DISTINCT visitor) AS visitors,
      sum(pageviews)::INTEGER AS pageviews, sum(is_bounce::INTEGER)::INTEGER AS bounces
      FROM all_visits GROUP BY ALL ORDER BY ALL`;
    return {
      events: await store.query({ text: events, params: [] }),
      visits: await store.query({ text: visits, params: [] }),
      unsealed: await store.unsealedDays(),
    };
  } finally {
    await store.close();
  }
}

test('the same seed gives the same figures in another folder, finished days sealed', async () => {
  const first = await seed('a');
  await seed('b');
  const figures = (await figuresOf('a')) as { events: object[]; visits: object[] };
  expect(figures).toEqual(await figuresOf('b'));
  expect(figures.events).toHaveLength(first.accepted);
  expect(figures.visits).toMatchObject([
    { day: '2026-05-16' },
    { day: '2026-05-17' },
    { day: '2026-05-18' },
    { day: '2026-05-19' },
    { day: '2026-05-20' },
  ]);
  expect(figures).toMatchObject({ unsealed: [{ site: 1, day: '2026-05-20' }] });
});

test('account, organization and site are made once and used again', async () => {
  const first = await seed('a', '--email', 'ann@example.com');
  const second = await seed('a', '--domain', 'blog.example', '--profile', 'blog');
  expect(first.password).toMatch(/^.{8,}$/);
  expect(second).toMatchObject({ email: 'ann@example.com', password: null });
  const configStore = await openConfigStore({ path: join(root, 'a', 'purestat.sqlite'), clock });
  const sites = await configStore.db
    .selectFrom('sites')
    .innerJoin('orgs', 'orgs.id', 'sites.org_id')
    .select(['sites.domain', 'sites.timezone', 'sites.created_at', 'orgs.slug'])
    .execute();
  await configStore.close();
  expect(sites).toEqual([
    {
      domain: 'shop.example',
      timezone: 'Europe/Berlin',
      created_at: '2026-05-15T22:00:00.000Z',
      slug: 'hearth-field',
    },
    {
      domain: 'blog.example',
      timezone: 'Europe/London',
      created_at: '2026-05-15T23:00:00.000Z',
      slug: 'hearth-field',
    },
  ]);
});

test('a site with events is left alone unless they are to be cleared', async () => {
  await seed('a');
  const before = await figuresOf('a');
  await expect(seed('a')).rejects.toThrow(
    'shop.example has events already; --clear deletes them first.',
  );
  await seed('a', '--clear');
  expect(await figuresOf('a')).toEqual(before);
});

test('a site keeps its time zone', async () => {
  await seed('a', '--timezone', 'UTC');
  await expect(seed('a', '--clear', '--timezone', 'Asia/Tokyo')).rejects.toThrow(
    "--timezone: shop.example is there already, in UTC. Leave the option out, or change the site's settings first.",
  );
});

test('a last day in the past ends the traffic there', async () => {
  await seed('a', '--until', '2026-05-10');
  expect(await figuresOf('a')).toMatchObject({
    visits: [
      { day: '2026-05-07' },
      { day: '2026-05-08' },
      { day: '2026-05-09' },
      { day: '2026-05-10' },
    ],
    unsealed: [],
  });
  await expect(seed('b', '--until', '2026-05-20')).rejects.toThrow(
    '--until: found 2026-05-20; allowed is a day before today (2026-05-20).',
  );
});

test('salts of days that are over are gone afterwards', async () => {
  await seed('a', '--until', '2026-05-10');
  expect(readdirSync(join(root, 'a', 'salts')).toSorted()).toEqual([
    '2026-05-20.salt',
    '2026-05-21.salt',
  ]);
});

test('a folder that a server holds is refused', async () => {
  const folder = claimDataFolder(join(root, 'a'));
  await expect(seed('a')).rejects.toThrow(StartError);
  folder.release();
});
