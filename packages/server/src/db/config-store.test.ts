import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import { Kysely } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { meaningOf } from '../areas/goals/meaning.ts';
import { openConfigStore } from './config-store.ts';
import { migrate, NewerDatabaseError, type Migration } from './migrate.ts';
import { MIGRATIONS } from './migrations/index.ts';
import { NodeSqliteDialect, openSqliteFile } from './sqlite-dialect.ts';
import { isUniqueViolation } from './unique-violation.ts';

const clock = { nowMs: () => Date.parse('2026-03-10T12:00:00.000Z') };
const TYPES = { types: { instant: 'text', boolean: 'integer' }, nowMs: clock.nowMs() } as const;

let dir: string;
let path: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'purestat-db-'));
  path = join(dir, 'purestat.db');
});
afterEach(() => rmSync(dir, { recursive: true }));

test('all migrations make the schema that is written down', async () => {
  await (await openConfigStore({ path, clock })).close();
  const database = new DatabaseSync(path);
  const statements = database
    .prepare(
      `select sql from sqlite_master where sql is not null order by case type when 'table' then 1 else 2 end, name`,
    )
    .all() as Array<{ sql: string }>;
  database.close();
  const dump = statements.map(({ sql }) => `${sql};\n`).join('');
  await expect(dump).toMatchFileSnapshot('./migrations/schema.sql');
});

test('migration files and their ids agree, in order', () => {
  const ids = MIGRATIONS.map(({ id }) => id);
  expect(ids).toEqual(ids.toSorted());
  const index = readFileSync(new URL('./migrations/index.ts', import.meta.url), 'utf8');
  expect([...index.matchAll(/'\.\/(\d{4}_.*)\.ts'/g)].map((match) => match[1])).toEqual(ids);
});

test('a second start finds everything in place', async () => {
  const first = await openConfigStore({ path, clock });
  const org = { id: 'o', name: 'Acme', slug: 'acme', plan: 'free', created_at: '2026' } as const;
  await first.db.insertInto('orgs').values(org).execute();
  await first.close();
  const second = await openConfigStore({ path, clock });
  expect(await second.db.selectFrom('orgs').selectAll().execute()).toEqual([
    { ...org, two_factor_required: 0 },
  ]);
  await second.close();
});

test('a database of a newer version is refused in one line and stays as it is', async () => {
  await (await openConfigStore({ path, clock })).close();
  const database = new DatabaseSync(path);
  database.exec(`insert into migrations values ('0099_orgs_add_colour', '2027')`);
  database.exec('pragma journal_mode = delete');
  database.close();
  const before = readFileSync(path);
  const opening = openConfigStore({ path, clock });
  await expect(opening).rejects.toThrow(NewerDatabaseError);
  await expect(opening).rejects.toThrow(/^.*newer version.*"0099_orgs_add_colour".*$/);
  expect(readFileSync(path).equals(before)).toBe(true);
});

test('a migration that fails takes back all that ran with it', async () => {
  const database = openSqliteFile(path);
  const db = new Kysely<unknown>({ dialect: new NodeSqliteDialect(database) });
  const good: Migration = {
    id: '0001_a_create',
    up: (trx) => trx.schema.createTable('a').addColumn('id', 'text').execute(),
  };
  const bad: Migration = {
    id: '0002_b_fail',
    up: () => Promise.reject(new Error('the disk is full')),
  };
  await expect(migrate(db, [good, bad], TYPES)).rejects.toThrow('the disk is full');
  expect(await db.introspection.getTables()).toEqual([]);
  await migrate(db, [good], TYPES);
  expect((await db.introspection.getTables()).map(({ name }) => name)).toEqual(['a', 'migrations']);
  await db.destroy();
});

