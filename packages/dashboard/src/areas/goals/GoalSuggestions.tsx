import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import Plus from 'lucide-react/icons/plus';
import { messageOf } from '../../api/errors.ts';
import { Button } from '../../ui/Button.tsx';
import { formatFull } from '../../ui/charts/formats.ts';
import { FormError } from '../../ui/FormError.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { showToast } from '../../ui/toast-store.ts';
import { useDashboard } from '../stats/dashboard-context.ts';
import { inputOf, NEW_DRAFT } from './goal-words.ts';
import { createGoal, refreshGoals, suggestionsQuery } from './queries.ts';

const SHOWN = 8;

/** Events that came in and that no goal counts: one press makes a goal of each. */
export function GoalSuggestions() {
  const { orgId, siteId } = useDashboard();
  const site = { orgId, siteId };
  const client = useQueryClient();
  const { data } = useQuery(suggestionsQuery(site));
  const make = useMutation({
    mutationFn: (event: string) => createGoal(site, inputOf({ ...NEW_DRAFT, event })),
    onSuccess: (goal) => {
      refreshGoals(client, site);
      showToast(`${goal.name} is a goal now`);
    },
  });
  if (data === undefined || data.suggestions.length === 0) return null;
  return (
    <Panel title="Events without a goal" className="goal-suggestions">
      <p>Sent by the site in the last 91 days. One press counts them, back in time too.</p>
      <ul>
        {data.suggestions.slice(0, SHOWN).map(({ event_name, events }) => (
          <li key={event_name}>
            <code className="truncate">{event_name}</code>
            <span className="num">{`${formatFull(events, 'count')} times`}</span>
            <Button
              size="sm"
              icon={<Plus />}
              aria-label={`Make a goal of ${event_name}`}
              pending={make.isPending && make.variables === event_name}
              onClick={() => make.mutate(event_name)}
            >
              Make a goal
            </Button>
          </li>
        ))}
      </ul>
      <FormError message={make.error && messageOf(make.error)} />
    </Panel>
  );
}
