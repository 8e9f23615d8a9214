/**
 * The main chart: current period as an indigo curve with a fading fill, the compared one in gray.
 * What is unfinished is dotted and hatched and ends in pink. One cursor serves pointer and arrow
 * keys; a summary sentence and a table say the same to people who do not see it.
 */
import { METRICS, type Metric, type Unit } from '@purestat/vocabulary';
import { useId, useMemo, useState, type KeyboardEvent, type PointerEvent } from 'react';
import './charts.css';
import { layoutChart, nearestIndex, type ChartLayout, type ChartPoint } from './chart-layout.ts';
import { ChartTable } from './ChartTable.tsx';
import { ChartTooltip } from './ChartTooltip.tsx';
import { formatAxis, formatFull } from './formats.ts';
import { useElementWidth } from './use-element-width.ts';

export interface LineChartProps {
  metric: Metric;
  /** Oldest first. */
  points: readonly ChartPoint[];
  /** Index of the bucket under way, or null. */
  partial: number | null;
  /** "Day" of "Day still in progress"; lower case in "Open this day". */
  bucketWord: string;
  /** Opens one bucket as a period of its own. */
  onOpen?: ((index: number) => void) | undefined;
}

export function LineChart(props: LineChartProps) {
  const { metric, points, partial } = props;
  const [box, width] = useElementWidth();
  const height = width < 560 ? 220 : 300;
  const unit = METRICS[metric].unit;
  const layout = useMemo(
    () => layoutChart({ points, unit, partial }, { width, height }),
    [points, unit, partial, width, height],
  );
  const cursor = useCursor(layout, props);
  const at = cursor.index === null ? undefined : points[cursor.index];
  return (
    <figure className="chart" style={{ minHeight: height + 20 }}>
      <div
        ref={box}
        className="chart-box"
        // Arrow keys move along time, and each place has a value to tell.
        // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- an input cannot hold a chart
        role="slider"
        aria-label={summaryOf(props)}
        aria-valuemin={1}
        aria-valuemax={Math.max(1, points.length)}
        aria-valuenow={(cursor.index ?? Math.max(0, points.length - 1)) + 1}
        aria-valuetext={at === undefined ? 'No value chosen' : spoken(at, unit)}
        tabIndex={0}
        {...cursor.handlers}
      >
        {width > 0 && (
          <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
            <Axes layout={layout} format={(value) => formatAxis(value, unit)} height={height} />
            <Curves layout={layout} />
            {at !== undefined && <Cursor layout={layout} index={cursor.index!} point={at} />}
          </svg>
        )}
        {at !== undefined && (
          <ChartTooltip
            {...props}
            point={at}
            isPartial={cursor.index === partial}
            isFuture={partial !== null && cursor.index! > partial}
            x={layout.xs[cursor.index!]!}
            y={layout.yOf(at.value ?? 0)}
            width={width}
            canOpen={props.onOpen !== undefined}
          />
        )}
      </div>
      <ChartTable metric={metric} points={points} partial={partial} />
    </figure>
  );
}

function spoken({ label, value, compared }: ChartPoint, unit: Unit): string {
  const before =
    compared === undefined ? '' : `; ${formatFull(compared.value, unit)} on ${compared.label}`;
  return `${label}: ${formatFull(value, unit)}${before}`;
}

function summaryOf({ metric, points }: LineChartProps): string {
  const { label, unit } = METRICS[metric];
  const known = points.filter((point) => point.value !== null);
  const first = points[0];
  if (first === undefined || known.length === 0) return `${label}: nothing to show.`;
  const highest = known.reduce((best, point) => (point.value! > best.value! ? point : best));
  return (
    `${label}, ${first.label} to ${points.at(-1)!.label}. ` +
    `Highest ${formatFull(highest.value, unit)}, ${highest.label}.`
  );
}

