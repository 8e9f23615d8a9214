/**
 * The credential in an invite link. It is drawn from the server's secret and the invite's random id,
 * so that whoever may see the link can have it again while the database holds a hash alone: a copy
 * of the database opens no door.
 */
import { createHash, createHmac } from 'node:crypto';

const CODE_BITS = 160;

/** @returns 40 hex digits, which no mail program breaks at the end of a link */
export function inviteCode(secretKey: string, inviteId: string): string {
  const digest = createHmac('sha256', secretKey).update(`invite link ${inviteId}`).digest('hex');
  return digest.slice(0, CODE_BITS / 4);
}

export function hashInviteCode(code: string): string {
  return createHash('sha256').update(code).digest('hex');
}
