import { FILTER_OPERATORS } from '@purestat/vocabulary';
import * as fc from 'fast-check';
import { DIMENSIONS, type FilterDimension } from '../dimensions.ts';
import type { Filter } from '../filters.ts';

/** Every filter there can be, with values of any letters. */
export const anyFilter: fc.Arbitrary<Filter> = fc.record({
  dimension: fc.constantFrom(...(Object.keys(DIMENSIONS) as FilterDimension[])),
  operator: fc.constantFrom(...FILTER_OPERATORS),
  values: fc.uniqueArray(fc.string({ minLength: 1, unit: 'grapheme' }), {
    minLength: 1,
    maxLength: 4,
  }),
});
