import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../testing/http-app.ts';

const STRICT = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'strict-origin-when-cross-origin',
  'cross-origin-opener-policy': 'same-origin',
};

let app: TestApp;
beforeAll(async () => {
  app = await openTestApp();
});
afterAll(() => app.close());

const shown = (headers: Headers) =>
  Object.fromEntries(Object.keys(STRICT).map((name) => [name, headers.get(name)]));

/** What a policy allows, by directive. */
function policyOf(headers: Headers): Map<string, string> {
  const policy = headers.get('content-security-policy') ?? '';
  return new Map(
    policy.split('; ').map((part) => {
      const [directive = '', ...sources] = part.split(' ');
      return [directive, sources.join(' ')];
    }),
  );
}

test('every route there is, whatever it answers, carries the headers and the policy', async () => {
  const asked = app.routes.declared.map(({ method, path }) => ({
    method,
    path: path.replaceAll(/:\w+/g, 'none').replace('*', 'login'),
  }));
  asked.push({ method: 'GET', path: '/api/nothing' }, { method: 'PATCH', path: '/api/me' });
  const lacking = [];
  for (const { method, path } of asked) {
    const { headers } = await app.ask(method, path);
    const policy = policyOf(headers);
    const isStrict =
      JSON.stringify(shown(headers)) === JSON.stringify(STRICT) &&
      policy.get('default-src') === "'none'" &&
      policy.get('frame-ancestors') === "'none'";
    if (!isStrict) lacking.push(`${method} ${path}`);
  }
  expect(asked.length).toBeGreaterThan(40);
  expect(lacking).toEqual([]);
});

test('pages run nothing but what this server sends as a file', async () => {
  const policy = policyOf((await app.ask('GET', '/login')).headers);
  expect([policy.get('script-src'), policy.get('style-src')]).toEqual(["'self'", "'self'"]);
  expect([policy.get('base-uri'), policy.get('form-action')]).toEqual(["'none'", "'self'"]);
  for (const [, sources] of policy) expect(sources).not.toMatch(/unsafe|\*|http/);
});

test('no answer of the API is kept by a browser or a proxy', async () => {
  for (const path of ['/api/me', '/api/org', '/api/auth/nothing']) {
    expect((await app.ask('GET', path)).headers.get('cache-control')).toBe('no-store');
  }
});
