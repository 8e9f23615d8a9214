/**
 * The conversation with providers: where to send the browser, and who has come back. Certified
 * library underneath: it checks state, PKCE, nonce, and signature, issuer, audience and time of id
 * tokens.
 */
import * as openid from 'openid-client';
import type { Clock } from '../../clock.ts';
import { SignInError } from './failure.ts';
import { asking } from './faults.ts';
import { claimsSchema, type Person } from './person.ts';
import { limited, type Fetch } from './provider-fetch.ts';
import type { OpenIdProvider, PlainProvider, Provider } from './providers.ts';

const TIMEOUT_SECONDS = 10;
/** Where a provider's endpoints are changes rarely. */
const FRESH_MS = 3_600_000;

/** What ties the browser's return to its leaving. */
export interface Proofs {
  state: string;
  nonce: string;
  codeVerifier: string;
}

export interface ProviderClientsParts {
  baseUrl: string;
  clock: Clock;
  fetch: Fetch;
}

interface Cached {
  client: Promise<openid.Configuration>;
  untilMs: number;
}

export class ProviderClients {
  readonly #parts: ProviderClientsParts;
  readonly #cached = new Map<string, Cached>();

  constructor(parts: ProviderClientsParts) {
    this.#parts = { ...parts, fetch: limited(parts.fetch) };
  }

  /** @returns where to send the browser @throws SignInError */
  async leave(provider: Provider, { state, nonce, codeVerifier }: Proofs): Promise<string> {
    const client = await asking(async () => departure(provider) ?? this.#clientOf(provider));
    const url = openid.buildAuthorizationUrl(client, {
      redirect_uri: this.#returnUrl(provider).href,
      scope: provider.scope,
      state,
      code_challenge: await openid.calculatePKCECodeChallenge(codeVerifier),
      code_challenge_method: 'S256',
      ...(hasNonce(provider) && { nonce }),
    });
    return url.href;
  }

  /**
   * @param search of the address that the browser came back to
   * @throws SignInError
   */
  comeBack(provider: Provider, search: string, proofs: Proofs): Promise<Person> {
    return asking(async () => {
      const client = await this.#clientOf(provider);
      const url = this.#returnUrl(provider);
      url.search = search;
      return provider.kind === 'openid'
        ? openIdPerson(client, provider, await grant(client, provider, url, proofs))
        : plainPerson(client, provider, await grant(client, provider, url, proofs));
    });
  }

  #returnUrl({ id }: Provider): URL {
    return new URL(`${this.#parts.baseUrl}/api/oauth/${id}/callback`);
  }

  #clientOf(provider: Provider): Promise<openid.Configuration> {
    const nowMs = this.#parts.clock.nowMs();
    const known = this.#cached.get(provider.id);
    if (known !== undefined && nowMs < known.untilMs) return known.client;
    const client = this.#open(provider);
    this.#cached.set(provider.id, { client, untilMs: nowMs + FRESH_MS });
    client.catch(() => this.#cached.delete(provider.id));
    return client;
  }

  async #open(provider: Provider): Promise<openid.Configuration> {
    const client =
      provider.kind === 'openid' ? await this.#discover(provider) : plainClient(provider);
    client.timeout = TIMEOUT_SECONDS;
    client[openid.customFetch] = this.#fetch;
    return client;
  }

  readonly #fetch: openid.CustomFetch = (url, init) =>
    this.#parts.fetch(url, init as unknown as RequestInit);

  async #discover(provider: OpenIdProvider): Promise<openid.Configuration> {
    const { issuer, alsoIssuer, clientId, clientSecret } = provider;
    const address =
      alsoIssuer === undefined ? issuer : `${issuer}/.well-known/openid-configuration`;
    const client = await openid.discovery(
      new URL(address),
      clientId,
      { client_secret: clientSecret },
      authentication(clientSecret),
      {
        timeout: TIMEOUT_SECONDS,
        [openid.customFetch]: this.#fetch,
        execute: [
          openid.enableNonRepudiationChecks,
          // The configuration allows this for the machine itself alone.
          ...(issuer.startsWith('http:') ? [openid.allowInsecureRequests] : []),
        ],
      },
    );
    const found = client.serverMetadata().issuer;
    if (alsoIssuer !== undefined && found !== issuer && found !== alsoIssuer) {
      throw new SignInError('invalid_answer', 'it calls itself by another issuer');
    }
    return client;
  }
}

/** Enough to send a browser there, without asking the provider; null where one has to ask. */
function departure(provider: Provider): openid.Configuration | null {
  const { issuer, authorizationEndpoint, clientId } = provider;
  if (authorizationEndpoint === undefined) return null;
  const server = { issuer, authorization_endpoint: authorizationEndpoint };
  return new openid.Configuration(server, clientId);
}

const hasNonce = (provider: Provider) => provider.kind === 'openid' && provider.hasPkceAndNonce;

/** In the body where the provider takes it, else as the standard has it by default. */
function authentication(clientSecret: string): openid.ClientAuth {
  const inBody = openid.ClientSecretPost(clientSecret);
  const inHeader = openid.ClientSecretBasic(clientSecret);
  return (server, client, body, headers) => {
    const methods = server.token_endpoint_auth_methods_supported ?? [];
    const authenticate = methods.includes('client_secret_post') ? inBody : inHeader;
    return authenticate(server, client, body, headers);
  };
}

function plainClient(provider: PlainProvider): openid.Configuration {
  const { issuer, authorizationEndpoint, tokenEndpoint, clientId, clientSecret } = provider;
  return new openid.Configuration(
    { issuer, authorization_endpoint: authorizationEndpoint, token_endpoint: tokenEndpoint },
    clientId,
    { client_secret: clientSecret },
    openid.ClientSecretPost(clientSecret),
  );
}

function grant(client: openid.Configuration, provider: Provider, url: URL, proofs: Proofs) {
  const { state, nonce, codeVerifier } = proofs;
  const isOpenId = provider.kind === 'openid';
  return openid.authorizationCodeGrant(client, url, {
    expectedState: state,
    idTokenExpected: isOpenId,
    ...(hasNonce(provider) && { expectedNonce: nonce }),
    ...((!isOpenId || provider.hasPkceAndNonce) && { pkceCodeVerifier: codeVerifier }),
  });
}

type Tokens = Awaited<ReturnType<typeof grant>>;

/** Some issuers leave the address out of the id token; their userinfo endpoint has it. */
async function openIdPerson(
  client: openid.Configuration,
  provider: OpenIdProvider,
  tokens: Tokens,
): Promise<Person> {
  const claims = claimsSchema.parse(tokens.claims());
  const { userinfo_endpoint } = client.serverMetadata();
  if (claims.email || userinfo_endpoint === undefined) return provider.personOf(claims);
  const info = await openid.fetchUserInfo(client, tokens.access_token, claims.sub);
  const { tid } = claims;
  return provider.personOf({ ...claimsSchema.parse(info), tid });
}

function plainPerson(
  client: openid.Configuration,
  provider: PlainProvider,
  { access_token: accessToken }: Tokens,
): Promise<Person> {
  const ask = async (address: string): Promise<unknown> => {
    const headers = new Headers({ accept: 'application/json' });
    const url = new URL(address);
    const response = await openid.fetchProtectedResource(
      client,
      accessToken,
      url,
      'GET',
      null,
      headers,
    );
    if (response.status === 200) return response.json();
    const reason = response.status >= 500 ? 'unavailable' : 'invalid_answer';
    throw new SignInError(reason, `${url.pathname} answered ${response.status}`);
  };
  return provider.readPerson({ ask, accessToken, clientSecret: provider.clientSecret });
}
