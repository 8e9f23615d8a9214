import { useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { useLocation } from 'wouter';
import { isApiError } from '../../api/errors.ts';
import { useSubmit } from '../../api/use-submit.ts';
import { sitePath } from '../../shell/paths.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { FormError } from '../../ui/FormError.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { PlanLimitLink } from '../billing/PlanLimitLink.tsx';
import { addSite, rememberSite, type SiteInput } from './queries.ts';
import { TimezoneField } from './TimezoneField.tsx';
import { browserTimezone } from './timezones.ts';

const LABELS = { domain: 'Domain', name: 'Display name', timezone: 'Time zone' };

interface Props {
  orgId: string;
  open: boolean;
  onClose: () => void;
}

/** Asks for domain, name and time zone, adds the site and goes to its dashboard. */
export function AddSiteDialog({ orgId, open, onClose }: Props) {
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const [domain, setDomain] = useState('');
  const [name, setName] = useState('');
  const [timezone, setTimezone] = useState(browserTimezone);
  const form = useSubmit({
    send: (input: SiteInput) => addSite(orgId, input),
    labels: LABELS,
    onDone: (site) => {
      rememberSite(client, site);
      navigate(sitePath(orgId, site.id));
    },
  });
  const close = () => {
    setDomain('');
    setName('');
    form.reset();
    onClose();
  };
  const input: SiteInput = { domain, timezone, ...(name.trim() === '' ? {} : { name }) };
  const taken = isApiError(form.error, 'CONFLICT') ? form.error.message : undefined;
  return (
    <Dialog
      open={open}
      onClose={close}
      title="Add a site"
      description="Each site has its own dashboard and its own snippet."
      form={(event) => form.submit(event, input)}
      footer={
        <>
          <Button size="lg" onClick={close}>
            Cancel
          </Button>
          <Button type="submit" variant="primary" size="lg" pending={form.pending}>
            Add site
          </Button>
        </>
      }
    >
      <div className="grid gap-4.5">
        <TextField
          label={LABELS.domain}
          name="domain"
          inputMode="url"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          placeholder="example.com"
          hint="Without www. Subdomains can be their own site or count here."
          value={domain}
          onChange={(event) => setDomain(event.target.value)}
          error={form.fields['domain'] ?? taken}
        />
        <TextField
          label={LABELS.name}
          name="site-name"
          optional
          autoComplete="off"
          value={name}
          onChange={(event) => setName(event.target.value)}
          error={form.fields['name']}
        />
        <TimezoneField
          value={timezone}
          onChange={setTimezone}
          hint="Decides where each day begins."
          error={form.fields['timezone']}
        />
        <FormError message={taken ? null : form.problem}>
          <PlanLimitLink error={form.error} orgId={orgId} />
        </FormError>
      </div>
    </Dialog>
  );
}
