import { Events } from 'oauth2-mock-server';
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Deps } from '../../deps.ts';
import { BASE_URL, NOW_MS, openTestApp, type TestApp } from '../../testing/http-app.ts';
import {
  ANN,
  consent,
  startOpenIdServer,
  TestBrowser,
  type OpenIdServer,
} from '../../testing/openid-server.ts';
import { deleteExpiredAttempts } from './index.ts';

let id: OpenIdServer;
let app: TestApp;
let browser: TestBrowser;
let nowMs: number;

beforeEach(async () => {
  id = await startOpenIdServer();
});
afterEach(async () => {
  await app.close();
  await id.close();
});

async function open(
  env: Record<string, string> = {},
  fetchProvider: Deps['fetchProvider'] = fetch,
) {
  nowMs = NOW_MS;
  app = await openTestApp({
    env: { ...id.env, ...env },
    deps: { fetchProvider, clock: { nowMs: () => nowMs } },
  });
  browser = new TestBrowser(app);
}

const failed = (reason: string, provider = 'oidc') =>
  `/sign-in-failed?reason=${reason}&provider=${provider}`;
const rows = (table: 'users' | 'identities' | 'sessions' | 'oauth_attempts') =>
  app.deps.configStore.db.selectFrom(table).selectAll().execute();

async function nobodyIsSignedIn() {
  expect(await browser.whoIs()).toBeNull();
  expect(await rows('sessions')).toEqual([]);
  expect(await rows('users')).toEqual([]);
}

test('somebody new gets an account and is signed in, under the address that the provider vouches for', async () => {
  await open();
  expect(await browser.signIn()).toBe('/');
  expect((await browser.ask('GET', '/api/me')).body.user).toMatchObject({
    email: 'ann@example.com',
    name: 'Ann',
    email_verified: true,
    created_at: new Date(NOW_MS).toISOString(),
  });
  const [identity] = await rows('identities');
  expect(identity).toMatchObject({
    provider_id: 'oidc',
    account_id: JSON.stringify([id.url, 'ann-at-id']),
    label: 'ann@example.com',
    // Nothing is asked of the provider afterwards.
    access_token: null,
    refresh_token: null,
    id_token: null,
    password: null,
  });
  const [session] = await rows('sessions');
  expect(session).toMatchObject({ ip_address: null, user_agent: null });
});

test('whoever comes back later is known by the provider’s name for him, whatever his address is now', async () => {
  await open();
  await browser.signIn();
  const again = new TestBrowser(app);
  id.claims = { ...ANN, email: 'married@example.com', email_verified: false };
  expect(await again.signIn()).toBe('/');
  expect(await again.whoIs()).toBe('ann@example.com');
  expect(await rows('users')).toHaveLength(1);
});

test('a provider is gone to with state, PKCE and nonce, and asked with the secret', async () => {
  await open();
  const there = await browser.leave('oidc');
  expect(there.origin + there.pathname).toBe(`${id.url}/authorize`);
  const { state, nonce, code_challenge, ...others } = Object.fromEntries(there.searchParams);
  expect(others).toEqual({
    response_type: 'code',
    client_id: 'purestat',
    redirect_uri: `${BASE_URL}/api/oauth/oidc/callback`,
    scope: 'openid email profile',
    code_challenge_method: 'S256',
  });
  for (const secret of [state, nonce, code_challenge]) expect(secret).toMatch(/^[\w-]{43}$/);

  await browser.comeBack(await consent(there));
  const [request] = id.tokenRequests;
  expect(request).toMatchObject({ grant_type: 'authorization_code' });
  expect(request!['authorization']).toBe(
    `Basic ${Buffer.from('purestat:a+secret%2Fof%2Bsigns').toString('base64')}`,
  );
  const verifier = String(request!['code_verifier']);
  expect(createHash('sha256').update(verifier).digest('base64url')).toBe(code_challenge);
});

test('the secret is sent in the body where the provider takes it there', async () => {
  await open();
  id.service.on(Events.BeforeWellKnownOpenIdConfiguration, ({ body }) => {
    if (body !== '') body['token_endpoint_auth_methods_supported'] = ['client_secret_post'];
  });
  expect(await browser.signIn()).toBe('/');
  expect(id.tokenRequests[0]).toMatchObject({
    client_id: 'purestat',
    client_secret: 'a secret/of+signs',
    authorization: undefined,
  });
});

