/**
 * The address an event came from. Behind proxies it stands in `X-Forwarded-For`, which anybody
 * can write: only what a trusted hop has appended is believed.
 */
import ipaddr from 'ipaddr.js';
import { LRUCache } from 'lru-cache';

type Address = ipaddr.IPv4 | ipaddr.IPv6;
type Range = readonly [base: Address, bits: number];

/** Words that stand for address ranges in TRUST_PROXY. */
const NAMED_RANGES = new Map<string, readonly string[]>([
  ['loopback', ['127.0.0.0/8', '::1/128']],
  [
    'private',
    ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '169.254.0.0/16', 'fc00::/7', 'fe80::/10'],
  ],
  ['all', ['0.0.0.0/0', '::/0']],
  ['none', []],
]);
const ALLOWED = [...NAMED_RANGES.keys(), 'IP addresses', 'CIDR ranges'].join(', ');

/** IPv4 in the usual form only: the library also reads `1` and `0x7f.1` as addresses. */
function isAddress(text: string): boolean {
  return text.includes(':') ? ipaddr.IPv6.isValid(text) : ipaddr.IPv4.isValidFourPartDecimal(text);
}

function parseRange(entry: string): Range {
  const [address = '', bits] = entry.split('/', 2);
  const isRange = bits === undefined || (/^\d+$/.test(bits) && ipaddr.isValidCIDR(entry));
  if (!isAddress(address) || !isRange) {
    throw new Error(`found "${entry}"; allowed is a comma-separated list of ${ALLOWED}`);
  }
  if (bits !== undefined) return ipaddr.parseCIDR(entry);
  const base = ipaddr.process(address);
  return [base, base.kind() === 'ipv4' ? 32 : 128];
}

function isInRanges(address: Address, ranges: readonly Range[]): boolean {
  return ranges.some(([base, bits]) => address.kind() === base.kind() && address.match(base, bits));
}

/** Accepts what proxies write: a port behind IPv4, brackets around IPv6, zone ids. */
function parseHop(text: string): Address | undefined {
  const bare = text
    .trim()
    .replace(/^\[([^\]]*)\](?::\d+)?$/, '$1')
    .replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1')
    .replace(/%[\w.-]+$/, '');
  return isAddress(bare) ? ipaddr.process(bare) : undefined;
}

export interface TrustProxy {
  /** @returns whether forwarding headers of this address are believed; false for what is no address */
  isTrustedPeer(peer: string): boolean;
}

/**
 * Reads the value of TRUST_PROXY; empty means none.
 * @throws Error that quotes the wrong entry and says what is allowed
 */
export function parseTrustProxy(trustProxy: string): TrustProxy {
  const ranges = trustProxy
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
    .flatMap((entry) => NAMED_RANGES.get(entry.toLowerCase()) ?? [entry])
    .map(parseRange);
  return {
    isTrustedPeer(peer) {
      const address = parseHop(peer);
      return address !== undefined && isInRanges(address, ranges);
    },
  };
}

interface Hop {
  /** Canonical, '' for what is no address. */
  address: string;
  isTrusted: boolean;
}

/** Proxies are few and clients come again: most hops have been read before. Kept in memory only. */
const KEPT_HOPS = 5_000;
/** Longer than any address with zone, brackets and port. */
const MAX_HOP_LENGTH = 100;

/** A part of a string keeps the whole alive; as the key of a cache it must not. */
const detach = (text: string): string => Buffer.from(text).toString();

export interface ClientIp extends TrustProxy {
  /**
   * @param peer the connection's remote address
   * @param header a request header by lower-case name
   * @returns the client's address in canonical form (IPv4 in IPv6 unwrapped), '' when the peer is no address
   */
  (peer: string, header: (name: string) => string | undefined): string;
}

/**
 * Walks `X-Forwarded-For` from the right past trusted hops; the first untrusted address is the
 * client. An entry that is no address ends the walk, for what stands left of it is hearsay.
 * `X-Real-IP` counts when a trusted peer sent no `X-Forwarded-For`. Headers of one vendor, such
 * as `CF-Connecting-IP`, do not: any client can send them through another vendor's proxy.
 *
 * @throws Error as `parseTrustProxy`
 */
export function createClientIp(trustProxy: string): ClientIp {
  const { isTrustedPeer } = parseTrustProxy(trustProxy);
  const hops = new LRUCache<string, Hop>({ max: KEPT_HOPS });
  const readHop = (text: string): Hop => {
    const known = hops.get(text);
    if (known !== undefined) return known;
    const address = text.length > MAX_HOP_LENGTH ? '' : (parseHop(text)?.toString() ?? '');
    const hop: Hop = { address, isTrusted: isTrustedPeer(address) };
    if (address !== '') hops.set(detach(text), hop);
    return hop;
  };
  const clientIp = (peer: string, header: (name: string) => string | undefined): string => {
    let client = readHop(peer);
    if (!client.isTrusted) return client.address;
    const forwardedFor = header('x-forwarded-for') ?? header('x-real-ip') ?? '';
    // Finding out that nothing is no address takes longer than all else here.
    if (forwardedFor === '') return client.address;
    for (const entry of forwardedFor.split(',').toReversed()) {
      const hop = readHop(entry);
      if (hop.address === '') break;
      client = hop;
      if (!hop.isTrusted) break;
    }
    return client.address;
  };
  return Object.assign(clientIp, { isTrustedPeer });
}
