import { useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { useLocation } from 'wouter';
import { useSubmit } from '../../api/use-submit.ts';
import { sitesPath } from '../../shell/paths.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { FormError } from '../../ui/FormError.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { createOrg, orgsQuery } from './queries.ts';

const LABELS = { name: 'Name' };

/** Asks for a name, makes the organization and goes to its sites. */
export function CreateOrgDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const [name, setName] = useState('');
  const form = useSubmit({
    send: createOrg,
    labels: LABELS,
    onDone: (org) => {
      client.setQueryData(orgsQuery.queryKey, (orgs) => [...(orgs ?? []), org]);
      navigate(sitesPath(org.id));
    },
  });
  const close = () => {
    setName('');
    form.reset();
    onClose();
  };
  return (
    <Dialog
      open={open}
      onClose={close}
      title="Create an organization"
      description="It holds your sites and the people who may see them. You can rename it later."
      form={(event) => form.submit(event, name)}
      footer={
        <>
          <Button size="lg" onClick={close}>
            Cancel
          </Button>
          <Button type="submit" variant="primary" size="lg" pending={form.pending}>
            Create organization
          </Button>
        </>
      }
    >
      <div className="grid gap-4.5">
        <TextField
          label={LABELS.name}
          name="organization"
          autoComplete="organization"
          placeholder="Acme Corp"
          value={name}
          onChange={(event) => setName(event.target.value)}
          error={form.fields['name']}
        />
        <FormError message={form.problem} />
      </div>
    </Dialog>
  );
}
