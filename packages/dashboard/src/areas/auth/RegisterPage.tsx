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
import { inviteQuery } from '../invites/queries.ts';
import { ProviderButtons } from '../oauth/ProviderButtons.tsx';
import { AuthLayout } from './AuthLayout.tsx';
import { register, visitorQuery } from './queries.ts';
import { inviteCodeIn, returnPath } from './return-path.ts';
import { useArrival } from './use-arrival.ts';

const LABELS = { name: 'Name', email: 'Email', password: 'Password' };

/** `/register`: makes an account and signs in. */
export default function RegisterPage() {
  usePageTitle('Create your account');
  const search = useSearch();
  const { data: user } = useQuery(visitorQuery);
  const [name, setName] = useState('');
  const code = inviteCodeIn(search);
  const { data: invite } = useQuery({ ...inviteQuery(code ?? ''), enabled: code !== null });
  const [typedEmail, setEmail] = useState<string | null>(null);
  const email = typedEmail ?? invite?.email ?? '';
  const [password, setPassword] = useState('');
  const form = useSubmit({ send: register, onDone: useArrival(), labels: LABELS });
  if (user) return <Redirect href={returnPath(search)} replace />;
  const logInPath = `/login${search && `?${search}`}`;
  const taken = isApiError(form.error, 'CONFLICT')
    ? 'There is an account with this email already. Log in instead.'
    : undefined;
  return (
    <AuthLayout
      title="Create your account"
      lead={
        <>
          {invite && `You are invited to ${invite.org_name}. `}
          Already registered? <Link href={logInPath}>Log in</Link>
        </>
      }
    >
      <ProviderButtons verb="Sign up" />
      <form
        noValidate
        onSubmit={(event) =>
          form.submit(event, { name, email, password, ...(code !== null && { invite: code }) })
        }
      >
        <TextField
          label={LABELS.name}
          name="name"
          autoComplete="name"
          // oxlint-disable-next-line jsx-a11y/no-autofocus -- the form is all this page is for
          autoFocus
          value={name}
          onChange={(event) => setName(event.target.value)}
          error={form.fields['name']}
        />
        <TextField
          label={LABELS.email}
          name="email"
          type="email"
          autoComplete="username"
          value={email}
          onChange={(event) => setEmail(event.target.value)}
          error={form.fields['email'] ?? taken}
        />
        <PasswordField
          label={LABELS.password}
          name="password"
          autoComplete="new-password"
          hint="At least 8 characters. A few words are easier to keep than one with signs."
          value={password}
          onChange={(event) => setPassword(event.target.value)}
          error={form.fields['password']}
        />
        <FormError message={taken ? null : form.problem} />
        <Button type="submit" variant="primary" size="xl" block pending={form.pending}>
          Create account
        </Button>
      </form>
    </AuthLayout>
  );
}
