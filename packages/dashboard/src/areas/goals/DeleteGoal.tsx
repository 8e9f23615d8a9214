import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Goal } from '@purestat/vocabulary';
import { messageOf } from '../../api/errors.ts';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { showToast } from '../../ui/toast-store.ts';
import { deleteGoal, goalsQuery, refreshGoals, type OfSite } from './queries.ts';

interface Props {
  site: OfSite;
  goal: Goal;
  onClose: () => void;
}

export function DeleteGoal({ site, goal, onClose }: Props) {
  const client = useQueryClient();
  const removal = useMutation({
    mutationFn: () => deleteGoal(site, goal.id),
    onSuccess: () => {
      client.setQueryData(goalsQuery(site).queryKey, (goals) =>
        goals?.filter(({ id }) => id !== goal.id),
      );
      refreshGoals(client, site);
      onClose();
      showToast(`${goal.name} is deleted`);
    },
  });
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      title={`Delete ${goal.name}?`}
      description="No event goes with it: made again, the goal counts the same as before."
      action="Delete goal"
      onConfirm={() => removal.mutate()}
      pending={removal.isPending}
      error={removal.error && messageOf(removal.error)}
    />
  );
}
