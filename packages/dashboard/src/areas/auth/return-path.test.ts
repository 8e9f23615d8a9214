import { describe, expect, it, test } from 'vitest';
import { inviteCodeIn, returnPath, signInPath, signUpPath } from './return-path.ts';

describe('returnPath', () => {
  test.each([
    { name: 'none given', search: '', path: '/' },
    {
      name: 'a page with its view',
      search: '?next=%2Forg%2Fa%3Fperiod%3D7d',
      path: '/org/a?period=7d',
    },
    { name: 'another origin', search: '?next=https%3A%2F%2Fevil.example', path: '/' },
    { name: 'a protocol-relative address', search: '?next=%2F%2Fevil.example', path: '/' },
    { name: 'the same with a backslash', search: '?next=%2F%5Cevil.example', path: '/' },
    { name: 'a scheme', search: '?next=javascript%3Aalert(1)', path: '/' },
    { name: 'the sign-in itself', search: '?next=%2Flogin%3Fnext%3D%2Flogin', path: '/' },
  ])('$name', ({ search, path }) => {
    expect(returnPath(search)).toBe(path);
  });
});

describe('signInPath', () => {
  it('comes back to where it was asked from', () => {
    const path = signInPath('/org/a/site/b?period=7d&filter=x');
    expect(returnPath(path.slice('/login'.length))).toBe('/org/a/site/b?period=7d&filter=x');
  });
  it('is plain for the home page', () => {
    expect(signInPath('/')).toBe('/login');
  });
});

describe('inviteCodeIn', () => {
  it('finds the code of the link one came by', () => {
    expect(inviteCodeIn(signUpPath('/invite/a1b2').slice('/register'.length))).toBe('a1b2');
  });
  test.each([
    '',
    '?next=%2Forgs',
    '?next=%2Finvite%2F%25zz',
    '?next=%2F%2Fevil.example%2Finvite%2Fa',
  ])('finds none in %j', (search) => expect(inviteCodeIn(search)).toBeNull());
});
