import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  extendFilter,
  formatFilter,
  isFilteredBy,
  parseFilter,
  removeFilter,
  setFilter,
  toWire,
  type Filter,
} from './filters.ts';
import { anyFilter } from './testing/any-filter.ts';

const US: Filter = { dimension: 'country', operator: 'is', values: ['US'] };
const NOT_PAID: Filter = { dimension: 'channel', operator: 'is_not', values: ['Paid Search'] };

describe('in the address', () => {
  test('every filter reads back as it was written', () => {
    fc.assert(
      fc.property(anyFilter, (filter) => {
        expect(parseFilter(formatFilter(filter))).toEqual(filter);
      }),
    );
  });

  test('a comma inside a value is no separator', () => {
    const filter: Filter = {
      dimension: 'city',
      operator: 'is',
      values: ['Washington, D.C.', 'a\\b'],
    };
    expect(formatFilter(filter)).toBe('is,city,Washington\\, D.C.,a\\\\b');
  });

  test.each([
    [
      'foo,country,US',
      'begins with “foo”; a filter begins with is, is_not, contains, contains_not, matches or matches_not',
    ],
    ['is,planet,Mars', 'names “planet”, which is not one of channel, source'],
    ['is,country', 'names no value'],
    ['is,country,,', 'names no value'],
    ['', 'begins with “”'],
    [`is,country,${'x'.repeat(2_001)}`, 'longer than 2000 characters'],
  ])('%#: a text that cannot be read is refused with what is wrong', (text, complaint) => {
    expect(parseFilter(text)).toContain(complaint);
  });

  test('any text at all is a filter or a sentence', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const parsed = parseFilter(text);
        const isSentence = typeof parsed === 'string' && parsed.endsWith('.');
        expect(isSentence || typeof parsed === 'object').toBe(true);
      }),
    );
  });
});

describe('changing', () => {
  test('one with the same dimension and operator is replaced in its place', () => {
    const german: Filter = { ...US, values: ['DE'] };
    expect(setFilter([US, NOT_PAID], german)).toEqual([german, NOT_PAID]);
  });

  test('another operator on the same dimension stands beside it', () => {
    const not: Filter = { ...US, operator: 'is_not', values: ['DE'] };
    expect(setFilter([US], not)).toEqual([US, not]);
  });

  test('extending adds values once', () => {
    const both = extendFilter([US], { ...US, values: ['DE', 'US'] });
    expect(both).toEqual([{ ...US, values: ['US', 'DE'] }]);
  });

  test('removing takes the one with the same dimension and operator', () => {
    expect(removeFilter([US, NOT_PAID], { ...US, values: ['anything'] })).toEqual([NOT_PAID]);
  });

  test('only "is" makes a value the filter', () => {
    expect(isFilteredBy([US], 'country', 'US')).toBe(true);
    expect(isFilteredBy([NOT_PAID], 'channel', 'Paid Search')).toBe(false);
  });
});

test('on the wire, operators of one dimension stand together', () => {
  const not: Filter = { ...US, operator: 'is_not', values: ['DE'] };
  expect(toWire([US, NOT_PAID, not])).toEqual({
    country: { is: ['US'], is_not: ['DE'] },
    channel: { is_not: ['Paid Search'] },
  });
  expect(toWire([])).toBeUndefined();
});
