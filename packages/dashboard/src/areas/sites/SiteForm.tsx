import { useState } from 'react';
import type { Site } from '@purestat/vocabulary';
import { useQueryClient } from '@tanstack/react-query';
import { isApiError } from '../../api/errors.ts';
import { useSubmit } from '../../api/use-submit.ts';
import { Button } from '../../ui/Button.tsx';
import { FormError } from '../../ui/FormError.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { Tile } from '../../ui/Tile.tsx';
import { showToast } from '../../ui/toast-store.ts';
import { changeSite, rememberSite, type SiteInput } from './queries.ts';
import { TimezoneField } from './TimezoneField.tsx';

const LABELS = { domain: 'Domain', name: 'Display name', timezone: 'Time zone' };

/** Domain, name and time zone of a site. */
export function SiteForm({ site, allowed }: { site: Site; allowed: boolean }) {
  const client = useQueryClient();
  const [domain, setDomain] = useState(site.domain);
  const [name, setName] = useState(site.name);
  const [timezone, setTimezone] = useState(site.timezone);
  const form = useSubmit({
    send: (input: SiteInput) => changeSite(site, input),
    labels: LABELS,
    onDone: (changed) => {
      rememberSite(client, changed);
      showToast('Saved');
    },
  });
  const taken = isApiError(form.error, 'CONFLICT') ? form.error.message : undefined;
  const moved = domain !== site.domain || timezone !== site.timezone;
  return (
    <form
      noValidate
      className="panel"
      onSubmit={(event) => form.submit(event, { domain, name, timezone })}
    >
      <fieldset disabled={!allowed} className="form-grid p-5">
        <TextField
          label={LABELS.domain}
          name="domain"
          inputMode="url"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          start={<Tile name={site.domain} size={18} />}
          hint="Changing it? Update the snippet on your pages too."
          value={domain}
          onChange={(event) => setDomain(event.target.value)}
          error={form.fields['domain'] ?? taken}
        />
        <TextField
          label={LABELS.name}
          name="site-name"
          autoComplete="off"
          value={name}
          onChange={(event) => setName(event.target.value)}
          error={form.fields['name']}
        />
        <TimezoneField
          value={timezone}
          onChange={setTimezone}
          hint="Decides where each day begins. A change counts from now on; past days stay as they are."
          error={form.fields['timezone']}
        />
      </fieldset>
      <div className="px-5 pb-4 empty:hidden">
        <FormError message={taken ? null : form.problem} />
      </div>
      {allowed && (
        <div className="panel-foot is-form">
          {moved && <span className="mr-auto">Not saved yet</span>}
          <Button type="submit" variant="primary" pending={form.pending}>
            Save
          </Button>
        </div>
      )}
    </form>
  );
}
