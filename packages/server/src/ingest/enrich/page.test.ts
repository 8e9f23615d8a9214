import { assert, property, string } from 'fast-check';
import { expect, test } from 'vitest';
import { normaliseHostname, normalisePathname } from './page.ts';

test.each([
  ['the root', 'https://example.com', '/'],
  ['query and fragment are cut off', 'https://example.com/a?b=1#c', '/a'],
  ['a trailing slash stays', 'https://example.com/blog/', '/blog/'],
  ['case stays', 'https://example.com/About', '/About'],
  ['escapes are decoded', 'https://example.com/hello%20world', '/hello world'],
  [
    'UTF-8 is decoded',
    'https://example.com/caf%C3%A9/%E6%97%A5%E6%9C%AC/%F0%9F%98%80',
    '/café/日本/😀',
  ],
  ['so is what the URL parser had to encode', 'https://example.com/café', '/café'],
  ['an encoded slash stays', 'https://example.com/a%2Fb', '/a%2Fb'],
  ['also in lower case', 'https://example.com/a%2fb', '/a%2fb'],
  ['a malformed escape stays', 'https://example.com/100%/x%zz', '/100%/x%zz'],
  ['and does not spoil its neighbours', 'https://example.com/%zz/%41', '/%zz/A'],
  ['Latin-1 stays, being no UTF-8', 'https://example.com/caf%E9', '/caf%E9'],
  ['a cut sequence stays', 'https://example.com/%C3x%C3%A9', '/%C3xé'],
  ['an overlong slash stays', 'https://example.com/%C0%AF', '/%C0%AF'],
  ['a surrogate stays', 'https://example.com/%ED%A0%80', '/%ED%A0%80'],
  ['control characters stay encoded', 'https://example.com/%00%0A%1B%7F', '/%00%0A%1B%7F'],
  ['those past ASCII too', 'https://example.com/%C2%85', '/%C2%85'],
  [
    'so do separators and marks that turn the text around',
    'https://example.com/%E2%80%A8%E2%80%AE',
    '/%E2%80%A8%E2%80%AE',
  ],
  ['joiners are part of emoji and Persian', 'https://example.com/%E2%80%8D', '/\u200d'],
  ['an encoded percent sign is decoded once', 'https://example.com/100%25', '/100%'],
  ['dot segments are resolved', 'https://example.com/a/../b', '/b'],
])('pathname: %s', (_rule, url, expected) => {
  expect(normalisePathname(new URL(url))).toBe(expected);
});

test('pathname: any text survives encoding and decoding, but slashes and unsafe characters', () => {
  const plain = /[\p{Cc}/\\\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]|^\.{1,2}$/u;
  const segments = string({ unit: 'grapheme' }).filter(
    (text) => !plain.test(text) && text.isWellFormed(),
  );
  assert(
    property(segments, (segment) => {
      const url = new URL(`https://example.com/x${encodeURIComponent(segment)}`);
      expect(normalisePathname(url)).toBe(`/x${segment}`);
    }),
  );
});

test.each([
  ['www. is kept: it is the host that was visited', 'https://www.Example.com/', 'www.example.com'],
  ['the port is cut off', 'http://localhost:3000/', 'localhost'],
  ['names come in Unicode', 'https://xn--mnchen-3ya.de/', 'münchen.de'],
  ['however they were sent', 'https://MÜNCHEN.de/', 'münchen.de'],
  ['a trailing dot is cut off', 'https://example.com./', 'example.com'],
  ['a name that is no Punycode stays', 'https://xn--zzzzzz.com/', 'xn--zzzzzz.com'],
  ['addresses stay', 'http://192.168.0.1/', '192.168.0.1'],
  ['also of IPv6', 'http://[::1]:8080/', '[::1]'],
])('hostname: %s', (_rule, url, expected) => {
  expect(normaliseHostname(new URL(url))).toBe(expected);
});
