import { describe, expect, test } from 'vitest';
import { ConfigError, loadConfig } from './config.ts';

test('without any variable everything has its default', () => {
  expect(loadConfig({})).toEqual({
    PORT: 3000,
    HOST: '0.0.0.0',
    BASE_URL: 'http://localhost:3000',
    DATA_DIR: './data',
    LOG_LEVEL: 'info',
    TRUST_PROXY: 'loopback,private',
    REGISTRATION: 'open',
    MAIL_FROM: 'Purestat <purestat@localhost>',
    MICROSOFT_TENANT: 'common',
    OIDC_NAME: 'Single sign-on',
    QUERY_TIMEOUT: 30,
    QUERY_MEMORY: 256,
    RATE_LIMIT_AUTH: 10,
    RATE_LIMIT_API: 600,
    RATE_LIMIT_STATS: 600,
    RATE_LIMIT_EVENTS: 1000,
  });
});

test('an empty value counts as absent, BASE_URL follows PORT, a trailing slash goes', () => {
  expect(loadConfig({ PORT: '8080', BASE_URL: '' })).toMatchObject({
    PORT: 8080,
    BASE_URL: 'http://localhost:8080',
  });
  expect(loadConfig({ BASE_URL: 'https://stats.example.com/' }).BASE_URL).toBe(
    'https://stats.example.com',
  );
});

test.each([
  { variable: 'PORT', value: '70000', says: '65535' },
  { variable: 'PORT', value: 'http', says: 'number' },
  { variable: 'BASE_URL', value: 'stats.example.com', says: 'http' },
  { variable: 'LOG_LEVEL', value: 'loud', says: 'trace' },
  { variable: 'REGISTRATION', value: 'yes', says: 'closed' },
  { variable: 'MAIL_FROM', value: 'Purestat', says: 'name@example.com' },
  { variable: 'MAIL_FROM', value: 'a@example.com, b@example.com', says: 'Name <name@example.com>' },
  { variable: 'OIDC_ISSUER', value: 'id.example.com', says: 'https address' },
  { variable: 'OIDC_ISSUER', value: 'http://id.example.com', says: 'http on this machine alone' },
  { variable: 'OIDC_ISSUER', value: 'https://id.example.com/#a', says: 'OpenID Connect issuer' },
  { variable: 'OIDC_NAME', value: 'x'.repeat(41), says: '1 to 40 characters' },
  { variable: 'MICROSOFT_TENANT', value: 'a/b', says: 'tenant' },
  { variable: 'CLICKHOUSE_CLUSTER', value: 'main', says: 'needs CLICKHOUSE_URL' },
  { variable: 'QUERY_TIMEOUT', value: '0', says: 'from 1 to 600' },
  { variable: 'QUERY_TIMEOUT', value: '601', says: 'seconds' },
  { variable: 'QUERY_MEMORY', value: '100', says: 'from 128' },
  { variable: 'STRIPE_API_BASE', value: 'localhost:3118', says: 'http' },
  { variable: 'STRIPE_API_BASE', value: 'http://localhost:3118/v1', says: 'without a path' },
  { variable: 'RATE_LIMIT_AUTH', value: '-1', says: '0' },
  { variable: 'RATE_LIMIT_EVENTS', value: '1.5', says: 'whole number' },
])(
  '$variable=$value is refused in one line that names it, what was found and what is allowed',
  ({ variable, value, says }) => {
    const load = (): unknown => loadConfig({ [variable]: value });
    expect(load).toThrow(ConfigError);
    expect(load).toThrow(
      new RegExp(
        `^${variable}: found "${value.replaceAll('.', '\\.')}"; allowed: [^\\n]*${says}[^\\n]*$`,
      ),
    );
  },
);

test('a secret is not echoed', () => {
  expect(() => loadConfig({ SECRET_KEY: 'too-short' })).toThrow(
    /^SECRET_KEY: found a value of 9 characters; allowed: [^\n]*32/,
  );
});

