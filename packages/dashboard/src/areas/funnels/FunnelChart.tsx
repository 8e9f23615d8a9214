/** The steps as columns: filled who got there, hatched who did not; on phones, and when many, as bars. */
import type { Funnel, FunnelStats, FunnelStep } from '@purestat/vocabulary';
import { formatFull, formatShort } from '../../ui/charts/formats.ts';

const HEIGHT = 300;
/** Where a rate stays clear of the line below it. */
const LOWEST_RATE = HEIGHT - 20;
/** More columns than these would be too narrow for their names. */
const MAX_COLUMNS = 5;

type Figures = FunnelStats['steps'][number];

interface Props {
  funnel: Pick<Funnel, 'steps'>;
  figures: readonly Figures[];
}

export function FunnelChart({ funnel, figures }: Props) {
  const isLong = figures.length > MAX_COLUMNS;
  const columns = `repeat(${figures.length - 1}, minmax(0, 1.62fr)) minmax(0, 1fr)`;
  return (
    <div
      className={isLong ? 'funnel-chart is-long' : 'funnel-chart'}
      style={isLong ? undefined : { gridTemplateColumns: columns }}
      aria-hidden="true"
    >
      {figures.map((figure, index) => (
        <Step
          // oxlint-disable-next-line react/no-array-index-key -- a step is its place
          key={index}
          number={index + 1}
          step={funnel.steps[index]!}
          figure={figure}
          next={figures[index + 1]}
        />
      ))}
    </div>
  );
}

interface StepProps {
  number: number;
  step: FunnelStep;
  figure: Figures;
  next: Figures | undefined;
}

function Step({ number, step, figure, next }: StepProps) {
  const share = `${figure.entered_rate ?? 0}%`;
  return (
    <div className="funnel-column">
      <div className="funnel-step-head">
        <span>
          Step {number} · {step.type === 'event' ? 'Event' : 'Page'}
        </span>
        <b title={step.name}>{step.name}</b>
      </div>
      <div className="funnel-bar">
        <div className="funnel-track hatch">
          <div className="funnel-fill" style={{ '--share': share } as React.CSSProperties} />
        </div>
        {next !== undefined && <Flow from={figure} to={next} />}
      </div>
      <div className="funnel-numbers">
        <div className="funnel-count num">{formatFull(figure.visitors, 'count')}</div>
        <p className="num">
          {number === 1
            ? 'entered the funnel'
            : `${formatFull(figure.entered_rate, 'percent')} of all, median ${formatFull(figure.median_seconds, 'seconds')}`}
        </p>
        {next !== undefined && (
          <p className="funnel-dropped num">
            <i className="hatch" />
            {formatFull(figure.dropped, 'count')} left ({formatShort(figure.drop_rate, 'percent')})
          </p>
        )}
      </div>
    </div>
  );
}

/** Narrows from one column to the next. */
function Flow({ from, to }: { from: Figures; to: Figures }) {
  const [top, bottom] = [from, to].map((figure) => HEIGHT * (1 - (figure.entered_rate ?? 0) / 100));
  return (
    <div className="funnel-flow">
      <span
        className="funnel-pass num"
        style={{ top: Math.min(LOWEST_RATE, (bottom! + HEIGHT) / 2 - 8) }}
      >
        {formatFull(to.previous_rate, 'percent')}
      </span>
      <svg viewBox={`0 0 100 ${HEIGHT}`} preserveAspectRatio="none">
        <path d={`M0 ${top}C50 ${top} 50 ${bottom} 100 ${bottom}V${HEIGHT}H0Z`} fill="var(--bar)" />
      </svg>
    </div>
  );
}

/** The same as a table, for people who do not see the columns. */
export function FunnelTable({ funnel, figures }: Props) {
  return (
    <div className="sr">
      <table>
        <caption>Steps of the funnel</caption>
        <thead>
          <tr>
            <th scope="col">Step</th>
            <th scope="col">Visitors</th>
            <th scope="col">Of those who entered</th>
            <th scope="col">Of the step before</th>
            <th scope="col">Median time since the step before</th>
            <th scope="col">Left after it</th>
          </tr>
        </thead>
        <tbody>
          {figures.map((figure, index) => (
            // oxlint-disable-next-line react/no-array-index-key -- a step is its place
            <tr key={index}>
              <th scope="row">
                {index + 1}. {funnel.steps[index]!.name}
              </th>
              <td>{formatFull(figure.visitors, 'count')}</td>
              <td>{formatFull(figure.entered_rate, 'percent')}</td>
              <td>{formatFull(figure.previous_rate, 'percent')}</td>
              <td>{formatFull(figure.median_seconds, 'seconds')}</td>
              <td>
                {formatFull(figure.dropped, 'count')} ({formatFull(figure.drop_rate, 'percent')})
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
