import { METRICS, type Metric } from '@purestat/vocabulary';
import type { ChartPoint } from './chart-layout.ts';
import { DASH, formatFull } from './formats.ts';

interface ChartTableProps {
  metric: Metric;
  points: readonly ChartPoint[];
  partial: number | null;
}

/** The chart's figures as a table, for people who do not see the curve. */
export function ChartTable({ metric, points, partial }: ChartTableProps) {
  const { label, unit } = METRICS[metric];
  const comparing = points.some((point) => point.compared !== undefined);
  return (
    <div className="sr">
      <table>
        <caption>{label}</caption>
        <thead>
          <tr>
            <th scope="col">Time</th>
            <th scope="col">{label}</th>
            {comparing && <th scope="col">Compared with</th>}
          </tr>
        </thead>
        <tbody>
          {points.map((point, index) => (
            <tr key={point.key}>
              <th scope="row">{index === partial ? `${point.label} so far` : point.label}</th>
              <td>{formatFull(point.value, unit)}</td>
              {comparing && (
                <td>
                  {point.compared === undefined
                    ? DASH
                    : `${formatFull(point.compared.value, unit)}, ${point.compared.label}`}
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
