import { useState } from 'react';
import { Link, useSearch } from 'wouter';
import { isApiError } from '../../api/errors.ts';
import { useSubmit } from '../../api/use-submit.ts';
import { Button, ButtonLink } from '../../ui/Button.tsx';
import { FormError } from '../../ui/FormError.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { AuthLayout } from './AuthLayout.tsx';
import { showSecondFactor } from './queries.ts';
import { returnPath, signInPath } from './return-path.ts';
import { useArrival } from './use-arrival.ts';

const LABELS = { code: 'Code', recovery_code: 'Recovery code' };

/** `/login/code`: the second step of signing in, where the account has a second factor. */
export default function SecondStepPage() {
  usePageTitle('Enter your code');
  const search = useSearch();
  const [kind, setKind] = useState<keyof typeof LABELS>('code');
  const [typed, setTyped] = useState('');
  const form = useSubmit({ send: showSecondFactor, onDone: useArrival(), labels: LABELS });
  const again = signInPath(returnPath(search));
  const change = () => {
    setKind(kind === 'code' ? 'recovery_code' : 'code');
    setTyped('');
    form.reset();
  };
  if (isApiError(form.error, 'UNAUTHORIZED')) return <TooLate href={again} />;
  return (
    <AuthLayout
      title="Enter your code"
      lead={
        <>
          Somebody else? <Link href={again}>Log in again</Link>
        </>
      }
    >
      <form
        noValidate
        onSubmit={(event) =>
          form.submit(event, kind === 'code' ? { code: typed } : { recovery_code: typed })
        }
      >
        <TextField
          key={kind}
          label={LABELS[kind]}
          name={kind}
          inputMode={kind === 'code' ? 'numeric' : 'text'}
          autoComplete="one-time-code"
          autoCapitalize="none"
          spellCheck={false}
          // oxlint-disable-next-line jsx-a11y/no-autofocus -- the form is all this page is for
          autoFocus
          hint={
            kind === 'code'
              ? 'The 6 digits that your authenticator app shows for Purestat.'
              : 'One of those you kept when you turned two-factor sign-in on. It works once.'
          }
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          error={form.fields[kind]}
        />
        <FormError message={form.problem} />
        <Button type="submit" variant="primary" size="xl" block pending={form.pending}>
          Log in
        </Button>
        <Button variant="link" onClick={change}>
          {kind === 'code' ? 'Use a recovery code' : 'Use a code of the app'}
        </Button>
      </form>
    </AuthLayout>
  );
}

function TooLate({ href }: { href: string }) {
  return (
    <AuthLayout title="Log in again" lead="The code has to follow your password within 10 minutes.">
      <div className="mt-6 grid gap-4">
        <ButtonLink href={href} variant="primary" size="xl" block>
          Log in
        </ButtonLink>
      </div>
    </AuthLayout>
  );
}
