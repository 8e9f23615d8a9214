/** The variables that turn on signing in by providers. Read by `config.ts`. */
import { z } from 'zod';

const ALLOWED_ISSUER =
  'the https address of an OpenID Connect issuer, such as https://id.example.com/realms/main (http on this machine alone)';
const ALLOWED_NAME = 'one line of 1 to 40 characters, which the button shows';
const ALLOWED_TENANT =
  'common, organizations, consumers, or the id (a GUID) or domain of a Microsoft Entra tenant';
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** The ids are sent over the network: https, except to the machine itself. */
function isIssuer(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, search, hash, username } = new URL(text);
  if (search !== '' || hash !== '' || username !== '') return false;
  return protocol === 'https:' || (protocol === 'http:' && LOOPBACK.test(hostname));
}

const text = z.string().trim().optional();

/** Fields of the configuration. */
export const OAUTH_FIELDS = {
  GOOGLE_CLIENT_ID: text,
  GOOGLE_CLIENT_SECRET: text,
  GITHUB_CLIENT_ID: text,
  GITHUB_CLIENT_SECRET: text,
  FACEBOOK_CLIENT_ID: text,
  FACEBOOK_CLIENT_SECRET: text,
  LINKEDIN_CLIENT_ID: text,
  LINKEDIN_CLIENT_SECRET: text,
  MICROSOFT_CLIENT_ID: text,
  MICROSOFT_CLIENT_SECRET: text,
  /** Whose accounts may sign in. */
  MICROSOFT_TENANT: z
    .string()
    .regex(/^[\w.-]+$/, ALLOWED_TENANT)
    .default('common'),
  OIDC_ISSUER: z.string().refine(isIssuer, ALLOWED_ISSUER).optional(),
  OIDC_CLIENT_ID: text,
  OIDC_CLIENT_SECRET: text,
  OIDC_NAME: z
    .string()
    .trim()
    .regex(/^\P{Cc}{1,40}$/u, ALLOWED_NAME)
    .default('Single sign-on'),
};

/** Variables that are of use only together. */
const TOGETHER: ReadonlyArray<readonly string[]> = [
  ...['GOOGLE', 'GITHUB', 'FACEBOOK', 'LINKEDIN', 'MICROSOFT'].map((name) => [
    `${name}_CLIENT_ID`,
    `${name}_CLIENT_SECRET`,
  ]),
  ['OIDC_ISSUER', 'OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET'],
];

/** @returns one line that names a variable that is missing beside others; null when all is well */
export function missingBeside(present: Readonly<Record<string, unknown>>): string | null {
  for (const names of TOGETHER) {
    const given = names.find((name) => name in present);
    const missing = names.find((name) => !(name in present));
    if (given !== undefined && missing !== undefined) {
      return `${missing}: found nothing, though ${given} is set; allowed: all of ${names.join(', ')}, or none`;
    }
  }
  return null;
}
