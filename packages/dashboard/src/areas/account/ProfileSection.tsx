import { useState } from 'react';
import type { Me } from '@purestat/vocabulary';
import { useQueryClient } from '@tanstack/react-query';
import { useSubmit } from '../../api/use-submit.ts';
import { Button } from '../../ui/Button.tsx';
import { FormError } from '../../ui/FormError.tsx';
import { SettingsSection } from '../../ui/SettingsSection.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { showToast } from '../../ui/toast-store.ts';
import { meQuery } from '../auth/queries.ts';
import { changeProfile } from './queries.ts';

export function ProfileSection({ me }: { me: Me }) {
  const client = useQueryClient();
  const [name, setName] = useState(me.name);
  const form = useSubmit({
    send: (next: string) => changeProfile({ name: next }),
    labels: { name: 'Name' },
    onDone: ({ user }) => {
      client.setQueryData(meQuery.queryKey, user);
      showToast('Saved');
    },
  });
  return (
    <SettingsSection id="profile" title="Profile" description="How others here see you.">
      <form noValidate className="panel" onSubmit={(event) => form.submit(event, name)}>
        <div className="grid gap-4 p-5">
          <TextField
            label="Name"
            name="name"
            autoComplete="name"
            value={name}
            onChange={(event) => setName(event.target.value)}
            error={form.fields['name']}
          />
          <FormError message={form.problem} />
        </div>
        <div className="panel-foot is-form">
          <Button type="submit" variant="primary" pending={form.pending}>
            Save
          </Button>
        </div>
      </form>
    </SettingsSection>
  );
}
