/**
 * The address an event came from. Behind proxies it stands in `X-Forwarded-For`, which anybody
 * can write: only what a trusted hop has appended is believed.
 */
import ipaddr from 'ipaddr.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;
type Range = [Address, number];

/** Words that stand for address ranges in TRUST_PROXY. */
const NAMED_RANGES = new Map<string, readonly string[]>(
  Object.entries({
    loopback: ['127.0.0.0/8', '::1/128'],
    private: [
      '10.0.0.0/8',
      '172.16.0.0/12',
      '192.168.0.0/16',
      '169.254.0.0/16',
      'fc00::/7',
      'fe80::/10',
    ],
    all: ['0.0.0.0/0', '::/0'],
    none: [],
  }),
);
const ALLOWED =
  'a comma-separated list of loopback, private, all, none, IP addresses and CIDR ranges';

function parseRange(entry: string): Range {
  try {
    if (entry.includes('/')) return ipaddr.parseCIDR(entry);
    if (!ipaddr.IPv4.isValidFourPartDecimal(entry) && !ipaddr.IPv6.isValid(entry))
      throw new Error();
    const address = ipaddr.process(entry);
    return [address, address.kind() === 'ipv4' ? 32 : 128];
  } catch {
    throw new Error(`found "${entry}"; allowed is ${ALLOWED}`);
  }
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
  const entries = trustProxy.split(',').map((entry) => entry.trim());
  const ranges = entries
    .filter((entry) => entry !== '')
    .flatMap((entry) => NAMED_RANGES.get(entry.toLowerCase()) ?? [entry])
    .map(parseRange);
  return {
    isTrustedPeer(peer) {
      const address = parseAddress(peer);
      return address !== undefined && isInRanges(address, ranges);
    },
  };
}

function isInRanges(address: Address, ranges: readonly Range[]): boolean {
  return ranges.some(([base, bits]) => address.kind() === base.kind() && address.match(base, bits));
}

/** Accepts what proxies write: a port behind IPv4, brackets around IPv6, zone ids. */
function parseAddress(text: string): Address | undefined {
  const bare = text
    .trim()
    .replace(/^\[([^\]]*)\](?::\d+)?$/, '$1')
    .replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1')
    .replace(/%[\w.-]+$/, '');
  // IPv4 in the usual form only: the library also reads `1` and `0x7f.1` as addresses.
  const isAddress =
    ipaddr.IPv4.isValidFourPartDecimal(bare) || (bare.includes(':') && ipaddr.IPv6.isValid(bare));
  return isAddress ? ipaddr.process(bare) : undefined;
}

export interface ClientIp {
  /**
   * @param peer the connection's remote address
   * @param header a request header by lower-case name
   * @returns the client's address in canonical form (IPv4 in IPv6 unwrapped), '' when the peer is no address
   */
  (peer: string, header: (name: string) => string | undefined): string;
  isTrustedPeer(peer: string): boolean;
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
  const clientIp = (peer: string, header: (name: string) => string | undefined): string => {
    const peerAddress = parseAddress(peer)?.toString() ?? '';
    if (!isTrustedPeer(peerAddress)) return peerAddress;
    const forwardedFor = header('x-forwarded-for') ?? header('x-real-ip') ?? '';
    let client = peerAddress;
    for (const hop of forwardedFor.split(',').toReversed()) {
      const address = parseAddress(hop)?.toString();
      if (address === undefined) break;
      client = address;
      if (!isTrustedPeer(address)) break;
    }
    return client;
  };
  return Object.assign(clientIp, { isTrustedPeer });
}
