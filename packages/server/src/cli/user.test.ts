import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