/** Pointer and keys move the same cursor. Keys handled here do not reach the page's shortcuts. */
function useCursor(layout: ChartLayout, { points, onOpen }: LineChartProps) {
  const [index, setIndex] = useState<number | null>(null);
  const last = points.length - 1;
  const shown = index === null || last < 0 ? null : Math.min(index, last);
  const moves: Record<string, () => number | null> = {
    ArrowRight: () => Math.min(last, shown === null ? 0 : shown + 1),
    ArrowLeft: () => Math.max(0, shown === null ? last : shown - 1),
    Home: () => 0,
    End: () => last,
    Escape: () => null,
  };
  function onKeyDown(event: KeyboardEvent): void {
    if (event.metaKey || event.ctrlKey || event.altKey) return;
    if (event.key === 'Enter' && shown !== null) onOpen?.(shown);
    const move = moves[event.key];
    if (move === undefined || last < 0 || (event.key === 'Escape' && shown === null)) return;
    event.preventDefault();
    event.stopPropagation();
    setIndex(move());
  }
  function indexAt(event: PointerEvent<HTMLElement>): number {
    const { left } = event.currentTarget.getBoundingClientRect();
    return nearestIndex(layout.xs, event.clientX - left);
  }
  function onPointerUp(event: PointerEvent<HTMLElement>): void {
    const pressed = indexAt(event);
    // A finger has no hover: its first touch shows the figures, a second one opens them.
    if (event.pointerType === 'mouse' ? event.button === 0 : pressed === shown) onOpen?.(pressed);
    else setIndex(pressed);
  }
  const handlers = {
    onKeyDown,
    onPointerUp,
    onPointerMove: (event: PointerEvent<HTMLElement>) =>
      event.pointerType === 'mouse' && setIndex(indexAt(event)),
    onPointerLeave: (event: PointerEvent) => event.pointerType === 'mouse' && setIndex(null),
    onBlur: () => setIndex(null),
  };
  return { index: shown, handlers };
}

function Axes(props: { layout: ChartLayout; height: number; format: (value: number) => string }) {
  const { layout, height, format } = props;
  return (
    <g>
      {layout.grid.map(({ y, value }) => (
        <g key={value}>
          <line
            className={value === 0 ? 'axis' : 'grid'}
            x1={layout.plot.left}
            x2={layout.plot.right}
            y1={y}
            y2={y}
          />
          <text className="tick" x={layout.plot.left - 8} y={y + 4} textAnchor="end">
            {format(value)}
          </text>
        </g>
      ))}
      {layout.ticks.map(({ x, text, anchor }) => (
        <text key={x} className="tick" x={x} y={height - 6} textAnchor={anchor}>
          {text}
        </text>
      ))}
    </g>
  );
}

function Curves({ layout }: { layout: ChartLayout }) {
  const id = useId();
  const { now, unfinished } = layout;
  return (
    <g>
      <defs>
        <linearGradient id={`${id}-fill`} x1="0" x2="0" y1="0" y2="1">
          <stop className="fill-top" offset="0" />
          <stop className="fill-base" offset="1" />
        </linearGradient>
        <pattern
          id={`${id}-hatch`}
          width="6"
          height="6"
          patternUnits="userSpaceOnUse"
          patternTransform="rotate(45)"
        >
          <rect className="hatch-line" width="1.5" height="6" />
        </pattern>
      </defs>
      <path d={layout.area} fill={`url(#${id}-fill)`} />
      {unfinished !== null && <path d={unfinished.area} fill={`url(#${id}-hatch)`} />}
      <path className="compare-line" d={layout.compareLine} />
      <path className="data-line" d={layout.line} />
      {unfinished !== null && <path className="data-line is-unfinished" d={unfinished.line} />}
      {layout.dots.map(([x, y]) => (
        <circle key={x} className="data-dot" cx={x} cy={y} r="3.5" />
      ))}
      {now !== null && (
        <>
          <circle className="now-pulse" cx={now[0]} cy={now[1]} r="9" />
          <circle className="now-dot" cx={now[0]} cy={now[1]} r="4.5" />
        </>
      )}
    </g>
  );
}

function Cursor(props: { layout: ChartLayout; index: number; point: ChartPoint }) {
  const { layout, index, point } = props;
  const x = layout.xs[index]!;
  const compared = point.compared?.value ?? null;
  return (
    <g>
      <line className="cursor-line" x1={x} x2={x} y1={layout.plot.top - 6} y2={layout.plot.base} />
      {compared !== null && (
        <circle className="cursor-compare" cx={x} cy={layout.yOf(compared)} r="3.5" />
      )}
      {point.value !== null && (
        <circle className="cursor-dot" cx={x} cy={layout.yOf(point.value)} r="5" />
      )}
    </g>
  );
}
