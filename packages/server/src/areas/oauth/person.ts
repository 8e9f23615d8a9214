/** Who has signed in at a provider, read from what the provider says. */
import { z } from 'zod';
import { emailField } from '../../fields.ts';

export interface Person {
  /** The provider's own name for the person, for good. */
  accountId: string;
  /** Lower case; null when the provider tells none. */
  email: string | null;
  /** Whether the provider vouches for it. */
  isEmailVerified: boolean;
  /** One line of 1 to 100 characters. */
  name: string;
}

interface Told {
  accountId: string;
  email: string | null | undefined;
  isEmailVerified: boolean;
  /** The first that is not empty counts. */
  names: ReadonlyArray<string | null | undefined>;
}

const NAME_MAX = 100;

function cleanName(text: string | null | undefined): string {
  const line = (text ?? '').replaceAll(/\p{Cc}+/gu, ' ').trim();
  return [...line].slice(0, NAME_MAX).join('').slice(0, NAME_MAX).trim();
}

export function toPerson({ accountId, email, isEmailVerified, names }: Told): Person {
  const address = emailField.safeParse(email);
  const known = address.success ? address.data : null;
  const name = names.map(cleanName).find((each) => each !== '');
  return {
    accountId,
    email: known,
    isEmailVerified: known !== null && isEmailVerified,
    name: name ?? known?.split('@')[0] ?? accountId.slice(0, NAME_MAX),
  };
}

const text = z.string().nullish().catch(null);
/** Some send booleans as text or numbers. */
const flag = z
  .unknown()
  .optional()
  .transform((value) => value === true || value === 'true' || value === 1 || value === '1');

/** What an id token or the answer of a userinfo endpoint may say. */
export const claimsSchema = z.object({
  sub: z.string().min(1),
  email: text,
  email_verified: flag,
  name: text,
  given_name: text,
  family_name: text,
  preferred_username: text,
  /** Microsoft: the tenant, and whether the owner of the address's domain is verified. */
  tid: text,
  xms_edov: flag,
});
export type Claims = z.infer<typeof claimsSchema>;

export function personOfClaims(claims: Claims, isEmailVerified = claims.email_verified): Person {
  const { sub, email, name, given_name, family_name, preferred_username } = claims;
  const fullName = [given_name, family_name].filter(Boolean).join(' ');
  return toPerson({
    accountId: sub,
    email,
    isEmailVerified,
    names: [name, fullName, preferred_username],
  });
}
