import { useState } from 'react';
import type { Me } from '@purestat/vocabulary';
import { useQueryClient } from '@tanstack/react-query';
import { useSubmit } from '../../api/use-submit.ts';
import { Button } from '../../ui/Button.tsx';
import { FormError } from '../../ui/FormError.tsx';
import { PasswordField } from '../../ui/PasswordField.tsx';
import { SettingsSection } from '../../ui/SettingsSection.tsx';
import { showToast } from '../../ui/toast-store.ts';
import { meQuery } from '../auth/queries.ts';
import { PROOF_LABELS, proofOf, ProofField } from './ProofField.tsx';
import { changePassword, sessionsQuery } from './queries.ts';

const LABELS = { ...PROOF_LABELS, new_password: 'New password' };

export function PasswordSection({ me }: { me: Me }) {
  const client = useQueryClient();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const form = useSubmit({
    send: changePassword,
    labels: LABELS,
    onDone: (user) => {
      setCurrent('');
      setNext('');
      client.setQueryData(meQuery.queryKey, user);
      void client.invalidateQueries({ queryKey: sessionsQuery.queryKey });
      showToast(me.has_password ? 'Password changed' : 'Password set');
    },
  });
  return (
    <SettingsSection
      id="password"
      title="Password"
      description={
        me.has_password
          ? 'Changing it logs you out everywhere else.'
          : 'You have none yet. With one, you can also log in by email.'
      }
    >
      <form
        noValidate
        className="panel"
        onSubmit={(event) => form.submit(event, { ...proofOf(me, current), new_password: next })}
      >
        <div className="form-grid p-5">
          {/* Tells password managers whose password this is. */}
          <input type="email" autoComplete="username" value={me.email} readOnly hidden />
          <ProofField
            me={me}
            value={current}
            onChange={setCurrent}
            error={form.fields['current_password']}
          />
          <PasswordField
            label={LABELS.new_password}
            name="new-password"
            autoComplete="new-password"
            hint="At least 8 characters."
            value={next}
            onChange={(event) => setNext(event.target.value)}
            error={form.fields['new_password']}
          />
          <FormError message={form.problem} />
        </div>
        <div className="panel-foot is-form">
          <Button type="submit" variant="primary" pending={form.pending}>
            {me.has_password ? 'Change password' : 'Set password'}
          </Button>
        </div>
      </form>
    </SettingsSection>
  );
}
