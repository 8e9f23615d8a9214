import { useState } from 'react';
import { useSearch } from 'wouter';
import { useSubmit } from '../../api/use-submit.ts';
import { Button, ButtonLink } from '../../ui/Button.tsx';
import { FormError } from '../../ui/FormError.tsx';
import { PasswordField } from '../../ui/PasswordField.tsx';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { AuthLayout } from './AuthLayout.tsx';
import { DeadLink, isDeadLink, tokenOf } from './DeadLink.tsx';
import { resetPassword } from './queries.ts';
import { useArrival } from './use-arrival.ts';

const LABELS = { password: 'New password' };

/** `/reset-password?token=…`: where the mailed link leads. Signs in, and out everywhere else. */
export default function ResetPasswordPage() {
  usePageTitle('Choose a new password');
  const token = tokenOf(useSearch());
  const [password, setPassword] = useState('');
  const form = useSubmit({ send: resetPassword, onDone: useArrival(), labels: LABELS });
  return (
    <AuthLayout
      title="Choose a new password"
      lead="You stay logged in here and are logged out everywhere else."
    >
      {token === '' || isDeadLink(form.error) ? (
        <DeadLink>
          <ButtonLink href="/forgot-password" variant="primary" size="xl" block>
            Ask for a new link
          </ButtonLink>
        </DeadLink>
      ) : (
        <form noValidate onSubmit={(event) => form.submit(event, { token, password })}>
          <PasswordField
            label={LABELS.password}
            name="password"
            autoComplete="new-password"
            // oxlint-disable-next-line jsx-a11y/no-autofocus -- the form is all this page is for
            autoFocus
            hint="At least 8 characters. A few words are easier to keep than one with signs."
            value={password}
            onChange={(event) => setPassword(event.target.value)}
            error={form.fields['password']}
          />
          <FormError message={form.problem} />
          <Button type="submit" variant="primary" size="xl" block pending={form.pending}>
            Save and log in
          </Button>
        </form>
      )}
    </AuthLayout>
  );
}
