import type { AuditDetails } from '@purestat/vocabulary';
import { expect, test } from 'vitest';
import { ACTION_LABELS, actorName, deedOf } from './words.ts';

const SITE = { id: 'site1', domain: 'example.com' };
const entry = (action: string, details: AuditDetails = {}, site: typeof SITE | null = null) => ({
  id: '1',
  at: '2026-11-20T08:00:00.000Z',
  action,
  actor: { kind: 'person' as const, id: 'user1', name: 'Jane' },
  site,
  details,
});

test.each([
  [
    entry('member:update', { member: 'Bob', role: { from: 'viewer', to: 'admin' } }),
    'changed the role of Bob from viewer to admin',
  ],
  [entry('member:delete', { member: 'Bob', role: 'admin', left: false }), 'removed Bob'],
  [entry('member:delete', { member: 'Bob', role: 'admin', left: true }), 'left'],
  [entry('invite:accept', { role: 'viewer' }), 'joined as viewer'],
  [
    entry('site:update', { timezone: { from: 'UTC', to: 'Europe/Berlin' } }, SITE),
    'changed the site: timezone from UTC to Europe/Berlin · example.com',
  ],
  [entry('site:update', {}, SITE), 'changed the site · example.com'],
  [
    entry('api-key:create', { key: 'CI', scopes: ['stats:read', 'realtime:read'] }, SITE),
    'created the API key “CI” (stats:read, realtime:read) · example.com',
  ],
  [entry('org:require_two_factor', { required: false }), 'no longer requires two-factor sign-in'],
  [
    entry('plan:update', { plan: { from: 'free', to: 'pro' } }),
    'changed the plan from free to pro',
  ],
  [
    entry('report:make_public', { report: 'Week', pages: 3, note: null }),
    'report make public: report Week, pages 3, note –',
  ],
])('%j is told in words', (told, words) => {
  expect(deedOf(told)).toBe(words);
});

test.each([
  [{ kind: 'person', id: 'user1', name: 'Jane' }, 'Jane'],
  [{ kind: 'key', id: 'key1', name: 'CI' }, 'The API key CI'],
  [{ kind: 'system', id: null, name: null }, 'Purestat'],
  [{ kind: 'operator', id: null, name: null }, 'The operator of this server'],
] as const)('%j has a name', (actor, name) => {
  expect(actorName({ actor })).toBe(name);
});

test('every action that has words can be filtered by', () => {
  expect(ACTION_LABELS.map(({ action }) => action)).toContain('api-key:delete');
});
