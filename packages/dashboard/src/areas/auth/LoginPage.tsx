import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Link, Redirect, useSearch } from 'wouter';
import { isApiError } from '../../api/errors.ts';
import { useSubmit } from '../../api/use-submit.ts';
import { Button } from '../../ui/Button.tsx';
import { FormError } from '../../ui/FormError.tsx';
import { PasswordField } from '../../ui/PasswordField.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { ProviderButtons } from '../oauth/ProviderButtons.tsx';
import { AuthLayout } from './AuthLayout.tsx';
import { logIn, visitorQuery } from './queries.ts';
import { returnPath } from './return-path.ts';
import { useArrival } from './use-arrival.ts';

const LABELS = { email: 'Email', password: 'Password' };

/** `/login`: e-mail and password, then back to where the visitor wanted to go. */
export default function LoginPage() {
  usePageTitle('Log in');
  const search = useSearch();
  const { data: user } = useQuery(visitorQuery);
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const form = useSubmit({ send: logIn, onDone: useArrival(), labels: LABELS });
  if (user) return <Redirect href={returnPath(search)} replace />;
  const wrong = isApiError(form.error, 'UNAUTHORIZED')
    ? 'Email and password don’t match. Try again or reset your password.'
    : undefined;
  return (
    <AuthLayout
      title="Log in"
      lead={
        <>
          New here? <Link href={`/register${search && `?${search}`}`}>Create an account</Link>
        </>
      }
    >
      <ProviderButtons verb="Log in" />
      <form noValidate onSubmit={(event) => form.submit(event, { email, password })}>
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
        <PasswordField
          label={LABELS.password}
          name="password"
          autoComplete="current-password"
          value={password}
          onChange={(event) => setPassword(event.target.value)}
          labelEnd={
            <Link href="/forgot-password" className="text-13">
              Forgot it?
            </Link>
          }
          error={form.fields['password'] ?? wrong}
        />
        <FormError message={wrong ? null : form.problem} />
        <Button type="submit" variant="primary" size="xl" block pending={form.pending}>
          Log in
        </Button>
      </form>
    </AuthLayout>
  );
}
