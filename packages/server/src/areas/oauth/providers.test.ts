/** Each provider's configuration, against a stand-in for the provider's own addresses. */
import { createHash, createHmac } from 'node:crypto';
import { Events } from 'oauth2-mock-server';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Deps } from '../../deps.ts';
import { BASE_URL, openTestApp, type TestApp } from '../../testing/http-app.ts';
import {
  ANN,
  consent,
  startOpenIdServer,
  TestBrowser,
  type Claims,
  type OpenIdServer,
} from '../../testing/openid-server.ts';

let app: TestApp;
let browser: TestBrowser;
afterEach(() => app.close());

async function open(env: Record<string, string>, fetchProvider: Deps['fetchProvider']) {
  app = await openTestApp({ env, deps: { fetchProvider } });
  browser = new TestBrowser(app);
}

const failed = (reason: string, provider: string) =>
  `/sign-in-failed?reason=${reason}&provider=${provider}`;

const isVerified = async () => (await browser.ask('GET', '/api/me')).body.user.email_verified;

async function identity() {
  const { db } = app.deps.configStore;
  const row = await db
    .selectFrom('identities')
    .select(['provider_id', 'account_id', 'label'])
    .executeTakeFirstOrThrow();
  return [row.provider_id, row.account_id, row.label];
}

interface OpenIdCase {
  provider: string;
  variable: string;
  /** What is looked up. */
  discovery: string;
  /** What the provider says of itself. */
  metadata: Record<string, string>;
  /** The issuer in id tokens. */
  iss: string;
  authorize: string;
}

const TENANT = 'f8cdef31-a31e-4b4a-93e4-5f571e91255a';
const PERSONAL = '9188040d-6c67-4c5b-b112-36a304b66dad';
const microsoft = (tenant: string) => `https://login.microsoftonline.com/${tenant}`;

const GOOGLE: OpenIdCase = {
  provider: 'google',
  variable: 'GOOGLE',
  discovery: 'https://accounts.google.com/.well-known/openid-configuration',
  metadata: {
    issuer: 'https://accounts.google.com',
    authorization_endpoint: 'https://accounts.google.com/o/oauth2/v2/auth',
    token_endpoint: 'https://oauth2.googleapis.com/token',
    userinfo_endpoint: 'https://openidconnect.googleapis.com/v1/userinfo',
    jwks_uri: 'https://www.googleapis.com/oauth2/v3/certs',
  },
  iss: 'https://accounts.google.com',
  authorize: 'https://accounts.google.com/o/oauth2/v2/auth',
};

const MICROSOFT: OpenIdCase = {
  provider: 'microsoft',
  variable: 'MICROSOFT',
  discovery: `${microsoft('common')}/v2.0/.well-known/openid-configuration`,
  metadata: {
    issuer: `${microsoft('{tenantid}')}/v2.0`,
    authorization_endpoint: `${microsoft('common')}/oauth2/v2.0/authorize`,
    token_endpoint: `${microsoft('common')}/oauth2/v2.0/token`,
    userinfo_endpoint: 'https://graph.microsoft.com/oidc/userinfo',
    jwks_uri: `${microsoft('common')}/discovery/v2.0/keys`,
  },
  iss: `${microsoft(TENANT)}/v2.0`,
  authorize: `${microsoft('common')}/oauth2/v2.0/authorize`,
};

const LINKEDIN: OpenIdCase = {
  provider: 'linkedin',
  variable: 'LINKEDIN',
  discovery: 'https://www.linkedin.com/oauth/.well-known/openid-configuration',
  metadata: {
    issuer: 'https://www.linkedin.com/oauth',
    authorization_endpoint: 'https://www.linkedin.com/oauth/v2/authorization',
    token_endpoint: 'https://www.linkedin.com/oauth/v2/accessToken',
    userinfo_endpoint: 'https://api.linkedin.com/v2/userinfo',
    jwks_uri: 'https://www.linkedin.com/oauth/openid/jwks',
  },
  iss: 'https://www.linkedin.com/oauth',
  authorize: 'https://www.linkedin.com/oauth/v2/authorization',
};

const PATHS: Record<string, string> = {
  authorization_endpoint: '/authorize',
  token_endpoint: '/token',
  userinfo_endpoint: '/userinfo',
  jwks_uri: '/jwks',
};

