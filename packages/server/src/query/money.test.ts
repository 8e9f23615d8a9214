import { expect, test } from 'vitest';
import { meanAmount, readAmounts, toMoney } from './money.ts';

test.each([
  { name: 'a third is cut where it is below the half', sum: 10_000n, events: 3n, mean: 3_333n },
  { name: 'half goes up', sum: 5n, events: 2n, mean: 3n },
  { name: 'half below zero goes down, away from it', sum: -5n, events: 2n, mean: -3n },
  { name: 'past what a number can hold', sum: 2n ** 70n + 1n, events: 1n, mean: 2n ** 70n + 1n },
])('mean of amounts: $name', ({ sum, events, mean }) => {
  expect(meanAmount({ currency: 'EUR', sum, events })).toBe(mean);
});

test.each([
  { tenThousandths: 0n, value: 0 },
  { tenThousandths: -1n, value: -0.0001 },
  { tenThousandths: 12_3450n, value: 12.345 },
  { tenThousandths: 9_007_199_254_740_993n, value: Number('900719925474.0993') },
])('$tenThousandths ten-thousandths are $value', ({ tenThousandths, value }) => {
  expect(toMoney('EUR', tenThousandths)).toEqual({ value, currency: 'EUR' });
});

test('amounts are read as the engine writes them', () => {
  expect(readAmounts('EUR 125000 3,USD -4 1')).toEqual([
    { currency: 'EUR', sum: 125_000n, events: 3n },
    { currency: 'USD', sum: -4n, events: 1n },
  ]);
  expect(readAmounts('')).toEqual([]);
});
