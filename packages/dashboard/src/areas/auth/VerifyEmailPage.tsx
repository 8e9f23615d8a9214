import { useEffect, useRef } from 'react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useSearch } from 'wouter';
import { messageOf } from '../../api/errors.ts';
import { Banner } from '../../ui/Banner.tsx';
import { Button, ButtonLink } from '../../ui/Button.tsx';
import { FormError } from '../../ui/FormError.tsx';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { AuthLayout } from './AuthLayout.tsx';
import { DeadLink, isDeadLink, tokenOf } from './DeadLink.tsx';
import { confirmEmail, meQuery, visitorQuery } from './queries.ts';

/**
 * `/verify-email?token=…`: where the mailed link leads. It confirms by itself only for who is signed
 * in: programs that open the links of mails to look for harm must not confirm addresses.
 */
export default function VerifyEmailPage() {
  usePageTitle('Confirm your email');
  const token = tokenOf(useSearch());
  const { data: user } = useQuery(visitorQuery);
  const { mutate, error, isPending, isSuccess } = useConfirmation(token);
  const isAsked = useRef(false);
  useEffect(() => {
    if (token === '' || user?.email_verified !== false || isAsked.current) return;
    isAsked.current = true;
    mutate();
  }, [token, user, mutate]);
  const home = (
    <ButtonLink href="/" variant="primary" size="xl" block>
      {user ? 'Continue' : 'Log in'}
    </ButtonLink>
  );
  // Followed once more, the link is over, but what it was for is done.
  const isDone = isSuccess || (isDeadLink(error) && user?.email_verified === true);
  if (isDone) {
    return (
      <AuthLayout title="Confirm your email" lead="So that we can reach you.">
        <div className="mt-6 grid gap-4">
          <Banner tone="success" title="Your email is confirmed" />
          {home}
        </div>
      </AuthLayout>
    );
  }
  return (
    <AuthLayout title="Confirm your email" lead="So that we can reach you.">
      {token === '' || isDeadLink(error) ? (
        <DeadLink>{home}</DeadLink>
      ) : (
        <div className="mt-6 grid gap-4">
          <FormError message={error && messageOf(error)} />
          <Button variant="primary" size="xl" block pending={isPending} onClick={() => mutate()}>
            Confirm my email
          </Button>
        </div>
      )}
    </AuthLayout>
  );
}

function useConfirmation(token: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => confirmEmail(token),
    // Also covers the query of pages that make sense signed out.
    onSuccess: () => client.invalidateQueries({ queryKey: meQuery.queryKey }),
  });
}
