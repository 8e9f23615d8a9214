import { expect, test } from 'vitest';
import { hashPassword, verifyPassword } from './password.ts';

/** From the test suite of the argon2 reference implementation. */
const REFERENCE =
  '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc';

test('reads hashes of other parameters, as the reference implementation writes them', async () => {
  expect(await verifyPassword('password', REFERENCE)).toBe(true);
  expect(await verifyPassword('passwore', REFERENCE)).toBe(false);
});

test('a hash carries its parameters and a salt of its own', async () => {
  const hashes = [await hashPassword('correct horse'), await hashPassword('correct horse')];
  const form = /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/;
  expect(hashes.every((hash) => form.test(hash))).toBe(true);
  expect(hashes[0]).not.toBe(hashes[1]);
  expect(await verifyPassword('correct horse', hashes[0]!)).toBe(true);
  expect(await verifyPassword('Correct horse', hashes[0]!)).toBe(false);
});

test('the same characters in another Unicode form are the same password', async () => {
  const hash = await hashPassword('Zürich '.normalize('NFC'));
  expect(await verifyPassword('Zürich '.normalize('NFD'), hash)).toBe(true);
});

test.each(['', 'plain', '$2b$10$abc', REFERENCE.replace('argon2id', 'argon2d')])(
  'a hash of another form (%j) matches nothing',
  async (hash) => expect(await verifyPassword('password', hash)).toBe(false),
);
