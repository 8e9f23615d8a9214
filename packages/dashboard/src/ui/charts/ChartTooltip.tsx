import { METRICS, type Metric } from '@purestat/vocabulary';
import { Delta } from './Delta.tsx';
import type { ChartPoint } from './chart-layout.ts';
import { DASH, formatFull } from './formats.ts';

interface ChartTooltipProps {
  metric: Metric;
  point: ChartPoint;
  isPartial: boolean;
  isFuture: boolean;
  bucketWord: string;
  canOpen: boolean;
  /** Pixels in the chart's box; the tooltip stands on the side with more room. */
  x: number;
  y: number;
  width: number;
}

/** Both figures under the cursor. The chart itself says them to people who listen. */
export function ChartTooltip(props: ChartTooltipProps) {
  const { metric, point, isPartial, isFuture, x, y, width } = props;
  const { label, unit } = METRICS[metric];
  return (
    <div
      className="chart-tip"
      aria-hidden="true"
      style={{ ...sideOf(x, width), top: Math.max(14, Math.min(y - 30, 140)) }}
    >
      <div className="chart-tip-head">
        <b>{label}</b>
        {isPartial && (
          <span className="badge badge-now">
            <span className="dot" aria-hidden="true" />
            so far
          </span>
        )}
        {!isPartial && !isFuture && point.change !== null && point.change !== undefined && (
          <Delta change={point.change} metric={metric} />
        )}
      </div>
      <TipRow label={point.label} value={isFuture ? DASH : formatFull(point.value, unit)} />
      {point.compared !== undefined && (
        <TipRow
          compared
          label={point.compared.label}
          value={formatFull(point.compared.value, unit)}
        />
      )}
      <TipFoot {...props} />
    </div>
  );
}

/** About how wide the tooltip is: on a phone it must not leave the screen. */
const TIP_WIDTH_PX = 216;

/** Beside the cursor, on the side with more room. */
function sideOf(x: number, width: number): { left: number } | { right: number } {
  const most = Math.max(0, width - TIP_WIDTH_PX);
  return x > width / 2
    ? { right: Math.min(width - x + 14, most) }
    : { left: Math.min(x + 14, most) };
}

function TipRow(props: { label: string; value: string; compared?: boolean }) {
  return (
    <div className={props.compared === true ? 'chart-tip-row is-compared' : 'chart-tip-row'}>
      <i aria-hidden="true" />
      {props.label}
      <b>{props.value}</b>
    </div>
  );
}

function TipFoot({ isPartial, isFuture, bucketWord, canOpen }: ChartTooltipProps) {
  const text = footText();
  return text === '' ? null : <div className="chart-tip-foot">{text}</div>;

  function footText(): string {
    if (isFuture) return 'Not here yet';
    if (isPartial) return `${bucketWord} still in progress`;
    return canOpen ? `Press to open this ${bucketWord.toLowerCase()}` : '';
  }
}
