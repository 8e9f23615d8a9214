import { useState } from 'react';
import { Link } from 'wouter';
import { useSubmit } from '../../api/use-submit.ts';
import { Banner } from '../../ui/Banner.tsx';
import { Button } from '../../ui/Button.tsx';
import { FormError } from '../../ui/FormError.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { AuthLayout } from './AuthLayout.tsx';
import { askForReset } from './queries.ts';

const LABELS = { email: 'Email' };

/** `/forgot-password`: asks for a link by mail. It never says whether there is such an account. */
export default function ForgotPasswordPage() {
  usePageTitle('Reset your password');
  const [email, setEmail] = useState('');
  const [sentTo, setSentTo] = useState<string | null>(null);
  const form = useSubmit({
    send: askForReset,
    onDone: (_, input) => setSentTo(input.email.trim()),
    labels: LABELS,
  });
  return (
    <AuthLayout
      title="Reset your password"
      lead={
        <>
          Remembered it? <Link href="/login">Log in</Link>
        </>
      }
    >
      <form noValidate onSubmit={(event) => form.submit(event, { email })}>
        {sentTo !== null && (
          <Banner tone="success" title="Check your email">
            If {sentTo} has an account, a link is on its way. It works once, within an hour. Nothing
            there? Look among spam, or ask whoever runs this server.
          </Banner>
        )}
        <TextField
          label={LABELS.email}
          name="email"
          type="email"
          autoComplete="username"
          // oxlint-disable-next-line jsx-a11y/no-autofocus -- the form is all this page is for
          autoFocus
          value={email}
          onChange={(event) => setEmail(event.target.value)}
          error={form.fields['email']}
        />
        <FormError message={form.problem} />
        <Button type="submit" variant="primary" size="xl" block pending={form.pending}>
          {sentTo === null ? 'Send a link' : 'Send another link'}
        </Button>
      </form>
    </AuthLayout>
  );
}
