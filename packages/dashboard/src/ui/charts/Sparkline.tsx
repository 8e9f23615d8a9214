import { linePath, monotoneSegments, type Point } from './curve.ts';

const WIDTH = 64;
const HEIGHT = 20;
const INSET = 2;
/** So many values need a thinner line to be told apart. */
const FINE_FROM = 60;

/** The plain values as a small line without axes. Missing values are left out. */
export function Sparkline({ values }: { values: readonly (number | null)[] }) {
  const known = values.flatMap((value, index) => (value === null ? [] : [{ value, index }]));
  if (known.length < 2) return null;
  const highest = Math.max(...known.map(({ value }) => value));
  // From zero unless that would flatten the line: a sparkline shows the shape, not the size.
  const lowest = Math.min(...known.map(({ value }) => value), highest * 0.8);
  const span = highest - lowest || 1;
  const points = known.map(({ value, index }): Point => {
    const x = INSET + ((WIDTH - 2 * INSET) * index) / (values.length - 1);
    return [x, INSET + (HEIGHT - 2 * INSET) * (1 - (value - lowest) / span)];
  });
  return (
    <svg
      className={values.length > FINE_FROM ? 'spark is-fine' : 'spark'}
      width={WIDTH}
      height={HEIGHT}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      aria-hidden="true"
    >
      <path d={linePath(monotoneSegments(points))} />
    </svg>
  );
}