test('what is stored of a sign-in under way is good for nothing without the browser', async () => {
  await open();
  const there = await browser.leave('oidc');
  const stored = JSON.stringify(await rows('oauth_attempts'));
  expect(stored).not.toContain(there.searchParams.get('state'));
  expect(stored).not.toContain(/purestat\.oauth=([^;]+)/.exec(browser.cookie)![1]);
});

test('the cookie of a sign-in under way is the browser’s alone, for ten minutes', async () => {
  await open();
  const answer = await app.ask('GET', '/api/oauth/oidc');
  expect([answer.status, answer.headers.getSetCookie()]).toEqual([
    302,
    [
      expect.stringMatching(
        /^purestat\.oauth=[\w-]{43}; Max-Age=600; Path=\/api; HttpOnly; SameSite=Lax$/,
      ),
    ],
  ]);
  await app.close();
  await open({ BASE_URL: 'https://stats.example.com' });
  const [secure] = (await app.ask('GET', '/api/oauth/oidc')).headers.getSetCookie();
  expect(secure).toMatch(/^__Secure-purestat\.oauth=.*; Secure/);
});

test('consent that is refused leads to a page, with nobody signed in', async () => {
  await open();
  id.service.once(Events.BeforeAuthorizeRedirect, ({ url }) => {
    url.searchParams.delete('code');
    url.searchParams.set('error', 'access_denied');
  });
  expect(await browser.signIn('oidc', '?next=/orgs')).toBe(`${failed('refused')}&next=%2Forgs`);
  await nobodyIsSignedIn();
  expect(app.lines.join('')).not.toContain('sign-in by a provider failed');
});

test.each([
  { what: 'a changed', change: (url: URL) => url.searchParams.set('state', 'x'.repeat(43)) },
  { what: 'no', change: (url: URL) => url.searchParams.delete('state') },
])('$what state is not taken', async ({ change }) => {
  await open();
  const back = new URL(await consent(await browser.leave('oidc')));
  change(back);
  expect(await browser.comeBack(back)).toBe(failed('expired'));
  await nobodyIsSignedIn();
});

test('a return works once', async () => {
  await open();
  const back = await consent(await browser.leave('oidc'));
  const landings = await Promise.all([browser.comeBack(back), browser.comeBack(back)]);
  expect(landings.toSorted()).toEqual(['/', failed('expired')]);
  expect(await rows('sessions')).toHaveLength(1);
});

test('a code that was used already signs nobody in, also under a fresh state', async () => {
  await open();
  const used = new URL(await consent(await browser.leave('oidc')));
  await browser.comeBack(used);
  const other = new TestBrowser(app);
  const fresh = new URL(await consent(await other.leave('oidc')));
  fresh.searchParams.set('code', used.searchParams.get('code')!);
  expect(await other.comeBack(fresh)).toBe(failed('invalid_answer'));
  expect(await other.whoIs()).toBeNull();
});

test('a return in another browser is not taken, nor one to another provider', async () => {
  await open({ GITHUB_CLIENT_ID: 'id', GITHUB_CLIENT_SECRET: 's' });
  const back = await consent(await browser.leave('oidc'));
  expect(await new TestBrowser(app).comeBack(back)).toBe(failed('expired'));
  const second = await consent(await browser.leave('oidc'));
  expect(await browser.comeBack(second.replace('/oidc/', '/github/'))).toBe(
    failed('expired', 'github'),
  );
  await nobodyIsSignedIn();
});

test('a sign-in is good for ten minutes, and then forgotten', async () => {
  await open();
  const back = await consent(await browser.leave('oidc'));
  await browser.leave('oidc');
  nowMs += 600_000;
  expect(await browser.comeBack(back)).toBe(failed('expired'));
  expect(await rows('oauth_attempts')).toHaveLength(1);
  await deleteExpiredAttempts(app.deps.configStore.db, nowMs + 1);
  expect(await rows('oauth_attempts')).toEqual([]);
  await nobodyIsSignedIn();
});

test('sign-ins in two tabs do not disturb each other', async () => {
  await open();
  const [first, second] = [await browser.leave('oidc'), await browser.leave('oidc')];
  expect(await browser.comeBack(await consent(first))).toBe('/');
  expect(await browser.comeBack(await consent(second))).toBe('/');
});

