import Plus from 'lucide-react/icons/plus';
import Target from 'lucide-react/icons/target';
import { Button } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Panel } from '../../ui/Panel.tsx';

/** @param onAdd null for those who may not */
export function NoGoals({ onAdd }: { onAdd: (() => void) | null }) {
  return (
    <Panel>
      <EmptyState
        headingLevel={2}
        icon={<Target />}
        title="No goals yet"
        actions={
          onAdd !== null && (
            <Button icon={<Plus />} onClick={onAdd}>
              Add the first goal
            </Button>
          )
        }
      >
        {onAdd === null
          ? 'Owners and admins say here what counts as a success: a page, an event, how far a page is read.'
          : 'Say what counts as a success: a page, an event, how far a page is read. It counts back in time, so nothing is missed until then.'}
      </EmptyState>
    </Panel>
  );
}
