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
  const side = x > width / 2 ? { right: width - x + 14 } : { left: x + 14 };
  return (
    <div
      className="chart-tip"
      aria-hidden="true"
      style={{ ...side, top: Math.max(14, Math.min(y - 30, 140)) }}
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
