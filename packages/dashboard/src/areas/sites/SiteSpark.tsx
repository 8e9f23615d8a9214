import { useId } from 'react';
import { linePath, monotoneSegments, type Point } from '../../ui/charts/curve.ts';

const WIDTH = 386;
const HEIGHT = 76;

/** The last 24 hours as an area; its pink end is the hour under way. */
export function SiteSpark({ hours }: { hours: readonly number[] }) {
  const gradient = useId();
  if (hours.length < 2) return null;
  const highest = Math.max(...hours, 1);
  const points = hours.map((value, index): Point => {
    const x = 1 + ((WIDTH - 7) * index) / (hours.length - 1);
    return [x, 5 + (HEIGHT - 9) * (1 - value / highest)];
  });
  const line = linePath(monotoneSegments(points));
  const [endX, endY] = points.at(-1) ?? [0, 0];
  return (
    <div className="site-spark" aria-hidden="true">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none">
        <defs>
          <linearGradient id={gradient} x1="0" x2="0" y1="0" y2="1">
            <stop offset="0" stopColor="var(--primary)" stopOpacity=".2" />
            <stop offset="1" stopColor="var(--primary)" stopOpacity="0" />
          </linearGradient>
        </defs>
        <path d={`${line}L${endX} ${HEIGHT}L1 ${HEIGHT}Z`} fill={`url(#${gradient})`} />
        <path
          d={line}
          fill="none"
          stroke="var(--primary)"
          strokeWidth="1.75"
          vectorEffect="non-scaling-stroke"
          strokeLinecap="round"
        />
      </svg>
      <span
        className="site-spark-now"
        style={{ left: `${(100 * endX) / WIDTH}%`, top: `${(100 * endY) / HEIGHT}%` }}
      />
    </div>
  );
}
