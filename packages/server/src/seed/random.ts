/** Repeatable chance: the same text always gives the same row of numbers. */
import { createHash } from 'node:crypto';

/** Names with their weights; the sum may be anything above 0. */
export type Weights<Name extends string = string> = Readonly<Record<Name, number>>;

export interface Random {
  /** From 0 (included) to 1 (excluded). */
  unit(): number;
  /** A whole number from `from` to `to`, both included. */
  whole(from: number, to: number): number;
  chance(probability: number): boolean;
  oneOf<Item>(items: readonly Item[]): Item;
  weighted<Name extends string>(weights: Weights<Name>): Name;
  /** Log-normal around `median`: most values near it, a few several times as large. */
  around(median: number, spread: number): number;
}

/** @param seed any text; another text gives a row that has nothing to do with this one's */
export function createRandom(seed: string): Random {
  const unit = smallFastCounter(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - unit())) * Math.cos(2 * Math.PI * unit());
  return {
    unit,
    whole: (from, to) => from + Math.floor(unit() * (to - from + 1)),
    chance: (probability) => unit() < probability,
    oneOf: (items) => items[Math.floor(unit() * items.length)]!,
    weighted: (weights) => pickWeighted(weights, unit()),
    around: (median, spread) => median * Math.exp(spread * normal()),
  };
}

function pickWeighted<Name extends string>(weights: Weights<Name>, unit: number): Name {
  const entries = Object.entries(weights) as Array<[Name, number]>;
  let left = unit * entries.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [name, weight] of entries) {
    left -= weight;
    if (left < 0) return name;
  }
  return entries.at(-1)![0];
}

/** The generator "sfc32": small, fast, and the same on every machine. */
function smallFastCounter(seed: string): () => number {
  const digest = createHash('sha256').update(seed).digest();
  let a = digest.readInt32LE(0);
  let b = digest.readInt32LE(4);
  let c = digest.readInt32LE(8);
  let counter = digest.readInt32LE(12);
  return () => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  };
}
