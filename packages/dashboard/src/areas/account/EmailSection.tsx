import { useState } from 'react';
import type { Me } from '@purestat/vocabulary';
import { useQueryClient } from '@tanstack/react-query';
import { useSubmit } from '../../api/use-submit.ts';
import { Banner } from '../../ui/Banner.tsx';
import { Button } from '../../ui/Button.tsx';
import { FormError } from '../../ui/FormError.tsx';
import { SettingsSection } from '../../ui/SettingsSection.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { showToast } from '../../ui/toast-store.ts';
import { meQuery } from '../auth/queries.ts';
import { PROOF_LABELS, proofOf, ProofField } from './ProofField.tsx';
import { changeProfile } from './queries.ts';

const LABELS = { email: 'New email', ...PROOF_LABELS };

/** Another address; where mails are sent, it has to confirm first. */
export function EmailSection({ me }: { me: Me }) {
  const client = useQueryClient();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [waitsFor, setWaitsFor] = useState<string | null>(null);
  const form = useSubmit({
    send: changeProfile,
    labels: LABELS,
    onDone: ({ user, confirm_email }) => {
      client.setQueryData(meQuery.queryKey, user);
      setEmail('');
      setPassword('');
      setWaitsFor(confirm_email);
      if (confirm_email === null) showToast('Email changed');
    },
  });
  return (
    <SettingsSection
      id="email"
      title="Email"
      description={
        <>
          You log in with <b className="text-ink">{me.email}</b>. When you change it, the old
          address is told.
        </>
      }
    >
      <form
        noValidate
        className="panel"
        onSubmit={(event) => form.submit(event, { email, ...proofOf(me, password) })}
      >
        <div className="form-grid p-5">
          {waitsFor !== null && (
            <div className="col-span-full">
              <Banner tone="success" title="Check your email">
                We sent a link to {waitsFor}. Your address changes when you follow it.
              </Banner>
            </div>
          )}
          <TextField
            label={LABELS.email}
            name="new-email"
            type="email"
            autoComplete="email"
            value={email}
            onChange={(event) => setEmail(event.target.value)}
            error={form.fields['email']}
          />
          <ProofField
            me={me}
            value={password}
            onChange={setPassword}
            error={form.fields['current_password']}
          />
          <FormError message={form.problem} />
        </div>
        <div className="panel-foot is-form">
          <Button type="submit" variant="primary" pending={form.pending}>
            Change email
          </Button>
        </div>
      </form>
    </SettingsSection>
  );
}
