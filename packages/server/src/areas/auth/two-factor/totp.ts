/** One-time codes by time (RFC 6238): 6 digits, 30 seconds, SHA-1, as every authenticator app reads them. */
import { Secret, TOTP } from 'otpauth';

const PERIOD_SECONDS = 30;
const SECRET_BYTES = 20;
/** A clock may be half a minute wrong, and typing takes time. */
const STEPS_TOLERATED = 1;
const ISSUER = 'Purestat';

const totpOf = (secret: string, label = '') =>
  new TOTP({ issuer: ISSUER, label, secret: Secret.fromBase32(secret), period: PERIOD_SECONDS });

/** @returns 160 random bits in base 32 */
export function newTotpSecret(): string {
  return new Secret({ size: SECRET_BYTES }).base32;
}

/** @returns the `otpauth://` address that an app takes, by a QR code or by hand */
export function totpUri(secret: string, account: string): string {
  return totpOf(secret, account).toString();
}

/** @returns the number of the step that the code belongs to, of those near the time; else null */
export function totpStep(secret: string, code: string, nowMs: number): number | null {
  const delta = totpOf(secret).validate({
    token: code,
    timestamp: nowMs,
    window: STEPS_TOLERATED,
  });
  return delta === null ? null : Math.floor(nowMs / 1000 / PERIOD_SECONDS) + delta;
}
