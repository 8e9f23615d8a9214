import type { User } from '@purestat/vocabulary';

/** An account as the library gives it. */
export interface IdentityUser {
  id: string;
  email: string;
  name: string;
  createdAt: Date;
  emailVerified: boolean;
  twoFactor?: number | null | undefined;
}

/** @param confirms whether addresses are confirmed here: only where mails leave the server */
export function toUser(user: IdentityUser, confirms: boolean): User {
  return {
    id: user.id,
    email: user.email,
    name: user.name,
    created_at: new Date(user.createdAt).toISOString(),
    // Without mail there is no confirmation that could be missing.
    email_verified: user.emailVerified || !confirms,
    two_factor: user.twoFactor === 1,
  };
}