test('goals of before stay, with nothing asked of properties', async () => {
  const database = openSqliteFile(path);
  const db = new Kysely<unknown>({ dialect: new NodeSqliteDialect(database) });
  const rows = db as Kysely<Record<string, Record<string, unknown>>>;
  const since = MIGRATIONS.findIndex(({ id }) => id === '0013_goals_add_conditions');
  await migrate(db, MIGRATIONS.slice(0, since), TYPES);
  const org = { id: 'o', name: 'Acme', slug: 'acme', plan: 'free', created_at: '2026' };
  await rows.insertInto('orgs').values(org).execute();
  const site = { id: 's', number: 1, org_id: 'o', domain: 'a.example', name: 'A', timezone: 'UTC' };
  await rows
    .insertInto('sites')
    .values({ ...site, public: 0, created_at: '2026' })
    .execute();
  const goal = { id: 'g', site_id: 's', goal_type: 'page', name: 'Thanks', target: '/thanks' };
  const kept = { ...goal, currency: 'EUR', created_at: '2026' };
  await rows.insertInto('goals').values(kept).execute();
  await migrate(db, MIGRATIONS, TYPES);
  const counted = { goal_type: 'page', target: '/thanks', scroll_percent: null, properties: '{}' };
  expect(await rows.selectFrom('goals').selectAll().execute()).toEqual([
    { ...kept, ...counted, meaning: meaningOf({ ...counted, goal_type: 'page' }) },
  ]);
  await db.destroy();
});

test('processes that start together migrate once', async () => {
  const script = `
    import { openConfigStore } from ${JSON.stringify(new URL('./config-store.ts', import.meta.url).href)};
    const store = await openConfigStore({ path: ${JSON.stringify(path)}, clock: { nowMs: () => 0 } });
    await store.close();`;
  const run = () => promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);
  await Promise.all([run(), run(), run()]);
  const database = new DatabaseSync(path);
  expect(database.prepare('select count(*) as n from migrations').get()).toEqual({
    n: MIGRATIONS.length,
  });
  database.close();
});

test('nobody but the owner of the file may read it', async () => {
  const store = await openConfigStore({ path, clock });
  const modes = [path, `${path}-wal`].map((file) => statSync(file).mode & 0o777);
  expect(modes).toEqual([0o600, 0o600]);
  await store.close();
});

/** How a write ends. */
const failure = (write: { execute(): Promise<unknown> }) =>
  write.execute().then(
    () => 'none',
    (error: unknown) => (isUniqueViolation(error) ? 'taken' : 'other'),
  );

test('references between rows are enforced and a taken value is told from other failures', async () => {
  const store = await openConfigStore({ path, clock });
  const org = { id: 'o', name: 'Acme', slug: 'acme', plan: 'free', created_at: '2026' } as const;
  const member = { id: 'm', org_id: 'o', user_id: 'u', role: 'owner', created_at: '2026' } as const;
  await store.db.insertInto('orgs').values(org).execute();
  expect([
    await failure(store.db.insertInto('orgs').values({ ...org, id: 'p' })),
    await failure(store.db.insertInto('orgs').values(org)),
    await failure(store.db.insertInto('members').values(member)),
  ]).toEqual(['taken', 'taken', 'other']);
  await store.close();
});

test('a statement waits for a transaction that is under way', async () => {
  const store = await openConfigStore({ path, clock });
  const org = { id: 'o', name: 'Acme', slug: 'acme', plan: 'free', created_at: '2026' } as const;
  const seen: string[] = [];
  const transaction = store.db.transaction().execute(async (trx) => {
    await trx.insertInto('orgs').values(org).execute();
    await new Promise((resolve) => setImmediate(resolve));
    seen.push('transaction');
    throw new Error('rolled back');
  });
  const outside = store.db
    .selectFrom('orgs')
    .select('id')
    .execute()
    .then((rows) => seen.push(`${rows.length} rows`));
  await expect(transaction).rejects.toThrow('rolled back');
  await outside;
  expect(seen).toEqual(['transaction', '0 rows']);
  await store.close();
});

test('a transaction has the write lock from its start, though it has only read so far', async () => {
  const store = await openConfigStore({ path, clock });
  const other = new DatabaseSync(path, { timeout: 0 });
  await store.db.transaction().execute(async (trx) => {
    await trx.selectFrom('orgs').selectAll().execute();
    expect(() => other.exec('begin immediate')).toThrow('database is locked');
  });
  other.close();
  await store.close();
});
