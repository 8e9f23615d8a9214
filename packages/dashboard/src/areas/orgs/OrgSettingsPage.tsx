import { useState } from 'react';
import type { Org } from '@purestat/vocabulary';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import Trash2 from 'lucide-react/icons/trash-2';
import { useLocation } from 'wouter';
import { messageOf } from '../../api/errors.ts';
import { useSubmit } from '../../api/use-submit.ts';
import { rememberLastSite } from '../../shell/last-site.ts';
import { orgsPath } from '../../shell/paths.ts';
import { Button } from '../../ui/Button.tsx';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { Loaded } from '../../ui/Loaded.tsx';
import { FormError } from '../../ui/FormError.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { SettingsSection } from '../../ui/SettingsSection.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { showToast } from '../../ui/toast-store.ts';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { ActivitySection } from '../audit/ActivitySection.tsx';
import { deleteOrg, orgsQuery, renameOrg } from './queries.ts';
import { SecuritySection } from './SecuritySection.tsx';
import { canAdminister, ROLE_NAMES } from './words.ts';

/** `/org/:orgId/settings`: name and deletion. */
export default function OrgSettingsPage({ orgId }: { orgId: string }) {
  const orgs = useQuery(orgsQuery);
  const org = orgs.data?.find((entry) => entry.id === orgId);
  usePageTitle('Settings', org?.name);
  return (
    <div className="page page-narrow">
      <PageHeader title="Organization settings">
        {org &&
          !canAdminister(org.role) &&
          `You are a ${ROLE_NAMES[org.role].toLowerCase()} here. Admins can change settings.`}
      </PageHeader>
      <Loaded query={orgs} what="The settings" bare>
        {() => org && <Sections org={org} />}
      </Loaded>
    </div>
  );
}

function Sections({ org }: { org: Org }) {
  return (
    <>
      <NameSection key={org.name} org={org} />
      {org.role === 'owner' && <SecuritySection org={org} />}
      {canAdminister(org.role) && <ActivitySection org={org} />}
      {org.role === 'owner' && <DangerSection org={org} />}
    </>
  );
}

function NameSection({ org }: { org: Org }) {
  const client = useQueryClient();
  const [name, setName] = useState(org.name);
  const form = useSubmit({
    send: (next: string) => renameOrg(org.id, next),
    labels: { name: 'Name' },
    onDone: (changed) => {
      client.setQueryData(orgsQuery.queryKey, (orgs) =>
        orgs?.map((known) => (known.id === changed.id ? changed : known)),
      );
      showToast('Saved');
    },
  });
  const allowed = canAdminister(org.role);
  return (
    <SettingsSection id="general" title="General" description="How this organization is called.">
      <form noValidate className="panel" onSubmit={(event) => form.submit(event, name)}>
        <div className="grid gap-4 p-5">
          <TextField
            label="Name"
            name="organization"
            value={name}
            disabled={!allowed}
            onChange={(event) => setName(event.target.value)}
            error={form.fields['name']}
          />
          <FormError message={form.problem} />
        </div>
        {allowed && (
          <div className="panel-foot is-form">
            <Button type="submit" variant="primary" pending={form.pending}>
              Save
            </Button>
          </div>
        )}
      </form>
    </SettingsSection>
  );
}

function DangerSection({ org }: { org: Org }) {
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const [asking, setAsking] = useState(false);
  const removal = useMutation({
    mutationFn: () => deleteOrg(org.id),
    onSuccess: () => {
      rememberLastSite(null);
      navigate(orgsPath);
      client.setQueryData(orgsQuery.queryKey, (orgs) =>
        orgs?.filter((known) => known.id !== org.id),
      );
      showToast(`${org.name} is deleted`);
    },
  });
  return (
    <SettingsSection id="danger" title="Danger zone" description="Deleting can’t be undone.">
      <div className="panel panel-danger">
        <div className="set-row">
          <div>
            <b className="text-13">Delete organization</b>
            <p className="text-13 text-ink-2">
              Deletes {org.name}, its sites and all their events.
            </p>
          </div>
          <Button variant="danger" icon={<Trash2 />} onClick={() => setAsking(true)}>
            Delete organization
          </Button>
        </div>
      </div>
      <ConfirmDialog
        open={asking}
        onClose={() => setAsking(false)}
        title={`Delete ${org.name}?`}
        description="Its sites, their settings and every event they counted go with it."
        typed={org.name}
        action="Delete organization"
        onConfirm={() => removal.mutate()}
        pending={removal.isPending}
        error={removal.error && messageOf(removal.error)}
      />
    </SettingsSection>
  );
}
