import { describe, expect, test } from 'vitest';
import { cutPaths, validateHit } from './validate.ts';

const base = { domain: 'example.com', url: 'https://example.com/' };
const hit = (fields: object) => validateHit({ ...base, ...fields });

test('the least that may be sent is a pageview', () => {
  expect(validateHit(base)).toEqual({
    domain: 'example.com',
    url: new URL('https://example.com/'),
    name: 'pageview',
    referrer: '',
    pageTitle: '',
    props: null,
    revenue: null,
    interactive: true,
    screenWidth: undefined,
    engagedMs: 0,
    scrollDepth: 0,
    cut: [],
  });
});

test.each([
  { name: 'no object', body: 'text', path: 'body' },
  { name: 'a list', body: [], path: 'body' },
  { name: 'no domain', body: { url: base.url }, path: 'domain' },
  { name: 'an empty domain', body: { ...base, domain: ' ' }, path: 'domain' },
  { name: 'no url', body: { domain: 'example.com' }, path: 'url' },
  { name: 'a relative url', body: { ...base, url: '/page' }, path: 'url' },
  { name: 'a url of another scheme', body: { ...base, url: 'file:///etc/passwd' }, path: 'url' },
  {
    name: 'a url of 2,001 characters',
    body: { ...base, url: `https://example.com/${'x'.repeat(1981)}` },
    path: 'url',
  },
  { name: 'an empty name', body: { ...base, name: '' }, path: 'name' },
  { name: 'a name of 121 characters', body: { ...base, name: 'x'.repeat(121) }, path: 'name' },
  { name: 'an event_name that is no text', body: { ...base, event_name: 7 }, path: 'event_name' },
  { name: 'interactive as text', body: { ...base, interactive: 'no' }, path: 'interactive' },
  { name: 'props as a list', body: { ...base, props: [] }, path: 'props' },
  {
    name: 'a property that is an object',
    body: { ...base, props: { plan: { a: 1 } } },
    path: 'props.plan',
  },
  {
    name: 'an unknown currency',
    body: { ...base, revenue: { amount: 1, currency: 'XYZ1' } },
    path: 'revenue.currency',
  },
  { name: 'no amount', body: { ...base, revenue: { currency: 'USD' } }, path: 'revenue.amount' },
  {
    name: 'an amount with five decimals',
    body: { ...base, revenue: { amount: 1.00001, currency: 'USD' } },
    path: 'revenue.amount',
  },
  {
    name: 'an amount that is no number',
    body: { ...base, revenue: { amount: 'NaN', currency: 'USD' } },
    path: 'revenue.amount',
  },
  {
    name: 'a scroll depth over 100',
    body: { ...base, name: 'engagement', scroll_depth: 101 },
    path: 'scroll_depth',
  },
  {
    name: 'engagement below zero',
    body: { ...base, name: 'engagement', engaged_ms: -1 },
    path: 'engaged_ms',
  },
  { name: 'a title that is no text', body: { ...base, title: 7 }, path: 'title' },
  {
    name: 'a screen width that is no number',
    body: { ...base, screen_width: 'wide' },
    path: 'screen_width',
  },
])('$name is refused, naming the field', ({ body, path }) => {
  expect(() => validateHit(body)).toThrow(
    expect.objectContaining({
      code: 'VALIDATION_ERROR',
      details: [expect.objectContaining({ path })],
    }),
  );
});

test('the longest allowed name and url pass', () => {
  const url = `https://example.com/${'x'.repeat(1980)}`;
  expect(hit({ name: 'x'.repeat(120), url })).toMatchObject({
    name: 'x'.repeat(120),
    url: new URL(url),
  });
});

test.each(['page_title', 'title'])(
  '%s is the title of the page; past 500 characters it is cut, and the answer names it',
  (field) => {
    expect(hit({ [field]: ' A\u0000 page ' })).toMatchObject({ pageTitle: 'A page', cut: [] });
    expect(hit({ [field]: null })).toMatchObject({ pageTitle: '', cut: [] });
    expect(hit({ [field]: 'x'.repeat(500) }).cut).toEqual([]);
    expect(hit({ [field]: 'x'.repeat(501) })).toMatchObject({
      pageTitle: 'x'.repeat(500),
      cut: [{ path: field, reason: 'title_too_long' }],
    });
  },
);

