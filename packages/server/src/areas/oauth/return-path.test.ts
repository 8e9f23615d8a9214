import { expect, test } from 'vitest';
import { inviteCodeOf, safeReturnPath } from './return-path.ts';

test.each(['/orgs', '/org/a/site/b?period=30d&f=x#top', '/invite/abc-DEF_1', '/settings'])(
  '%s is a page to come back to',
  (path) => {
    expect(safeReturnPath(path)).toBe(path);
  },
);

test.each([
  undefined,
  '',
  'orgs',
  'https://evil.example.com/',
  'javascript:alert(1)',
  '//evil.example.com',
  '/\\evil.example.com',
  '\\\\evil.example.com',
  '/.//evil.example.com',
  '/a/..//evil.example.com',
  '/%0d%0aSet-Cookie: a=b\r\n',
  '/\tevil',
  '/api/me',
  '/login?next=/orgs',
  '/register',
  '/sign-in-failed?reason=refused',
  `/${'x'.repeat(2_000)}`,
])('%j is none', (path) => {
  expect(safeReturnPath(path)).toBe('/');
});

test('an invite link is known by its path', () => {
  expect(inviteCodeOf('/invite/abc-DEF_1')).toBe('abc-DEF_1');
  for (const path of ['/invite/', '/invite/a/b', '/orgs', '/invite/a?b'])
    expect(inviteCodeOf(path)).toBeNull();
});