test.each([
  { what: 'of another issuer', claims: { iss: 'https://evil.example.com' } },
  { what: 'for another audience', claims: { aud: 'somebody-else' } },
  { what: 'with another nonce', claims: { nonce: 'another' } },
  { what: 'without a nonce', claims: { nonce: undefined } },
  { what: 'that is over', claims: { exp: 1 } },
  { what: 'without a name for the person', claims: { sub: undefined } },
])('an id token $what signs nobody in', async ({ claims }) => {
  await open();
  id.forge(claims);
  expect(await browser.signIn()).toBe(failed('invalid_answer'));
  await nobodyIsSignedIn();
  const line = app.lines.find((text) => text.includes('A sign-in by a provider failed'))!;
  expect(JSON.parse(line)).toMatchObject({ provider: 'oidc', reason: 'invalid_answer' });
  expect(app.lines.join('')).not.toMatch(/ann@|ann-at-id/);
});

test('an id token that somebody else has signed signs nobody in', async () => {
  await open();
  const other = await startOpenIdServer();
  other.issuer.url = id.url;
  id.service.on(Events.BeforeResponse, ({ body }) => {
    if (body !== '') body['id_token'] = forgery;
  });
  const there = await browser.leave('oidc');
  const forgery = await other.issuer.buildToken({
    scopesOrTransform: (_, payload) =>
      void Object.assign(payload, ANN, {
        aud: 'purestat',
        nonce: there.searchParams.get('nonce'),
      }),
  });
  await other.close();
  expect(await browser.comeBack(await consent(there))).toBe(failed('invalid_answer'));
  await nobodyIsSignedIn();
});

test('an address that is left out of the id token is asked for, of the same person', async () => {
  await open();
  id.forge({ email: undefined });
  expect(await browser.signIn()).toBe('/');
  expect(await browser.whoIs()).toBe('ann@example.com');

  const other = new TestBrowser(app);
  id.claims = { ...ANN, sub: 'bob-at-id', email: 'bob@example.com' };
  id.service.once(Events.BeforeUserinfo, ({ body }) => {
    if (body !== '') body['sub'] = 'somebody-else';
  });
  expect(await other.signIn()).toBe(failed('invalid_answer'));
});

test.each([{ email: undefined }, { email: '' }, { email: 'nonsense' }, { email: 42 }])(
  'without an address ($email) there is no account',
  async (claims) => {
    await open();
    id.claims = { ...ANN, ...claims };
    expect(await browser.signIn()).toBe(failed('no_email'));
    await nobodyIsSignedIn();
  },
);

test.each([
  { claims: { name: undefined, given_name: 'Ann', family_name: 'Žižka' }, name: 'Ann Žižka' },
  { claims: { name: ' ', preferred_username: 'ann.z' }, name: 'ann.z' },
  { claims: { name: undefined }, name: 'ann' },
  { claims: { name: ' An\n\tn  ' }, name: 'An n' },
  { claims: { name: '李'.repeat(300) }, name: '李'.repeat(100) },
])('the name is read as $name', async ({ claims, name }) => {
  await open();
  id.claims = { ...ANN, ...claims };
  await browser.signIn();
  expect((await browser.ask('GET', '/api/me')).body.user.name).toBe(name);
});

test('a provider that is away leads to a page, before and after the consent', async () => {
  let isAway = true;
  await open({}, (url, init) => (isAway ? fetch('http://127.0.0.1:1/', init) : fetch(url, init)));
  const answer = await browser.ask('GET', '/api/oauth/oidc?next=/orgs');
  expect([answer.status, answer.headers.get('location')]).toEqual([
    302,
    `${failed('unavailable')}&next=%2Forgs`,
  ]);
  // It is asked again as soon as somebody else comes.
  isAway = false;
  const back = await consent(await browser.leave('oidc'));
  isAway = true;
  expect(await browser.comeBack(back)).toBe(failed('unavailable'));
  await nobodyIsSignedIn();
});

