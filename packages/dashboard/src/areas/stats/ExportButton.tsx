import { useMutation } from '@tanstack/react-query';
import type { StatsQuery } from '@purestat/vocabulary';
import Download from 'lucide-react/icons/download';
import { download } from '../../api/download.ts';
import { messageOf } from '../../api/errors.ts';
import { Button } from '../../ui/Button.tsx';
import { showToast } from '../../ui/toast-store.ts';
import { useDashboard } from './dashboard-context.ts';
import { exportPath } from './export-path.ts';

/** @returns saves the file at the path; null until that is known */
export function useDownload(path: string | null): { save: () => void; isPending: boolean } {
  const { mutate, isPending } = useMutation({
    mutationFn: download,
    onError: (error) => showToast(`Nothing was saved. ${messageOf(error)}`, { tone: 'error' }),
  });
  return {
    save: () => {
      if (path !== null && !isPending) mutate(path);
    },
    isPending,
  };
}

/** @returns saves the rows of the query as CSV; null until the query is known */
export function useExport(query: StatsQuery | null): ReturnType<typeof useDownload> {
  const { orgId, siteId } = useDashboard();
  return useDownload(query === null ? null : exportPath(orgId, siteId, query));
}

interface ExportButtonProps {
  query: StatsQuery | null;
  className?: string;
}

export function ExportButton({ query, className }: ExportButtonProps) {
  const { orgId, siteId } = useDashboard();
  const path = query === null ? null : exportPath(orgId, siteId, query);
  return <DownloadButton path={path} className={className} />;
}

export function DownloadButton({
  path,
  className,
}: {
  path: string | null;
  className?: string | undefined;
}) {
  const { save, isPending } = useDownload(path);
  return (
    <Button
      icon={<Download />}
      pending={isPending}
      aria-disabled={path === null}
      className={className}
      onClick={save}
    >
      Export CSV
    </Button>
  );
}
