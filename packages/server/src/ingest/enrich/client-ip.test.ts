import { describe, expect, test } from 'vitest';
import { createClientIp, parseTrustProxy } from './client-ip.ts';

const headers =
  (given: Record<string, string>) =>
  (name: string): string | undefined =>
    given[name];
const forwarded = (value: string) => headers({ 'x-forwarded-for': value });

describe('with the default of loopback and private ranges', () => {
  const clientIp = createClientIp('loopback,private');

  test.each([
    ['a public peer is the client, whatever it claims', '198.51.100.7', '1.2.3.4', '198.51.100.7'],
    ['a local proxy is believed', '127.0.0.1', '1.2.3.4', '1.2.3.4'],
    ['so is one in a private network', '172.17.0.1', '1.2.3.4', '1.2.3.4'],
    ['so is one on IPv6 loopback', '::1', '1.2.3.4', '1.2.3.4'],
    ['so is one with a unique local address', 'fd00::1', '2001:db8::1', '2001:db8::1'],
    ['IPv4 in IPv6 is unwrapped on the peer', '::ffff:127.0.0.1', '1.2.3.4', '1.2.3.4'],
    ['IPv4 in IPv6 is unwrapped in the header', '127.0.0.1', '::ffff:1.2.3.4', '1.2.3.4'],
    ['the rightmost untrusted hop is the client', '127.0.0.1', '6.6.6.6, 1.2.3.4', '1.2.3.4'],
    ['trusted hops on the right are passed', '127.0.0.1', '6.6.6.6, 1.2.3.4, 10.0.0.2', '1.2.3.4'],
    [
      'among trusted hops alone the leftmost is the client',
      '127.0.0.1',
      '10.0.0.9, 10.0.0.2',
      '10.0.0.9',
    ],
    ['blanks do not matter', '127.0.0.1', '  6.6.6.6 ,1.2.3.4  ', '1.2.3.4'],
    ['a port is cut off', '127.0.0.1', '1.2.3.4:5678', '1.2.3.4'],
    ['brackets and port are cut off', '127.0.0.1', '[2001:db8::1]:443', '2001:db8::1'],
    ['brackets alone are cut off', '127.0.0.1', '[2001:db8::1]', '2001:db8::1'],
    ['a zone is cut off', 'fe80::1%eth0', '1.2.3.4', '1.2.3.4'],
    ['IPv6 comes in canonical form', '127.0.0.1', '2001:0DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['what is no address ends the walk', '127.0.0.1', '1.2.3.4, unknown', '127.0.0.1'],
    ['and keeps the hops to its right', '127.0.0.1', '1.2.3.4, unknown, 10.0.0.2', '10.0.0.2'],
    ['garbage leaves the peer', '127.0.0.1', ',,;drop table', '127.0.0.1'],
    ['numbers that libraries read as addresses are garbage', '127.0.0.1', '1', '127.0.0.1'],
    ['an endless entry is garbage', '127.0.0.1', '1'.repeat(10_000), '127.0.0.1'],
    ['no header leaves the peer', '10.1.2.3', '', '10.1.2.3'],
    ['a peer that is no address is nobody', '', '1.2.3.4', ''],
  ])('%s', (_rule, peer, value, expected) => {
    expect(clientIp(peer, forwarded(value))).toBe(expected);
  });

  test('X-Real-IP of a trusted peer counts without X-Forwarded-For', () => {
    expect(clientIp('127.0.0.1', headers({ 'x-real-ip': '1.2.3.4' }))).toBe('1.2.3.4');
    expect(clientIp('9.9.9.9', headers({ 'x-real-ip': '1.2.3.4' }))).toBe('9.9.9.9');
  });

  test('X-Forwarded-For comes before X-Real-IP', () => {
    const both = headers({ 'x-forwarded-for': '5.6.7.8', 'x-real-ip': '1.2.3.4' });
    expect(clientIp('127.0.0.1', both)).toBe('5.6.7.8');
  });

  test('headers that only one vendor sets are not believed', () => {
    const spoofed = headers({ 'cf-connecting-ip': '1.2.3.4', 'true-client-ip': '1.2.3.4' });
    expect(clientIp('127.0.0.1', spoofed)).toBe('127.0.0.1');
  });

  test('tells whether a peer is trusted', () => {
    expect(clientIp.isTrustedPeer('192.168.1.1')).toBe(true);
    expect(clientIp.isTrustedPeer('8.8.8.8')).toBe(false);
  });
});

describe('TRUST_PROXY', () => {
  test.each([
    ['none', '127.0.0.1', false],
    ['', '127.0.0.1', false],
    ['all', '8.8.8.8', true],
    ['all', '2001:db8::1', true],
    ['loopback', '127.9.9.9', true],
    ['loopback', '10.0.0.1', false],
    ['PRIVATE', '192.168.0.1', true],
    ['private', '172.32.0.1', false],
    ['203.0.113.7', '203.0.113.7', true],
    ['203.0.113.7', '203.0.113.8', false],
    ['203.0.113.7', '::ffff:203.0.113.7', true],
    ['203.0.113.0/24', '203.0.113.200', true],
    ['203.0.113.0/24', '2001:db8::1', false],
    ['2400:cb00::/32', '2400:cb00:1::1', true],
    ['2400:cb00::/32', '2400:cb01::1', false],
    [' loopback , 203.0.113.7 ,', '203.0.113.7', true],
  ])('%j and %s: %s', (trustProxy, peer, expected) => {
    expect(parseTrustProxy(trustProxy).isTrustedPeer(peer)).toBe(expected);
  });

  test.each([
    'localhost',
    '10.0.0.0/33',
    '10/8',
    '1.2.3',
    '300.1.1.1',
    '::1/129',
    '10.0.0.0/8/8',
    '10.0.0.1/x',
    'constructor',
  ])('%s is refused with a message that quotes it', (entry) => {
    expect(() => parseTrustProxy(`loopback,${entry}`)).toThrow(
      `found "${entry}"; allowed is a comma-separated list of loopback, private, all, none, IP addresses, CIDR ranges`,
    );
  });

  test('with all, the leftmost hop is the client', () => {
    expect(createClientIp('all')('8.8.8.8', forwarded('1.2.3.4, 5.6.7.8'))).toBe('1.2.3.4');
  });
});
