import Coins from 'lucide-react/icons/coins';
import File from 'lucide-react/icons/file';
import MoveVertical from 'lucide-react/icons/move-vertical';
import Target from 'lucide-react/icons/target';
import type { Goal } from '@purestat/vocabulary';

/** Money, a page, how far it is read, or an event. */
export function GoalIcon({ goal }: { goal: Pick<Goal, 'goal_type' | 'currency'> }) {
  if (goal.currency !== null) return <Coins aria-hidden="true" />;
  if (goal.goal_type === 'page') return <File aria-hidden="true" />;
  return goal.goal_type === 'scroll' ? (
    <MoveVertical aria-hidden="true" />
  ) : (
    <Target aria-hidden="true" />
  );
}
