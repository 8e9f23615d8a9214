import { expect, test } from 'vitest';
import { acquisition } from './acquisition.ts';
import { ownProperties } from './own.ts';

const came = acquisition({
  url: new URL('https://example.com/'),
  referrer: 'https://www.google.com/',
  siteDomain: 'example.com',
});
const visit = { ...came, screen_size: 'laptop', language: 'de' };
const direct = { referrer: '', source: '', channel: 'Direct' };

test.each([
  { referrer: '', own: direct },
  { referrer: 'https://example.com', own: direct },
  { referrer: 'https://example.com/a?utm_source=x', own: direct },
  { referrer: 'https://blog.example.com/', own: direct },
  { referrer: 'https://www.google.com/', own: null },
  {
    referrer: 'https://example.community/a',
    own: { referrer: 'example.community/a', source: 'example.community', channel: 'Referral' },
  },
  { url: 'https://example.com/b?page=2', referrer: 'https://example.com/b', own: direct },
  {
    url: 'https://example.com/?utm_term=shoes',
    referrer: 'https://www.google.com/',
    own: { utm_term: 'shoes' },
  },
])('an event on $url from "$referrer" said $own', ({ url, referrer, own }) => {
  const input = { referrer, siteDomain: 'example.com', screenWidth: 1280, acceptLanguage: 'de-AT' };
  expect(ownProperties({ ...input, url: new URL(url ?? 'https://example.com/b') }, visit)).toEqual(
    own,
  );
});
