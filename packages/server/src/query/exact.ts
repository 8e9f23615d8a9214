/** Whole numbers of a small unit, so that sums and means are exact; they become numbers only in the answer. */

const sizeOf = (units: bigint) => (units < 0n ? -units : units);

/** @returns whole units, rounded half away from zero. @param count at least 1 */
export function meanOf(sum: bigint, count: bigint): bigint {
  const rounded = (2n * sizeOf(sum) + count) / (2n * count);
  return sum < 0n ? -rounded : rounded;
}

/**
 * @param decimals how many digits after the point the unit is
 * @returns the nearest number that JSON can carry; of up to 15 digits that is the exact one
 */
export function toNumber(units: bigint, decimals: number): number {
  const scale = 10n ** BigInt(decimals);
  const size = sizeOf(units);
  const fraction = String(size % scale).padStart(decimals, '0');
  return Number(`${units < 0n ? '-' : ''}${size / scale}.${fraction}`);
}
