/** A real OpenID Connect server on a port of its own, and a browser that goes there and back. */
import { Events, OAuth2Server } from 'oauth2-mock-server';
import type { Answer, TestApp } from './http-app.ts';

export type Claims = Record<string, unknown>;

export interface OpenIdServer {
  /** The issuer. */
  url: string;
  /** For the product under test. */
  env: Record<string, string>;
  /** Who signs in next: what id token and userinfo say. */
  claims: Claims;
  /** Changes what the next id token says, over everything else. */
  forge(claims: Claims): void;
  /** Bodies that the token endpoint has got, with the Authorization header. */
  tokenRequests: Array<Record<string, unknown>>;
  service: OAuth2Server['service'];
  issuer: OAuth2Server['issuer'];
  close(): Promise<void>;
}

export const ANN: Claims = {
  sub: 'ann-at-id',
  email: 'ann@example.com',
  email_verified: true,
  name: 'Ann',
};

/** @param port of its own unless given */
export async function startOpenIdServer(port = 0): Promise<OpenIdServer> {
  const server = new OAuth2Server();
  await server.issuer.keys.generate('RS256');
  await server.start(port, '127.0.0.1');
  const url = `http://127.0.0.1:${server.address().port}`;
  server.issuer.url = url;
  let forged: Claims = {};
  const tokenRequests: OpenIdServer['tokenRequests'] = [];
  const openId: OpenIdServer = {
    url,
    env: {
      OIDC_ISSUER: url,
      OIDC_CLIENT_ID: 'purestat',
      OIDC_CLIENT_SECRET: 'a secret/of+signs',
      OIDC_NAME: 'Example ID',
    },
    claims: ANN,
    forge: (claims) => void (forged = claims),
    tokenRequests,
    service: server.service,
    issuer: server.issuer,
    close: () => server.stop(),
  };
  server.service.on(Events.BeforeTokenSigning, (token, request) => {
    // Of the two tokens only the one for us has an audience.
    if (token.payload['aud'] !== undefined) Object.assign(token.payload, openId.claims, forged);
    const { authorization } = request.headers;
    if (tokenRequests.at(-1)?.['code'] !== request.body.code) {
      tokenRequests.push({ ...request.body, authorization });
    }
  });
  server.service.on(Events.BeforeUserinfo, (response) => {
    response.body = { ...openId.claims };
  });
  return openId;
}

const isUnder = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);

/** A browser's cookies and what it does with them. */
export class TestBrowser {
  readonly #app: TestApp;
  readonly #cookies = new Map<string, { value: string; path: string }>();

  constructor(app: TestApp) {
    this.#app = app;
  }

  get cookie(): string {
    return this.#cookieFor(null);
  }

  /** @param path of the request, which gets only what was set for it; null: all */
  #cookieFor(path: string | null): string {
    return [...this.#cookies]
      .filter(([, cookie]) => path === null || isUnder(path, cookie.path))
      .map(([name, { value }]) => `${name}=${value}`)
      .join('; ');
  }

  async ask(method: string, path: string, body?: unknown): Promise<Answer> {
    const answer = await this.#app.ask(method, path, {
      as: this.#cookieFor(path.split('?')[0]!),
      ...(body !== undefined && { body }),
    });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      const cookiePath = /;\s*path=([^;]*)/i.exec(line)?.[1] ?? '/';
      if (/max-age=0/i.test(line)) this.#cookies.delete(name);
      else this.#cookies.set(name, { value, path: cookiePath });
    }
    return answer;
  }

  /** Presses the button. @returns where it leads */
  async leave(provider: string, query = ''): Promise<URL> {
    const answer = await this.ask('GET', `/api/oauth/${provider}${query}`);
    return new URL(answer.headers.get('location') ?? `missing:${answer.status}`);
  }

  /** Comes back from the provider. @returns where one lands */
  async comeBack(address: string | URL): Promise<string> {
    const { pathname, search } = new URL(address);
    const answer = await this.ask('GET', `${pathname}${search}`);
    return answer.headers.get('location') ?? `status ${answer.status}`;
  }

  /** There and back. @returns where one lands */
  async signIn(provider = 'oidc', query = ''): Promise<string> {
    return this.comeBack(await consent(await this.leave(provider, query)));
  }

  /** @returns the address of who is signed in */
  async whoIs(): Promise<string | null> {
    const { body } = await this.ask('GET', '/api/me');
    return body.user?.email ?? null;
  }
}

/** Agrees at the provider. @returns where it leads back to */
export async function consent(address: URL): Promise<string> {
  const response = await fetch(address, { redirect: 'manual' });
  return response.headers.get('location') ?? `missing:${response.status}`;
}
