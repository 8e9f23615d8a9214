import { useState } from 'react';
import type { Site } from '@purestat/vocabulary';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import Trash2 from 'lucide-react/icons/trash-2';
import { useLocation } from 'wouter';
import { messageOf } from '../../api/errors.ts';
import { rememberLastSite } from '../../shell/last-site.ts';
import { sitesPath } from '../../shell/paths.ts';
import { Button } from '../../ui/Button.tsx';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { showToast } from '../../ui/toast-store.ts';
import { deleteSite, sitesQuery } from './queries.ts';

/** Deletes a site after its domain was typed. */
export function DeleteSite({ site }: { site: Site }) {
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const [asking, setAsking] = useState(false);
  const removal = useMutation({
    mutationFn: () => deleteSite(site),
    onSuccess: () => {
      rememberLastSite(null);
      // The list first: the page that is left must not ask for a site that is gone.
      navigate(sitesPath(site.org_id));
      client.setQueryData(sitesQuery(site.org_id).queryKey, (sites) =>
        sites?.filter((known) => known.id !== site.id),
      );
      showToast(`${site.domain} is deleted`);
    },
  });
  return (
    <div className="panel panel-danger">
      <div className="set-row">
        <div>
          <b className="text-13">Delete site</b>
          <p className="text-13 text-ink-2">Deletes {site.domain} and everything in it.</p>
        </div>
        <Button variant="danger" icon={<Trash2 />} onClick={() => setAsking(true)}>
          Delete site
        </Button>
      </div>
      <ConfirmDialog
        open={asking}
        onClose={() => setAsking(false)}
        title={`Delete ${site.domain}?`}
        description="Its settings and every event it counted go with it."
        typed={site.domain}
        action="Delete site"
        onConfirm={() => removal.mutate()}
        pending={removal.isPending}
        error={removal.error && messageOf(removal.error)}
      />
    </div>
  );
}
