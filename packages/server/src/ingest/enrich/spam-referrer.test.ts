import { domainToUnicode } from 'node:url';
import { expect, test } from 'vitest';
import spamHosts from '../../../data/spam-hosts.json' with { type: 'json' };
import { normaliseDomain } from './domain.ts';
import { isSpamReferrer } from './spam-referrer.ts';

test.each([
  ['semalt.com', true],
  ['www.semalt.com', true],
  ['SEMALT.com', true],
  ['semalt.com.', true],
  ['31.semalt.com', true],
  ['a.b.buttons-for-website.com', true],
  ['notsemalt.com', false],
  ['semalt.com.example.org', false],
  ['com', false],
  ['', false],
  ['google.com', false],
  ['xn--oogle-wmc.com', true],
])('%j: %s', (host, expected) => {
  expect(isSpamReferrer(host)).toBe(expected);
});

test('the list holds normal host names, sorted, each once', () => {
  expect(spamHosts).toEqual([...new Set(spamHosts)].sort());
  expect(spamHosts.map(normaliseDomain)).toEqual(spamHosts.map(domainToUnicode));
});
