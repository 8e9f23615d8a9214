/**
 * Amounts of money in whole ten-thousandths, so that sums and means are exact; they become numbers
 * only in the answer.
 */
import type { Money } from '@purestat/vocabulary';
import { meanOf, toNumber } from './exact.ts';

/** What the events of one currency amount to. */
export interface Amount {
  /** ISO 4217. */
  currency: string;
  /** Ten-thousandths. */
  sum: bigint;
  /** How many events carry an amount; at least 1. */
  events: bigint;
}

/**
 * @param text `EUR 125000 3,USD -4 1`: for each currency, in their order, ten-thousandths and the
 * number of events; '' for none
 */
export function readAmounts(text: string): Amount[] {
  if (text === '') return [];
  return text.split(',').map((amount) => {
    const [currency, sum, events] = amount.split(' ') as [string, string, string];
    return { currency, sum: BigInt(sum), events: BigInt(events) };
  });
}

/** @returns the text of all of them together, as `readAmounts` takes it */
export function addAmounts(texts: readonly string[]): string {
  const sums = new Map<string, Amount>();
  for (const { currency, sum, events } of texts.flatMap(readAmounts)) {
    const before = sums.get(currency);
    sums.set(currency, {
      currency,
      sum: sum + (before?.sum ?? 0n),
      events: events + (before?.events ?? 0n),
    });
  }
  return [...sums.values()]
    .map(({ currency, sum, events }) => `${currency} ${sum} ${events}`)
    .toSorted()
    .join(',');
}

/** @returns ten-thousandths, rounded half away from zero */
export function meanAmount({ sum, events }: Amount): bigint {
  return meanOf(sum, events);
}

const DECIMALS = 4;

/** @returns the nearest number that JSON can carry; of amounts below 900 billion that is the exact one */
export function toMoney(currency: string, tenThousandths: bigint): Money {
  return { value: toNumber(tenThousandths, DECIMALS), currency };
}