test('mails come from MAIL_FROM, or from the host of BASE_URL', () => {
  expect(loadConfig({ BASE_URL: 'https://stats.example.com' }).MAIL_FROM).toBe(
    'Purestat <purestat@stats.example.com>',
  );
  for (const MAIL_FROM of [
    'stats@example.org',
    'me@localhost',
    'Żółw Statistics <stats@example.org>',
  ])
    expect(loadConfig({ MAIL_FROM }).MAIL_FROM).toBe(MAIL_FROM);
  expect(() => loadConfig({ MAIL_FROM: 'Stats\r\nBcc: <stats@example.org>' })).toThrow(
    /^MAIL_FROM: /,
  );
});

test.each(['http://user:hidden@localhost', 'smtp://', 'localhost:25'])(
  'SMTP_URL=%s is refused and not echoed',
  (SMTP_URL) => {
    expect(() => loadConfig({ SMTP_URL })).toThrow(
      /^SMTP_URL: found a value of \d+ characters; allowed: an smtp or smtps address[^\n]*$/,
    );
  },
);

test('an address that may hold a password is not echoed', () => {
  expect(() => loadConfig({ CLICKHOUSE_URL: 'tcp://user:hidden@localhost' })).toThrow(
    /^CLICKHOUSE_URL: found a value of 27 characters; allowed: an http or https address[^\n]*$/,
  );
});

test('a part that this version does not have is refused, not passed over', () => {
  expect(() => loadConfig({ DATABASE_URL: 'postgres://localhost/purestat' })).toThrow(
    /^DATABASE_URL: this version does not support it yet; leave it out$/,
  );
});

describe('billing', () => {
  const stripe = {
    STRIPE_SECRET_KEY: 'sk_test_secret',
    STRIPE_WEBHOOK_SECRET: 'whsec_secret',
    STRIPE_PRICE_PRO: 'price_pro',
    STRIPE_PRICE_BUSINESS: 'price_business',
  };

  test('is on with all it needs', () => {
    expect(loadConfig({ ...stripe, STRIPE_API_BASE: 'http://localhost:3118' })).toMatchObject({
      ...stripe,
      STRIPE_API_BASE: 'http://localhost:3118',
    });
  });

  test.each(Object.keys(stripe))('without %s is refused in one line that names it', (missing) => {
    const load = () => loadConfig({ ...stripe, [missing]: '' });
    expect(load).toThrow(
      new RegExp(`^${missing}: found nothing, though STRIPE_\\w+ is set; allowed: all of [^\n]*$`),
    );
    expect(load).not.toThrow(/sk_test|whsec_secret/);
  });

  test('one price for both plans is refused', () => {
    const one = { ...stripe, STRIPE_PRICE_BUSINESS: 'price_pro' };
    expect(() => loadConfig(one)).toThrow(
      /^STRIPE_PRICE_BUSINESS: found "price_pro"; allowed: another price/,
    );
  });
});

const ALL_OF_OIDC = {
  OIDC_ISSUER: 'https://id.example.com',
  OIDC_CLIENT_ID: 'purestat',
  OIDC_CLIENT_SECRET: 'secret',
};

test.each([
  {
    given: { GOOGLE_CLIENT_ID: 'id' },
    missing: 'GOOGLE_CLIENT_SECRET',
    beside: 'GOOGLE_CLIENT_ID',
  },
  {
    given: { LINKEDIN_CLIENT_SECRET: 's' },
    missing: 'LINKEDIN_CLIENT_ID',
    beside: 'LINKEDIN_CLIENT_SECRET',
  },
  { given: { OIDC_CLIENT_ID: 'id' }, missing: 'OIDC_ISSUER', beside: 'OIDC_CLIENT_ID' },
  {
    given: { ...ALL_OF_OIDC, OIDC_CLIENT_SECRET: '' },
    missing: 'OIDC_CLIENT_SECRET',
    beside: 'OIDC_ISSUER',
  },
])('half of a provider is refused in one line: $missing', ({ given, missing, beside }) => {
  expect(() => loadConfig(given)).toThrow(
    new RegExp(
      `^${missing}: found nothing, though ${beside} is set; allowed: all of [A-Z_, ]+, or none$`,
    ),
  );
});

test.each(['https://id.example.com/realms/main', 'http://localhost:9000', 'http://127.0.0.1:9000'])(
  '%s may be an issuer',
  (OIDC_ISSUER) => {
    expect(loadConfig({ ...ALL_OF_OIDC, OIDC_ISSUER })).toMatchObject({ OIDC_ISSUER });
  },
);
