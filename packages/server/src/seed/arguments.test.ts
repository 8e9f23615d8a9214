import { expect, test } from 'vitest';
import { ArgumentError, helpText, readArguments } from './arguments.ts';
import { PROFILES } from './profiles/index.ts';

function refusalOf(args: string[]): string {
  try {
    readArguments(args);
  } catch (error) {
    if (error instanceof ArgumentError) return error.message;
    throw error;
  }
  return 'accepted';
}

test('without arguments: the shop, 90 days, 500 visitors a day', () => {
  expect(readArguments([])).toEqual({
    profile: PROFILES['shop'],
    profileName: 'shop',
    days: 90,
    visitorsPerDay: 500,
    seed: '1',
    domain: 'shop.example',
    timezone: undefined,
    dataDir: './data',
    isClearing: false,
    until: undefined,
    email: undefined,
    password: undefined,
  });
});

test('a domain is brought to its normal form', () => {
  expect(readArguments(['--domain', 'https://WWW.Shop.example/x'])?.domain).toBe('shop.example');
});

test.each([
  [['--profile', 'bank'], '--profile: found "bank"; allowed is one of shop, blog, saas.'],
  [['--profile', 'toString'], '--profile: found "toString"; allowed is one of shop, blog, saas.'],
  [['--days', '0'], '--days: found "0"; allowed is a whole number from 1 to 1830.'],
  [['--days', '1e2'], '--days: found "1e2"; allowed is a whole number from 1 to 1830.'],
  [['--visitors', 'many'], '--visitors: found "many"; allowed is a whole number from 1 to 100000.'],
  [['--domain', 'a b'], '--domain: found "a b"; allowed is a host name such as shop.example.'],
  [
    ['--timezone', 'Mars'],
    '--timezone: found "Mars"; allowed is an IANA name such as Europe/Berlin.',
  ],
  [['--until', '2026-02-30'], '--until: found "2026-02-30"; allowed is a date such as 2026-03-31.'],
  [['--data', ''], '--data: found ""; allowed is the path of a folder.'],
  [['--password', 'short'], '--password: must have at least 8 characters.'],
])('%j is refused in one line', (args, line) => {
  expect(refusalOf(args)).toBe(line);
});

test('an unknown option is refused in one line that names those there are', () => {
  const line = refusalOf(['--day', '3']);
  expect(line).toMatch(/^Unknown option '--day'.* Allowed are --profile, --days, .*--help\.$/);
  expect(line).not.toContain('\n');
});

test('help names every profile', () => {
  expect(readArguments(['--help'])).toBeNull();
  for (const name of Object.keys(PROFILES)) expect(helpText()).toContain(`  ${name} `);
});