describe('a provider with OpenID Connect', () => {
  let id: OpenIdServer;
  let asked: string[];
  beforeEach(async () => {
    id = await startOpenIdServer();
    asked = [];
  });
  afterEach(() => id.close());

  /** Puts the server in the place of the provider's addresses. */
  async function standIn({ variable, discovery, metadata, iss }: OpenIdCase, env = {}) {
    id.issuer.url = iss;
    id.service.on(Events.BeforeWellKnownOpenIdConfiguration, (response) => {
      const methods = { token_endpoint_auth_methods_supported: ['client_secret_post'] };
      Object.assign(response.body, metadata, methods);
    });
    const places = new Map([[discovery, `${id.url}/.well-known/openid-configuration`]]);
    for (const [name, path] of Object.entries(PATHS)) places.set(metadata[name]!, id.url + path);
    const credentials = {
      [`${variable}_CLIENT_ID`]: 'purestat',
      [`${variable}_CLIENT_SECRET`]: 's',
    };
    await open({ ...credentials, ...env }, async (url, init) => {
      asked.push(url);
      return fetch(places.get(url) ?? `${id.url}/not-there`, init);
    });
  }

  /** Agrees at the provider, which stands elsewhere. */
  async function signInThere({ provider }: OpenIdCase): Promise<string> {
    const there = await browser.leave(provider);
    return browser.comeBack(await consent(new URL(`/authorize${there.search}`, id.url)));
  }

  test.each([GOOGLE, MICROSOFT, LINKEDIN])(
    '$provider is gone to where it is, and signs in by what it says',
    async (standing) => {
      await standIn(standing);
      if (standing.provider === 'linkedin') withoutNonce();
      id.claims = { ...ANN, tid: TENANT };
      const there = await browser.leave(standing.provider);
      expect(there.origin + there.pathname).toBe(standing.authorize);
      // The way there begins at once, also while the provider cannot be reached from here.
      expect(asked).toEqual([]);
      expect(Object.fromEntries(there.searchParams)).toMatchObject({
        response_type: 'code',
        client_id: 'purestat',
        redirect_uri: `${BASE_URL}/api/oauth/${standing.provider}/callback`,
        scope: 'openid email profile',
        code_challenge_method: 'S256',
        code_challenge: expect.stringMatching(/^[\w-]{43}$/),
        state: expect.stringMatching(/^[\w-]{43}$/),
      });
      expect(await signInThere(standing)).toBe('/');
      expect(await identity()).toEqual([standing.provider, 'ann-at-id', 'ann@example.com']);
      const { discovery, metadata } = standing;
      expect(asked).toEqual([discovery, metadata['token_endpoint'], metadata['jwks_uri']]);
      expect(id.tokenRequests[0]).toMatchObject({ client_id: 'purestat', client_secret: 's' });
    },
  );

  const withoutNonce = () => id.forge({ nonce: undefined });

  test('LinkedIn gets no nonce and no verifier: its token endpoint refuses them', async () => {
    await standIn(LINKEDIN);
    withoutNonce();
    expect((await browser.leave('linkedin')).searchParams.has('nonce')).toBe(false);
    expect(await signInThere(LINKEDIN)).toBe('/');
    expect(id.tokenRequests[0]).not.toHaveProperty('code_verifier');
  });

  test('LinkedIn may call itself by its older name, and by no other', async () => {
    const older = { ...LINKEDIN.metadata, issuer: 'https://www.linkedin.com' };
    await standIn({ ...LINKEDIN, metadata: older, iss: 'https://www.linkedin.com' });
    withoutNonce();
    expect(await signInThere(LINKEDIN)).toBe('/');
    await app.close();
    const other = { ...LINKEDIN.metadata, issuer: 'https://evil.example.com' };
    await standIn({ ...LINKEDIN, metadata: other });
    withoutNonce();
    expect(await signInThere(LINKEDIN)).toBe(failed('invalid_answer', 'linkedin'));
  });

  const SMTP_URL = 'smtp://127.0.0.1:1';

  test.each<{ what: string; env: Record<string, string>; claims: Claims; verified: boolean }>([
    { what: 'work account says', env: {}, claims: { tid: TENANT }, verified: false },
    { what: 'personal account has', env: {}, claims: { tid: PERSONAL }, verified: true },
    {
      what: 'work account of a proven domain has',
      env: {},
      claims: { tid: TENANT, xms_edov: '1' },
      verified: true,
    },
    {
      what: 'account of the one tenant has',
      env: { MICROSOFT_TENANT: TENANT },
      claims: { tid: TENANT },
      verified: true,
    },
  ])('an address that a Microsoft $what is verified: $verified', async (each) => {
    const { env, claims, verified } = each;
    const tenant = each.env['MICROSOFT_TENANT'];
    const place =
      tenant === undefined
        ? { ...MICROSOFT, iss: `${microsoft(String(claims['tid']))}/v2.0` }
        : {
            ...MICROSOFT,
            discovery: `${microsoft(tenant)}/v2.0/.well-known/openid-configuration`,
            metadata: { ...MICROSOFT.metadata, issuer: `${microsoft(tenant)}/v2.0` },
          };
    await standIn(place, { SMTP_URL, ...env });
    // Microsoft itself says nothing about it.
    id.claims = { ...ANN, email_verified: undefined, ...claims };
    expect(await signInThere(MICROSOFT)).toBe('/');
    expect(await isVerified()).toBe(verified);
  });

  test('a Microsoft account of another tenant than it says, or than is let in, signs nobody in', async () => {
    await standIn(MICROSOFT);
    id.claims = { ...ANN, tid: PERSONAL };
    expect(await signInThere(MICROSOFT)).toBe(failed('invalid_answer', 'microsoft'));
    await app.close();
    await standIn(
      {
        ...MICROSOFT,
        discovery: `${microsoft('organizations')}/v2.0/.well-known/openid-configuration`,
        iss: `${microsoft(PERSONAL)}/v2.0`,
      },
      { MICROSOFT_TENANT: 'organizations' },
    );
    expect(await signInThere(MICROSOFT)).toBe(failed('invalid_answer', 'microsoft'));
  });
});