const html = '<h1>Bad gateway</h1>';
test.each([
  { what: 'nothing', answer: () => new Response(null, { status: 204 }) },
  {
    what: 'a page',
    answer: () => new Response(html, { headers: { 'content-type': 'text/html' } }),
  },
  { what: 'half of JSON', answer: () => json('{"access_token":') },
  { what: 'JSON without a token', answer: () => json('{}') },
  { what: 'no end', answer: () => new Response('x'.repeat(2 * 1024 * 1024)) },
  { what: 'a redirect', answer: () => Response.redirect(`${BASE_URL}/api/me`) },
])('a token endpoint that answers $what signs nobody in', async ({ answer }) => {
  await open({}, async (url, init) => (url.endsWith('/token') ? answer() : fetch(url, init)));
  expect(await browser.signIn()).toBe(failed('invalid_answer'));
  await nobodyIsSignedIn();
});

function json(body: string) {
  return new Response(body, { headers: { 'content-type': 'application/json' } });
}

test('a provider with a fault of its own is said to be away', async () => {
  await open({}, async (url, init) =>
    url.endsWith('/token') ? new Response(html, { status: 502 }) : fetch(url, init),
  );
  expect(await browser.signIn()).toBe(failed('unavailable'));
});

test('an issuer that calls itself by another name is not gone to', async () => {
  await open();
  id.service.on(Events.BeforeWellKnownOpenIdConfiguration, ({ body }) => {
    if (body !== '') body['issuer'] = 'https://evil.example.com';
  });
  const answer = await browser.ask('GET', '/api/oauth/oidc');
  expect(answer.headers.get('location')).toBe(failed('invalid_answer'));
});

test('providers that are on are listed; the others, and unknown ones, are 404', async () => {
  await open({ GITHUB_CLIENT_ID: 'id', GITHUB_CLIENT_SECRET: 's' });
  expect((await app.ask('GET', '/api/auth/providers')).body).toEqual({
    providers: ['github', 'oidc'],
    names: { github: 'GitHub', oidc: 'Example ID' },
  });
  for (const path of [
    'google',
    'google/callback',
    'nonsense',
    '__proto__',
    'constructor/callback',
  ]) {
    const answer = await app.ask('GET', `/api/oauth/${path}`);
    expect([answer.status, answer.body.error]).toEqual([
      404,
      {
        code: 'NOT_FOUND',
        message: 'No such sign-in provider is configured here (configured: github, oidc).',
      },
    ]);
  }
});

test('without any provider the list is empty', async () => {
  await open();
  await app.close();
  app = await openTestApp();
  expect((await app.ask('GET', '/api/auth/providers')).body).toEqual({ providers: [], names: {} });
  expect((await app.ask('GET', '/api/oauth/google')).status).toBe(404);
});

test('one comes back to the page that one wanted, on this server alone', async () => {
  await open();
  expect(await browser.signIn('oidc', '?next=/org/abc/sites%3Fq=1')).toBe('/org/abc/sites?q=1');
  for (const elsewhere of [
    'https://evil.example.com',
    '//evil.example.com',
    '/%5Cevil.example.com',
  ])
    expect(await browser.signIn('oidc', `?next=${elsewhere}`)).toBe('/');
});

test('where one has come by another address than BASE_URL, one is led there first', async () => {
  await open();
  const headers = { host: '127.0.0.1:3000' };
  const ask = (path: string) => app.ask('GET', path, { headers });
  const there = (await ask('/api/oauth/oidc?next=/orgs')).headers.get('location');
  expect(there).toBe(`${BASE_URL}/api/oauth/oidc?next=%2Forgs&here=1`);
  // Once: a proxy may tell another host than it was asked for.
  const { pathname, search } = new URL(there!);
  expect((await ask(pathname + search)).headers.get('location')).toContain(id.url);
});

test('starting is limited as signing in is, and says so on a page', async () => {
  await open({ RATE_LIMIT_AUTH: '2' });
  const landings = [];
  for (const _ of 'abc') {
    const answer = await app.ask('GET', '/api/oauth/oidc');
    landings.push(new URL(answer.headers.get('location')!, BASE_URL).pathname);
  }
  expect(landings).toEqual(['/authorize', '/authorize', '/sign-in-failed']);
});

test('endpoints are looked up once an hour', async () => {
  let lookups = 0;
  await open({}, (url, init) => {
    if (url.includes('.well-known')) lookups += 1;
    return fetch(url, init);
  });
  await browser.signIn();
  await browser.signIn();
  expect(lookups).toBe(1);
  nowMs += 3_600_000;
  await browser.signIn();
  expect(lookups).toBe(2);
});
