/** One funnel over a period. The whole state of the page is in its address. */
import type { Funnel } from '@purestat/vocabulary';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import ChevronsUpDown from 'lucide-react/icons/chevrons-up-down';
import Ellipsis from 'lucide-react/icons/ellipsis';
import Pencil from 'lucide-react/icons/pencil';
import Plus from 'lucide-react/icons/plus';
import Trash2 from 'lucide-react/icons/trash-2';
import { useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import { messageOf } from '../../api/errors.ts';
import { NotFoundState } from '../../shell/NotFound.tsx';
import { PageSkeleton } from '../../shell/PageSkeleton.tsx';
import { funnelPath, funnelsPath } from '../../shell/paths.ts';
import { Button } from '../../ui/Button.tsx';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { Menu, type MenuEntry } from '../../ui/Menu.tsx';
import { showToast } from '../../ui/toast-store.ts';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { useOrg } from '../orgs/use-org.ts';
import { CompareDialog, CompareMenu } from '../stats/CompareMenu.tsx';
import { useDashboard } from '../stats/dashboard-context.ts';
import { DatePicker } from '../stats/DatePicker.tsx';
import { DownloadButton } from '../stats/ExportButton.tsx';
import { FilterBar } from '../stats/FilterBar.tsx';
import { FunnelFigures } from './FunnelFigures.tsx';
import { FunnelForm } from './FunnelForm.tsx';
import { FunnelFrame, shownRange, type FrameProps } from './FunnelFrame.tsx';
import './funnels.css';
import { deleteFunnel, funnelExportPath, funnelsQuery } from './queries.ts';
import { aboutFunnel } from './words.ts';

export default function FunnelPage({ funnelId, ...ids }: FrameProps & { funnelId: string }) {
  const { data, error, refetch } = useQuery(funnelsQuery(ids.orgId, ids.siteId));
  const funnel = data?.find(({ id }) => id === funnelId);
  usePageTitle(funnel?.name ?? 'Funnel');
  if (data === undefined && error !== null) {
    return (
      <div className="page">
        <ErrorState
          title="The funnel didn’t load"
          message={messageOf(error)}
          onRetry={() => void refetch()}
        />
      </div>
    );
  }
  if (data === undefined) return <PageSkeleton />;
  if (funnel === undefined) return <NotFoundState />;
  return (
    <FunnelFrame {...ids}>
      <FunnelView funnel={funnel} funnels={data} />
    </FunnelFrame>
  );
}

type Doing = 'edit' | 'create' | 'delete' | 'compare';

function FunnelView({ funnel, funnels }: { funnel: Funnel; funnels: readonly Funnel[] }) {
  const dashboard = useDashboard();
  const { orgId, siteId } = dashboard;
  const [, go] = useLocation();
  const [doing, setDoing] = useState<Doing | null>(null);
  const range = shownRange(dashboard);
  const stop = (): void => setDoing(null);
  const onSaved = (saved: Funnel): void => {
    stop();
    if (saved.id !== funnel.id) go(funnelPath(orgId, siteId, saved.id));
  };
  return (
    <div className="page">
      <div className="page-head">
        <div>
          <h1 className="funnel-title">
            {funnel.name}
            <FunnelMenu {...{ funnel, funnels }} onCreate={() => setDoing('create')} />
          </h1>
          <p>{aboutFunnel(funnel)}</p>
        </div>
        <div className="toolbar-when">
          <EditTools onEdit={() => setDoing('edit')} onDelete={() => setDoing('delete')} />
          <DatePicker range={range} />
          <CompareMenu onCustom={() => setDoing('compare')} />
          <DownloadButton path={funnelExportPath(dashboard, funnel.id)} />
        </div>
      </div>
      <div className="funnel-filters">
        <FilterBar />
      </div>
      <FunnelFigures funnel={funnel} />
      <CompareDialog open={doing === 'compare'} onClose={stop} range={range} />
      {(doing === 'edit' || doing === 'create') && (
        <FunnelForm
          {...{ orgId, siteId, onSaved }}
          funnel={doing === 'edit' ? funnel : null}
          onClose={stop}
        />
      )}
      <DeleteFunnel funnel={funnel} open={doing === 'delete'} onClose={stop} />
    </div>
  );
}

interface FunnelMenuProps {
  funnel: Funnel;
  funnels: readonly Funnel[];
  onCreate: () => void;
}

/** The other funnels, in the same period. */
function FunnelMenu({ funnel, funnels, onCreate }: FunnelMenuProps) {
  const { orgId, siteId } = useDashboard();
  const mayChange = useMayChange();
  const [, go] = useLocation();
  const search = useSearch();
  const query = search === '' ? '' : `?${search}`;
  const entries: MenuEntry[] = [
    ...funnels.map(({ id, name }) => ({
      label: name,
      checked: id === funnel.id,
      onSelect: () => go(`${funnelPath(orgId, siteId, id)}${query}`),
    })),
    { separator: true },
    { label: 'All funnels', onSelect: () => go(`${funnelsPath(orgId, siteId)}${query}`) },
    ...(mayChange ? [{ label: 'New funnel', icon: <Plus />, onSelect: onCreate }] : []),
  ];
  return (
    <Menu
      label="Choose a funnel"
      widthPx={248}
      entries={entries}
      renderTrigger={(trigger) => (
        <Button {...trigger} variant="ghost" size="sm" square aria-label="Choose a funnel">
          <ChevronsUpDown />
        </Button>
      )}
    />
  );
}

export function useMayChange(): boolean {
  const role = useOrg(useDashboard().orgId)?.role;
  return role === 'owner' || role === 'admin';
}

function EditTools({ onEdit, onDelete }: { onEdit: () => void; onDelete: () => void }) {
  const mayChange = useMayChange();
  if (!mayChange) return null;
  return (
    <>
      <Button icon={<Pencil />} onClick={onEdit}>
        Edit steps
      </Button>
      <Menu
        label="More"
        entries={[{ label: 'Delete funnel', icon: <Trash2 />, danger: true, onSelect: onDelete }]}
        renderTrigger={(trigger) => (
          <Button {...trigger} square aria-label="More: delete the funnel">
            <Ellipsis />
          </Button>
        )}
      />
    </>
  );
}

interface DeleteProps {
  funnel: Funnel;
  open: boolean;
  onClose: () => void;
}

function DeleteFunnel({ funnel, open, onClose }: DeleteProps) {
  const { orgId, siteId } = useDashboard();
  const client = useQueryClient();
  const [, go] = useLocation();
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => deleteFunnel(orgId, siteId, funnel.id),
    onSuccess: async () => {
      go(funnelsPath(orgId, siteId));
      await client.invalidateQueries({ queryKey: funnelsQuery(orgId, siteId).queryKey });
      showToast(`Deleted “${funnel.name}”.`);
    },
  });
  return (
    <ConfirmDialog
      open={open}
      onClose={onClose}
      title={`Delete “${funnel.name}”?`}
      description="Its steps are forgotten. No goal and no event goes with it."
      action="Delete funnel"
      onConfirm={() => mutate()}
      pending={isPending}
      error={error === null ? null : messageOf(error)}
    />
  );
}
