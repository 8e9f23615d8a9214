import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSalts } from './salts.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'purestat-salts-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function saltsAt(time: string) {
  const clock = { now: Date.parse(time), nowMs: () => clock.now };
  return { clock, salts: openSalts({ dir, clock }) };
}

test('a date has one random salt, the same after a restart', () => {
  const { salts } = saltsAt('2026-03-01T12:00:00Z');
  const salt = salts.of('2026-03-01')!;
  expect(salt.symmetricKeySize).toBe(32);
  expect(saltsAt('2026-03-01T13:00:00Z').salts.of('2026-03-01')!.equals(salt)).toBe(true);
  expect(salts.of('2026-03-02')!.equals(salt)).toBe(false);
});

test.each([
  { name: 'before it begins at UTC+14', at: '2026-02-28T09:59:59.999Z', has: false },
  { name: 'as it begins at UTC+14', at: '2026-02-28T10:00:00Z', has: true },
  { name: 'to its last moment at UTC-12', at: '2026-03-02T11:59:59.999Z', has: true },
  { name: 'once it has ended at UTC-12', at: '2026-03-02T12:00:00Z', has: false },
])('the salt of 1 March $name', ({ at, has }) => {
  expect(saltsAt(at).salts.of('2026-03-01') !== null).toBe(has);
});

test('a salt is destroyed once its date has ended everywhere, and only then; the file is gone', () => {
  const { clock, salts } = saltsAt('2026-03-01T11:00:00Z');
  clock.now = Date.parse('2026-03-02T11:59:59.999Z');
  expect(salts.turn()).toEqual({ destroyed: ['2026-02-28'] });
  expect(existsSync(join(dir, '2026-03-01.salt'))).toBe(true);

  clock.now += 1;
  expect(salts.turn()).toEqual({ destroyed: ['2026-03-01'] });
  expect(readdirSync(dir)).toEqual(['2026-03-02.salt', '2026-03-03.salt']);
  expect(salts.of('2026-03-01')).toBeNull();
});

test('a process that was down when a date ended destroys its salt on start', () => {
  saltsAt('2026-03-01T12:00:00Z');
  saltsAt('2026-05-01T12:00:00Z');
  expect(readdirSync(dir)).toEqual(['2026-05-01.salt', '2026-05-02.salt']);
});

test('only the owner may read a salt, and one cut short by a crash is made anew', () => {
  saltsAt('2026-03-01T12:00:00Z');
  const path = join(dir, '2026-03-01.salt');
  expect(statSync(path).mode & 0o777).toBe(0o600);
  truncateSync(path, 5);
  const salt = saltsAt('2026-03-01T12:00:00Z').salts.of('2026-03-01')!;
  expect(salt.export()).toEqual(readFileSync(path));
  expect(salt.export()).toHaveLength(32);
});