describe('properties', () => {
  test('scalars are kept as text, null is no value', () => {
    expect(hit({ props: { plan: 'pro', seats: 3, trial: false, note: null } }).props).toEqual(
      Object.assign(Object.create(null), { plan: 'pro', seats: '3', trial: 'false' }),
    );
  });

  test('past 30, keys past 64 and values past 2,000 characters are cut, and the answer names them', () => {
    const many = Object.fromEntries(Array.from({ length: 32 }, (_, index) => [`p${index}`, index]));
    expect(hit({ props: many }).cut).toEqual(
      ['props.p30', 'props.p31'].map((path) => ({ path, reason: 'too_many_properties' })),
    );
    expect(Object.keys(hit({ props: many }).props!)).toHaveLength(30);
    const long = hit({ props: { ['k'.repeat(65)]: 'v', text: 'x'.repeat(2001) } });
    expect(long.cut).toEqual([
      { path: `props.${'k'.repeat(64)}`, reason: 'key_too_long' },
      { path: 'props.text', reason: 'value_too_long' },
    ]);
    expect(long.props).toMatchObject({ ['k'.repeat(64)]: 'v', text: 'x'.repeat(2000) });
  });

  test('a property of which key and value are cut is named once to the sender', () => {
    const { cut } = hit({ props: { ['k'.repeat(65)]: 'x'.repeat(2001) } });
    expect(cut.map(({ reason }) => reason)).toEqual(['key_too_long', 'value_too_long']);
    expect(cutPaths(cut)).toEqual([`props.${'k'.repeat(64)}`]);
  });

  test('half a character and NUL stand as U+FFFD, and no cut makes half a one', () => {
    const { name, props } = hit({
      name: 'sign\ud83dup',
      props: { 'a\udc00': 'x\0y', face: `${'x'.repeat(1_999)}😀`, whole: '😀' },
    });
    expect({ name, ...props }).toEqual({
      name: 'sign\ufffdup',
      'a\ufffd': 'x\ufffdy',
      face: 'x'.repeat(1_999),
      whole: '😀',
    });
  });

  test('a key such as __proto__ is a key like any other', () => {
    const { props } = validateHit(
      JSON.parse('{"domain":"a.example","url":"https://a.example/","props":{"__proto__":"x"}}'),
    );
    expect(Object.entries(props!)).toEqual([['__proto__', 'x']]);
  });
});

test.each([
  { amount: 29.99, text: '29.99' },
  { amount: '029.9900', text: '29.99' },
  { amount: -5, text: '-5' },
  { amount: 0, text: '0' },
  { amount: '+1.50', text: '1.5' },
  { amount: '1200.00', currency: 'JPY', text: '1200' },
  { amount: 1.234, currency: 'BHD', text: '1.234' },
  { amount: 1e-4, currency: 'CLF', text: '0.0001' },
  { amount: 1.25, currency: 'AFN', text: '1.25' },
  { amount: '00.00', text: '0' },
  { amount: '-100.10', text: '-100.1' },
])(
  'the amount $amount $currency is kept as exactly $text',
  ({ amount, text, currency = 'USD' }) => {
    expect(hit({ revenue: { amount, currency: currency.toLowerCase() } }).revenue).toEqual({
      amount: text,
      currency,
    });
  },
);

test.each([
  [{ currency: 'USD' }, 'revenue.amount: is missing; it must be a decimal number'],
  [{ amount: null, currency: 'USD' }, 'revenue.amount: is null (NaN and Infinity become null'],
  [{ amount: 'Infinity', currency: 'USD' }, 'revenue.amount: is "Infinity"; it must be a decimal'],
  [{ amount: '1,50', currency: 'USD' }, 'revenue.amount: is "1,50"; it must be a decimal number'],
  [{ amount: 0.1 + 0.2, currency: 'USD' }, 'amounts of USD have at most 2 digits after the point'],
  [
    { amount: 29.5, currency: 'JPY' },
    'revenue.amount: is 29.5; amounts of JPY have no digits after',
  ],
  [{ amount: 1.2345, currency: 'BHD' }, 'amounts of BHD have at most 3 digits after the point'],
  [{ amount: 1.23456, currency: 'CLF' }, 'amounts of CLF have at most 4 digits after the point'],
  [{ amount: 1e14, currency: 'USD' }, 'it may have at most 14 digits before the point'],
  [{ amount: '1.', currency: 'USD' }, 'revenue.amount: is "1."; it must be a decimal number'],
  // As long as a body may be. A pattern that tries every way to share out the zeros never ends.
  [
    { amount: `${'0'.repeat(8_000)}.${'0'.repeat(8_000)}x`, currency: 'USD' },
    'it must be a decimal number',
  ],
  [{ amount: 1, currency: 'EURO' }, 'revenue.currency: is "EURO"; it must be an ISO 4217 code'],
  [{ amount: 1 }, 'revenue.currency: is missing; it must be an ISO 4217 code'],
])('the revenue %j is refused, saying what is allowed', (revenue, message) => {
  expect(() => hit({ revenue })).toThrow(message);
});
