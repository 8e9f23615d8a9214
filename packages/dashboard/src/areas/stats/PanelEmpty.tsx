import Inbox from 'lucide-react/icons/inbox';
import Tag from 'lucide-react/icons/tag';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { useDashboard } from './dashboard-context.ts';
import { wordsOf, type FilterDimension } from './dimensions.ts';

/** Why a panel holds nothing, and the one way forward. */
export function PanelEmpty({ dimension }: { dimension: FilterDimension }) {
  const { view } = useDashboard();
  const filtered = view.filters.length > 0;
  if (dimension.startsWith('utm_') && !filtered) {
    return (
      <EmptyState icon={<Tag />} title="No tagged links yet">
        Add <code className="code-inline">{dimension}</code> to the links you share and they’ll show
        up here.
      </EmptyState>
    );
  }
  return (
    <EmptyState icon={<Inbox />} title={`No ${wordsOf(dimension).many} here`}>
      {filtered
        ? 'No visit of this period matches the filters.'
        : 'There are no visits in this period.'}
    </EmptyState>
  );
}