/** What a provider with an API of its own answers, as it documents it. */
interface PlainCase {
  provider: string;
  variable: string;
  authorize: string;
  token: string;
  scope: string;
  /** By address. */
  api: Record<string, unknown>;
}

const GITHUB: PlainCase = {
  provider: 'github',
  variable: 'GITHUB',
  authorize: 'https://github.com/login/oauth/authorize',
  token: 'https://github.com/login/oauth/access_token',
  scope: 'user:email',
  api: {
    'https://api.github.com/user': { id: 583231, login: 'ann', name: 'Ann' },
    'https://api.github.com/user/emails': [
      { email: 'spare@example.com', primary: false, verified: true },
      { email: 'Ann@example.com', primary: true, verified: true },
    ],
  },
};

const SECRET = 'of facebook';
const PROOF = createHmac('sha256', SECRET).update('the-token').digest('hex');
const FACEBOOK_ME = `https://graph.facebook.com/me?fields=id%2Cname%2Cemail&appsecret_proof=${PROOF}`;
const FACEBOOK: PlainCase = {
  provider: 'facebook',
  variable: 'FACEBOOK',
  authorize: 'https://www.facebook.com/dialog/oauth',
  token: 'https://graph.facebook.com/oauth/access_token',
  scope: 'email public_profile',
  api: { [FACEBOOK_ME]: { id: '10158', name: 'Ann', email: 'ann@example.com' } },
};

/** Agrees at the provider, which gives a code. */
async function signIn({ provider }: PlainCase): Promise<string> {
  const there = await browser.leave(provider);
  const back = new URL(there.searchParams.get('redirect_uri')!);
  back.search = new URLSearchParams({
    code: 'the-code',
    state: there.searchParams.get('state')!,
  }).toString();
  return browser.comeBack(back);
}

