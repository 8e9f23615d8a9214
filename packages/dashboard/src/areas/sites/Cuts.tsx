import type { CutReason, DropsAnswer } from '@purestat/vocabulary';
import { formatFull } from '../../ui/charts/formats.ts';
import { Panel } from '../../ui/Panel.tsx';

type Cut = DropsAnswer['cuts'][number];

/** What happened, and what to do about it. */
const REASONS: Record<CutReason, { label: string; about: string; where: string }> = {
  key_too_long: {
    label: 'Names of properties cut',
    about: 'Only the first 64 characters of a name are kept. Send shorter ones.',
    where: 'Last seen:',
  },
  value_too_long: {
    label: 'Values of properties cut',
    about: 'Only the first 2,000 characters of a value are kept. Send less text.',
    where: 'Last seen in',
  },
  too_many_properties: {
    label: 'Properties left out',
    about: 'An event keeps its first 30 properties. Send fewer with one event.',
    where: 'Last left out:',
  },
  title_too_long: {
    label: 'Page titles cut',
    about: 'Only the first 500 characters of a title are kept.',
    where: '',
  },
};

/** Events that were counted, but of which something did not fit. */
export function Cuts({ cuts }: { cuts: readonly Cut[] }) {
  return (
    <div className="cuts">
      <h3>Counted, but cut</h3>
      <p className="text-13 text-ink-2">
        Events of the last 30 days that were counted while a part of them did not fit.
      </p>
      <Panel className="px-5 py-2">
        <table className="drops">
          <caption className="sr">Events of the last 30 days of which something was cut</caption>
          <thead className="sr">
            <tr>
              <th scope="col">What was cut</th>
              <th scope="col">Events</th>
            </tr>
          </thead>
          <tbody>
            {cuts.map((cut) => (
              <Row key={cut.reason} cut={cut} />
            ))}
          </tbody>
        </table>
      </Panel>
    </div>
  );
}

function Row({ cut: { reason, events, property } }: { cut: Cut }) {
  const { label, about, where } = REASONS[reason];
  return (
    <tr>
      <th scope="row">
        <span className="font-medium">{label}</span>
        <span className="block text-13 text-ink-2">
          {about}
          {property !== null && (
            <>
              {` ${where} `}
              <code className="code-inline">{property}</code>
            </>
          )}
        </span>
      </th>
      <td className="num">{formatFull(events, 'count')}</td>
    </tr>
  );
}
