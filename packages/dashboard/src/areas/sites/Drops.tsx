import type { DropReason, DropsAnswer } from '@purestat/vocabulary';
import { useQuery } from '@tanstack/react-query';
import { Loaded } from '../../ui/Loaded.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { Cuts } from './Cuts.tsx';
import { dropsQuery } from './queries.ts';

const REASONS: Record<DropReason, { label: string; why: string }> = {
  bot: { label: 'Bots', why: 'crawlers, headless browsers and scripts, told by their User-Agent' },
  datacenter: { label: 'Data centres', why: 'addresses of hosting providers' },
  spam_referrer: { label: 'Referrer spam', why: 'links from known spam sites' },
  shield_ip: { label: 'Blocked addresses', why: 'your shield against IP addresses' },
  shield_country: { label: 'Blocked countries', why: 'your shield against countries' },
  shield_page: { label: 'Blocked pages', why: 'your shield against pages' },
  shield_hostname: { label: 'Blocked host names', why: 'your shield against host names' },
  quota: { label: 'Over quota', why: 'the plan’s pageviews were used up' },
  opted_out: { label: 'Opted out', why: 'visitors who asked not to be counted' },
  no_visit: {
    label: 'No open visit',
    why: 'engagement reports that came after the visit had ended',
  },
};

/** What was not counted on purpose in the last 30 days, or not whole, and why. */
export function Drops({ orgId, siteId }: { orgId: string; siteId: string }) {
  const counts = useQuery(dropsQuery(orgId, siteId));
  return (
    <Loaded
      query={counts}
      what="The counts"
      headingLevel={3}
      bare
      skeleton={<Skeleton height={72} />}
    >
      {(answer) => (
        <>
          {answer.drops.length === 0 ? (
            <p className="text-ink-2">Nothing: every event of the last 30 days was counted.</p>
          ) : (
            <Panel className="px-5 py-2">
              <DropsTable answer={answer} />
            </Panel>
          )}
          {answer.cuts.length > 0 && <Cuts cuts={answer.cuts} />}
        </>
      )}
    </Loaded>
  );
}

function DropsTable({ answer }: { answer: DropsAnswer }) {
  const number = new Intl.NumberFormat();
  return (
    <table className="drops">
      <caption className="sr">Events not counted in the last 30 days, by reason</caption>
      <thead className="sr">
        <tr>
          <th scope="col">Reason</th>
          <th scope="col">Events</th>
        </tr>
      </thead>
      <tbody>
        {answer.drops.map(({ reason, events }) => (
          <tr key={reason}>
            <th scope="row">
              <span className="font-medium">{REASONS[reason].label}</span>
              <span className="block text-13 text-ink-2">{REASONS[reason].why}</span>
            </th>
            <td className="num">{number.format(events)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