describe('a provider with an API of its own', () => {
  let tokenRequest: URLSearchParams;

  async function standIn(
    { variable, token, api }: PlainCase,
    {
      tokenAnswer = { access_token: 'the-token', token_type: 'bearer' },
      env = {},
      status = 200,
    } = {},
  ) {
    const credentials = {
      [`${variable}_CLIENT_ID`]: 'purestat',
      [`${variable}_CLIENT_SECRET`]: SECRET,
    };
    await open({ ...credentials, ...env }, async (url, init) => {
      if (url === token) {
        tokenRequest = new URLSearchParams(String(init.body));
        return Response.json(tokenAnswer);
      }
      const isAllowed = new Headers(init.headers).get('authorization') === 'Bearer the-token';
      if (!isAllowed || !(url in api)) return Response.json({}, { status: 401 });
      return Response.json(api[url], { status });
    });
  }

  test.each([
    { standing: GITHUB, account: '583231' },
    { standing: FACEBOOK, account: '10158' },
  ])('$standing.provider is gone to where it is, and asked who it is', async (each) => {
    const { standing, account } = each;
    await standIn(standing);
    const there = await browser.leave(standing.provider);
    expect(there.origin + there.pathname).toBe(standing.authorize);
    const { code_challenge: challenge } = Object.fromEntries(there.searchParams);
    expect(Object.fromEntries(there.searchParams)).toEqual({
      response_type: 'code',
      client_id: 'purestat',
      redirect_uri: `${BASE_URL}/api/oauth/${standing.provider}/callback`,
      scope: standing.scope,
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: 'S256',
      state: expect.stringMatching(/^[\w-]{43}$/),
    });
    const back = new URL(there.searchParams.get('redirect_uri')!);
    back.searchParams.set('code', 'the-code');
    back.searchParams.set('state', there.searchParams.get('state')!);
    expect(await browser.comeBack(back)).toBe('/');
    expect(await identity()).toEqual([standing.provider, account, 'ann@example.com']);
    const { code_verifier: verifier, ...sent } = Object.fromEntries(tokenRequest);
    expect(sent).toEqual({
      grant_type: 'authorization_code',
      code: 'the-code',
      redirect_uri: `${BASE_URL}/api/oauth/${standing.provider}/callback`,
      client_id: 'purestat',
      client_secret: SECRET,
    });
    expect(createHash('sha256').update(verifier!).digest('base64url')).toBe(challenge);
  });

  const env = { SMTP_URL: 'smtp://127.0.0.1:1' };
  const emails = (list: unknown) => ({
    ...GITHUB,
    api: { ...GITHUB.api, 'https://api.github.com/user/emails': list },
  });

  test('GitHub’s primary address counts, verified or not; Facebook vouches for none', async () => {
    await standIn(GITHUB, { env });
    await signIn(GITHUB);
    expect(await isVerified()).toBe(true);
    await app.close();
    await standIn(emails([{ email: 'ann@example.com', primary: true, verified: false }]), { env });
    await signIn(GITHUB);
    expect(await isVerified()).toBe(false);
    await app.close();
    await standIn(FACEBOOK, { env });
    await signIn(FACEBOOK);
    expect(await isVerified()).toBe(false);
  });

  test.each([
    { what: 'GitHub without an address', standing: emails([]), reason: 'no_email' },
    {
      what: 'Facebook without an address',
      standing: { ...FACEBOOK, api: { [FACEBOOK_ME]: { id: '10158', name: 'Ann' } } },
      reason: 'no_email',
    },
    { what: 'GitHub with rubbish', standing: emails({ message: 'no' }), reason: 'invalid_answer' },
    {
      what: 'Facebook with rubbish',
      standing: { ...FACEBOOK, api: { [FACEBOOK_ME]: { error: {} } } },
      reason: 'invalid_answer',
    },
  ])('$what leads to a page: $reason', async ({ standing, reason }) => {
    await standIn(standing);
    expect(await signIn(standing)).toBe(failed(reason, standing.provider));
    expect(await browser.whoIs()).toBeNull();
  });

  test('an API that is down leads to a page', async () => {
    await standIn(GITHUB, { status: 503 });
    expect(await signIn(GITHUB)).toBe(failed('unavailable', 'github'));
  });

  test('a code that GitHub does not know (it says so with 200) signs nobody in', async () => {
    const tokenAnswer = { error: 'bad_verification_code' } as never;
    await standIn(GITHUB, { tokenAnswer });
    expect(await signIn(GITHUB)).toBe(failed('invalid_answer', 'github'));
  });

  test.each([
    { standing: FACEBOOK, error: 'access_denied' },
    { standing: GITHUB, error: 'access_denied' },
  ])('$standing.provider says $error when consent is refused', async ({ standing, error }) => {
    await standIn(standing);
    const there = await browser.leave(standing.provider);
    const back = new URL(there.searchParams.get('redirect_uri')!);
    const state = there.searchParams.get('state')!;
    back.search = new URLSearchParams({ error, state }).toString();
    expect(await browser.comeBack(back)).toBe(failed('refused', standing.provider));
  });
});
