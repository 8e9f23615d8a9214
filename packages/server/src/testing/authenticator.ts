/** An authenticator app, as somebody has it in a pocket. */
import { URI } from 'otpauth';

export interface Authenticator {
  /** The six digits that it shows at the time. */
  codeAt(nowMs: number): string;
}

/** @param uri what the QR code says */
export function authenticator(uri: string): Authenticator {
  const totp = URI.parse(uri);
  if (!('period' in totp)) throw new Error('counts instead of reading the time');
  return { codeAt: (timestamp) => totp.generate({ timestamp }) };
}
