import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';

/**
 * The pseudonymous id of a visitor for one site and one day: the first 64 bits of
 * HMAC-SHA256(salt of the date, site, IP, User-Agent), as an unsigned decimal. Address and
 * User-Agent are used here and kept nowhere.
 *
 * @param salt a KeyObject, because making one of a Buffer for each event costs 9 µs
 */
export function visitorId(salt: KeyObject, site: number, ip: string, userAgent: string): string {
  const digest = createHmac('sha256', salt).update(`${site}\0${ip}\0${userAgent}`).digest();
  return digest.readBigUInt64BE(0).toString();
}

/** The key behind the ids of visitors that senders name; of its own, so that nothing else signed with SECRET_KEY can equal one. */
export function namedVisitorKey(secretKey: string): KeyObject {
  return createSecretKey(createHmac('sha256', secretKey).update('purestat visitor_id').digest());
}

/**
 * The id of a visitor whom the sender names: like `visitorId`, but of SECRET_KEY, the site, the date
 * and the name. Without the salt, so that an import of next week fits the one of last week.
 */
export function namedVisitorId(key: KeyObject, site: number, day: string, name: string): string {
  const digest = createHmac('sha256', key).update(`${site}\0${day}\0${name}`).digest();
  return digest.readBigUInt64BE(0).toString();
}
