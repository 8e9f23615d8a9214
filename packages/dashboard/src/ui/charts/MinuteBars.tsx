import './charts.css';

export interface MinuteBar {
  key: string;
  /** The minute's clock time. */
  label: string;
  value: number;
  detail: string;
}

/** One visitor should not look like a crowd. */
const LEAST_TOP = 4;

/** A bar per minute, oldest first. The last minute is under way, so it is pink. */
export function MinuteBars({ bars }: { bars: readonly MinuteBar[] }) {
  const largest = Math.max(LEAST_TOP, ...bars.map((bar) => bar.value));
  const last = bars.length - 1;
  return (
    <figure className="minute-bars">
      <div className="minute-plot" aria-hidden="true">
        {bars.map((bar, index) => (
          <span
            key={bar.key}
            className={index === last ? 'minute is-now' : 'minute'}
            title={`${bar.label}: ${bar.value} visitors, ${bar.detail}`}
          >
            <i style={{ height: `${(100 * bar.value) / largest}%` }} />
          </span>
        ))}
      </div>
      <figcaption aria-hidden="true">
        <span>{bars[0]?.label}</span>
        <span>Now</span>
      </figcaption>
      <div className="sr">
        <table>
          <caption>Visitors per minute</caption>
          <tbody>
            {bars.map((bar) => (
              <tr key={bar.key}>
                <th scope="row">{bar.label}</th>
                <td>{bar.value}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </figure>
  );
}
