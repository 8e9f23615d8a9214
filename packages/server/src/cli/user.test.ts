import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadConfig } from '../config.ts';
import { claimDataFolder } from '../data-folder.ts';
import { openConfigStore } from '../db/index.ts';
import { startServer } from '../server.ts';
import { runPurestat, type CommandLineOptions } from '../testing/command-line.ts';

const NOW_MS = Date.parse('2026-03-10T12:00:00.000Z');
const clock = { nowMs: () => NOW_MS };
let dir: string;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'purestat-user-'));
  claimDataFolder(dir).release();
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const purestat = (words: string[], options: CommandLineOptions = {}) =>
  runPurestat(words, { env: { DATA_DIR: dir }, clock, ...options });
const make = (email: string, ...more: string[]) =>
  purestat(['user', 'create', email, '--name', 'Jane Doe', '--json', ...more]);

/** What signing in with the password answers, on a server of the folder. */
async function signIn(email: string, password: string): Promise<number> {
  const config = loadConfig({
    DATA_DIR: dir,
    PORT: '0',
    HOST: '127.0.0.1',
    REGISTRATION: 'closed',
  });
  const server = await startServer({ config, clock, log: pino({ level: 'silent' }) });
  try {
    const { status } = await fetch(`${server.url}/api/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email, password }),
    });
    return status;
  } finally {
    await server.close();
  }
}

test('an account is made with a password that is told once, and lets in', async () => {
  const { code, stdout, stderr } = await purestat([
    'user',
    'create',
    'Jane@Example.com',
    '--name',
    'Jane',
  ]);
  expect([code, stderr]).toEqual([0, '']);
  const [, email, password] =
    /^Account (\S+) is made\.\nPassword, shown this once: ([a-zA-Z2-9]{20})\n$/.exec(stdout)!;
  expect(email).toBe('jane@example.com');
  expect(await signIn('jane@example.com', password!)).toBe(200);
});

test('a password comes from standard input, and is not told again', async () => {
  const stdin = 'correct horse battery\nsecond line\n';
  const { code, stdout } = await purestat(
    ['user', 'create', 'jane@example.com', '--name', 'Jane', '--password-stdin'],
    { stdin },
  );
  expect([code, stdout]).toEqual([0, 'Account jane@example.com is made.\n']);
  expect(await signIn('jane@example.com', 'correct horse battery')).toBe(200);
});

/** A terminal at which somebody types. */
function terminal(typed: string) {
  const keys = Object.assign(new PassThrough(), { isTTY: true });
  keys.write(typed);
  return keys;
}
const createAt = (typed: string) =>
  purestat(['user', 'create', 'jane@example.com', '--name', 'Jane'], { stdin: terminal(typed) });
const ASKED = 'Password (empty: one is generated): \n';

test('at a terminal a password is asked for twice, and never shown', async () => {
  expect(await createAt('correct horse battery\rcorrect horse battery\r')).toEqual({
    code: 0,
    stdout: 'Account jane@example.com is made.\n',
    stderr: `${ASKED}The same again: \n`,
  });
  expect(await signIn('jane@example.com', 'correct horse battery')).toBe(200);
});

test('at a terminal nothing typed means a generated one', async () => {
  expect(await createAt('\r')).toEqual({
    code: 0,
    stdout: expect.stringMatching(/Password, shown this once: [a-zA-Z2-9]{20}\n$/),
    stderr: ASKED,
  });
});

test.each([
  [
    'what differs',
    'correct horse battery\rcorrect horse buttery\r',
    'The two passwords differ; nothing was done.\n',
  ],
  ['Ctrl-C', 'correct\u0003', 'Given up; nothing was done.\n'],
  ['Ctrl-D', '\u0004', 'Given up; nothing was done.\n'],
])('at a terminal %s makes no account', async (_name, typed, said) => {
  const { code, stdout, stderr } = await createAt(typed);
  expect([code, stdout, stderr.endsWith(`: \n${said}`)]).toEqual([1, '', true]);
  expect((await purestat(['user', 'list'])).stdout).toBe('There are no accounts.\n');
});

test('another password ends the old one and every session', async () => {
  const { password: old } = JSON.parse((await make('jane@example.com')).stdout) as {
    password: string;
  };
  expect(await signIn('jane@example.com', old)).toBe(200);
  const { code, stdout } = await purestat(['user', 'reset-password', 'jane@example.com', '--json']);
  const { password } = JSON.parse(stdout) as { password: string };
  expect(code).toBe(0);
  const { db, close } = await openConfigStore({ path: join(dir, 'purestat.sqlite'), clock });
  expect(await db.selectFrom('sessions').selectAll().execute()).toEqual([]);
  await close();
  expect([
    await signIn('jane@example.com', old),
    await signIn('jane@example.com', password),
  ]).toEqual([401, 200]);
});

test('accounts are listed, confirmed and deleted', async () => {
  await make('jane@example.com');
  await make('bob@example.com');
  expect((await purestat(['user', 'verify', 'bob@example.com'])).stdout).toBe(
    'The address bob@example.com is confirmed.\n',
  );
  expect((await purestat(['user', 'list'])).stdout).toBe(
    [
      'email             name      since       confirmed  two-factor  organizations',
      'bob@example.com   Jane Doe  2026-03-10  yes        no',
      'jane@example.com  Jane Doe  2026-03-10  no         no',
      '',
    ].join('\n'),
  );
  expect(await purestat(['user', 'delete', 'bob@example.com', '--yes'])).toEqual({
    code: 0,
    stdout: 'Account bob@example.com is deleted.\n',
    stderr: '',
  });
  const { users } = JSON.parse((await purestat(['user', 'list', '--json'])).stdout) as {
    users: object[];
  };
  expect(users).toEqual([
    {
      id: expect.any(String),
      email: 'jane@example.com',
      name: 'Jane Doe',
      created_at: '2026-03-10T12:00:00.000Z',
      email_verified: false,
      two_factor: false,
      orgs: [],
    },
  ]);
});

test('who has lost the second factor gets in by the password again', async () => {
  const { user, password } = JSON.parse((await make('jane@example.com')).stdout) as {
    user: { id: string };
    password: string;
  };
  expect(await purestat(['user', 'reset-two-factor', 'jane@example.com'])).toEqual({
    code: 1,
    stdout: '',
    stderr: 'jane@example.com has no two-factor authentication.\n',
  });
  const { db, close } = await openConfigStore({ path: join(dir, 'purestat.sqlite'), clock });
  await db.updateTable('users').set({ two_factor: 1 }).where('id', '=', user.id).execute();
  await close();
  expect(await purestat(['user', 'reset-two-factor', 'jane@example.com'])).toEqual({
    code: 0,
    stdout: 'jane@example.com signs in by password alone; its sessions have ended.\n',
    stderr: '',
  });
  expect(await signIn('jane@example.com', password)).toBe(200);
});

test('an organization does not lose its only owner', async () => {
  const { user } = JSON.parse((await make('jane@example.com')).stdout) as { user: { id: string } };
  const { db, close } = await openConfigStore({ path: join(dir, 'purestat.sqlite'), clock });
  const created_at = '2026-01-01T00:00:00.000Z';
  await db
    .insertInto('orgs')
    .values({ id: 'o', name: 'Acme', slug: 'acme', plan: 'selfhosted', created_at })
    .execute();
  await db
    .insertInto('members')
    .values({ id: 'm', org_id: 'o', user_id: user.id, role: 'owner', created_at })
    .execute();
  await close();
  expect(await purestat(['user', 'delete', 'jane@example.com', '--yes'])).toEqual({
    code: 1,
    stdout: '',
    stderr:
      'jane@example.com is the only owner of Acme. Make somebody else an owner there, or delete it, first.\n',
  });
  expect((await purestat(['user', 'list'])).stdout).toContain('Acme (owner)');
});

test('that an account is deleted stands in the logs of its organizations', async () => {
  const { user } = JSON.parse((await make('jane@example.com')).stdout) as { user: { id: string } };
  const { user: bob } = JSON.parse((await make('bob@example.com')).stdout) as {
    user: { id: string };
  };
  const { db, close } = await openConfigStore({ path: join(dir, 'purestat.sqlite'), clock });
  const created_at = '2026-01-01T00:00:00.000Z';
  for (const id of ['o', 'p']) {
    const org = { id, name: id, slug: id, plan: 'selfhosted' as const, created_at };
    await db.insertInto('orgs').values(org).execute();
    const members = [
      { id: `${id}1`, org_id: id, user_id: user.id, role: 'owner' as const, created_at },
      { id: `${id}2`, org_id: id, user_id: bob.id, role: 'viewer' as const, created_at },
    ];
    await db.insertInto('members').values(members).execute();
  }
  await close();
  expect((await purestat(['user', 'delete', 'bob@example.com', '--yes'])).code).toBe(0);
  const after = await openConfigStore({ path: join(dir, 'purestat.sqlite'), clock });
  const entries = await after.db.selectFrom('audit').selectAll().orderBy('org_id').execute();
  await after.close();
  expect(entries).toEqual(
    ['o', 'p'].map((org_id) => ({
      id: expect.any(String),
      org_id,
      at: '2026-03-10T12:00:00.000Z',
      action: 'member:delete',
      actor_kind: 'operator',
      actor_id: null,
      actor_name: null,
      site_id: null,
      site_name: null,
      details: '{"member":"Jane Doe","role":"viewer"}',
    })),
  );
});

test.each([
  {
    words: ['user', 'verify', 'no@example.com'],
    code: 1,
    says: 'There is no account no@example.com.',
  },
  {
    words: ['user', 'create', 'jane@example.com', '--name', 'Jane', '--password-stdin'],
    stdin: 'short\n',
    code: 1,
    says: 'password is too short: 8 to 128 characters.',
  },
  {
    words: ['user', 'create', 'no address', '--name', 'Jane'],
    code: 1,
    says: 'email is not an e-mail address such as jane@example.com.',
  },
  {
    words: ['user', 'create', 'jane@example.com'],
    code: 2,
    says: '--name is needed: what the person is called.',
  },
  {
    words: ['user', 'verify'],
    code: 2,
    says: 'purestat user verify needs EMAIL: the account’s e-mail address. "purestat user verify --help" lists its options.',
  },
  {
    words: ['user', 'verify', 'a@example.com', 'b@example.com'],
    code: 2,
    says: '"b@example.com" is not understood. "purestat user verify --help" lists its options.',
  },
  {
    words: ['user', 'delete', 'jane@example.com'],
    code: 2,
    says: 'Nothing is deleted without --yes: there is no way back.',
  },
  {
    words: ['user', 'lists'],
    code: 2,
    says: expect.stringContaining('There is no command "user lists". Did you mean user list?'),
  },
])('$words is refused: $says', async ({ words, stdin, code, says }) => {
  const told = await purestat(words, stdin === undefined ? {} : { stdin });
  expect({ ...told, stderr: told.stderr.trimEnd() }).toEqual({ code, stdout: '', stderr: says });
});

test('while a server has the folder one line says so', async () => {
  const running = claimDataFolder(dir);
  expect(await purestat(['user', 'list'])).toEqual({
    code: 2,
    stdout: '',
    stderr: `DATA_DIR: ${dir} is in use by another Purestat process. Stop that one first.\n`,
  });
  running.release();
});
