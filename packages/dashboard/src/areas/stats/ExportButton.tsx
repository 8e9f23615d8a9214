import { useMutation } from '@tanstack/react-query';
import type { StatsQuery } from '@purestat/vocabulary';
import Download from 'lucide-react/icons/download';
import { download } from '../../api/download.ts';
import { messageOf } from '../../api/errors.ts';
import { Button } from '../../ui/Button.tsx';
import { showToast } from '../../ui/toast-store.ts';
import { useDashboard } from './dashboard-context.ts';
import { exportPath } from './export-path.ts';

/** @returns saves the rows of the query as CSV; null until the query is known */
export function useExport(query: StatsQuery | null): { save: () => void; isPending: boolean } {
  const { orgId, siteId } = useDashboard();
  const { mutate, isPending } = useMutation({
    mutationFn: download,
    onError: (error) => showToast(`Nothing was saved. ${messageOf(error)}`, { tone: 'error' }),
  });
  return {
    save: () => {
      if (query !== null && !isPending) mutate(exportPath(orgId, siteId, query));
    },
    isPending,
  };
}

interface ExportButtonProps {
  query: StatsQuery | null;
  className?: string;
}

export function ExportButton({ query, className }: ExportButtonProps) {
  const { save, isPending } = useExport(query);
  return (
    <Button
      icon={<Download />}
      pending={isPending}
      aria-disabled={query === null}
      className={className}
      onClick={save}
    >
      Export CSV
    </Button>
  );
}
