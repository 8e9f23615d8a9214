/** The providers that people may sign in with: where they are, what is asked of them, how far they are believed. */
import type { ProviderId } from '@purestat/vocabulary';
import type { Config } from '../../config.ts';
import { SignInError } from './failure.ts';
import { readFacebookPerson, readGitHubPerson, type ReadPerson } from './profile-apis.ts';
import { personOfClaims, type Claims, type Person } from './person.ts';

interface Common {
  id: ProviderId;
  /** For people. */
  name: string;
  clientId: string;
  clientSecret: string;
  /** Space-separated. */
  scope: string;
}

/** Tells who has signed in by an id token. */
export interface OpenIdProvider extends Common {
  kind: 'openid';
  issuer: string;
  /** What the issuer may call itself, where that is not `issuer`. */
  alsoIssuer?: string;
  /** Where it is known beforehand: then nothing has to be looked up to send a browser there. */
  authorizationEndpoint?: string;
  /** False: the token endpoint refuses what would prove that we began the sign-in. */
  hasPkceAndNonce: boolean;
  personOf(claims: Claims): Person;
}

/** Tells who has signed in by an API of its own. */
export interface PlainProvider extends Common {
  kind: 'plain';
  issuer: string;
  authorizationEndpoint: string;
  tokenEndpoint: string;
  readPerson: ReadPerson;
}

export type Provider = OpenIdProvider | PlainProvider;

/** Tenant of all personal Microsoft accounts, whose addresses Microsoft itself has verified. */
const MICROSOFT_PERSONAL = '9188040d-6c67-4c5b-b112-36a304b66dad';
const MICROSOFT_SHARED = new Set(['common', 'organizations', 'consumers']);
const OPENID_SCOPE = 'openid email profile';

type Credentials = Pick<Common, 'clientId' | 'clientSecret'>;
type Make = (credentials: Credentials, config: Config) => Provider;

const google: Make = (credentials) => ({
  ...credentials,
  id: 'google',
  name: 'Google',
  kind: 'openid',
  issuer: 'https://accounts.google.com',
  authorizationEndpoint: 'https://accounts.google.com/o/oauth2/v2/auth',
  scope: OPENID_SCOPE,
  hasPkceAndNonce: true,
  personOf: (claims) => personOfClaims(claims),
});

const github: Make = (credentials) => ({
  ...credentials,
  id: 'github',
  name: 'GitHub',
  kind: 'plain',
  issuer: 'https://github.com/login/oauth',
  authorizationEndpoint: 'https://github.com/login/oauth/authorize',
  tokenEndpoint: 'https://github.com/login/oauth/access_token',
  scope: 'user:email',
  readPerson: readGitHubPerson,
});

/**
 * The administrator of any tenant writes what he likes into his people's addresses. They are believed
 * of personal accounts, of the one tenant that the operator has chosen, and where Microsoft says that
 * the domain belongs to the tenant.
 */
function microsoftPerson(claims: Claims, tenant: string): Person {
  const isChosenTenant = !MICROSOFT_SHARED.has(tenant);
  const isPersonal = claims.tid === MICROSOFT_PERSONAL;
  // All shared ones sign with the same keys.
  if (isPersonal ? tenant === 'organizations' : tenant === 'consumers') {
    throw new SignInError('invalid_answer', `an account that ${tenant} does not let in`);
  }
  return personOfClaims(claims, isChosenTenant || isPersonal || claims.xms_edov);
}

const microsoft: Make = (credentials, { MICROSOFT_TENANT: tenant }) => ({
  ...credentials,
  id: 'microsoft',
  name: 'Microsoft',
  kind: 'openid',
  issuer: `https://login.microsoftonline.com/${tenant}/v2.0`,
  authorizationEndpoint: `https://login.microsoftonline.com/${tenant}/oauth2/v2.0/authorize`,
  scope: OPENID_SCOPE,
  hasPkceAndNonce: true,
  personOf: (claims) => microsoftPerson(claims, tenant),
});

const linkedin: Make = (credentials) => ({
  ...credentials,
  id: 'linkedin',
  name: 'LinkedIn',
  kind: 'openid',
  issuer: 'https://www.linkedin.com/oauth',
  alsoIssuer: 'https://www.linkedin.com',
  authorizationEndpoint: 'https://www.linkedin.com/oauth/v2/authorization',
  scope: OPENID_SCOPE,
  hasPkceAndNonce: false,
  personOf: (claims) => personOfClaims(claims),
});

const facebook: Make = (credentials) => ({
  ...credentials,
  id: 'facebook',
  name: 'Facebook',
  kind: 'plain',
  issuer: 'https://www.facebook.com',
  authorizationEndpoint: 'https://www.facebook.com/dialog/oauth',
  tokenEndpoint: 'https://graph.facebook.com/oauth/access_token',
  scope: 'email public_profile',
  readPerson: readFacebookPerson,
});

/** A name that is only unique within its issuer must not be taken for one of another issuer. */
const oidc: Make = (credentials, { OIDC_ISSUER = '', OIDC_NAME }) => ({
  ...credentials,
  id: 'oidc',
  name: OIDC_NAME,
  kind: 'openid',
  issuer: OIDC_ISSUER,
  scope: OPENID_SCOPE,
  hasPkceAndNonce: true,
  personOf: (claims) => {
    const person = personOfClaims(claims);
    return { ...person, accountId: JSON.stringify([OIDC_ISSUER, claims.sub]) };
  },
});

/** In the order of the buttons. */
const KNOWN = [
  ['GOOGLE', google],
  ['GITHUB', github],
  ['MICROSOFT', microsoft],
  ['LINKEDIN', linkedin],
  ['FACEBOOK', facebook],
  ['OIDC', oidc],
] as const;

/** @returns the providers that are configured, in the order in which they are offered */
export function configuredProviders(config: Config): Provider[] {
  return KNOWN.flatMap(([variable, make]) => {
    const clientId = config[`${variable}_CLIENT_ID`];
    const clientSecret = config[`${variable}_CLIENT_SECRET`];
    if (clientId === undefined || clientSecret === undefined) return [];
    return [make({ clientId, clientSecret }, config)];
  });
}

/** Names of all providers there are, for accounts that were linked while one was on. */
export const PROVIDER_NAMES: Record<ProviderId, string> = {
  google: 'Google',
  github: 'GitHub',
  microsoft: 'Microsoft',
  linkedin: 'LinkedIn',
  facebook: 'Facebook',
  oidc: 'Single sign-on',
};
