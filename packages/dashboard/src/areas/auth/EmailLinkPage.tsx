import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useSearch } from 'wouter';
import { messageOf } from '../../api/errors.ts';
import { Banner } from '../../ui/Banner.tsx';
import { Button, ButtonLink } from '../../ui/Button.tsx';
import { FormError } from '../../ui/FormError.tsx';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { AuthLayout } from './AuthLayout.tsx';
import { DeadLink, isDeadLink, tokenOf } from './DeadLink.tsx';
import { confirmNewEmail, meQuery, undoEmailChange, visitorQuery } from './queries.ts';

interface Words {
  title: string;
  lead: string;
  action: string;
  done: string;
  doneMore: string;
  send: (token: string) => Promise<unknown>;
}

const CHANGE: Words = {
  title: 'Confirm your new email',
  lead: 'From then on you log in with it.',
  action: 'Confirm my new email',
  done: 'Your email is changed',
  doneMore: 'We told your old address.',
  send: confirmNewEmail,
};

const UNDO: Words = {
  title: 'Take your account back',
  lead: 'It gets this address again, and every browser is logged out.',
  action: 'Take it back',
  done: 'The account has your address again',
  doneMore: 'We mailed you a link to a new password. Follow it now: the old one may be known.',
  send: undoEmailChange,
};

/** `/change-email?token=…`: where the link mailed to a new address leads. */
export function ChangeEmailPage() {
  return <EmailLinkPage words={CHANGE} />;
}

/** `/undo-email-change?token=…`: where the link mailed to the old address leads. */
export function UndoEmailChangePage() {
  return <EmailLinkPage words={UNDO} />;
}

/** A press of a button, for programs open the links of mails to look for harm. */
function EmailLinkPage({ words }: { words: Words }) {
  usePageTitle(words.title);
  const client = useQueryClient();
  const token = tokenOf(useSearch());
  const { data: user } = useQuery(visitorQuery);
  const { mutate, error, isPending, isSuccess } = useMutation({
    mutationFn: () => words.send(token),
    // Also covers the query of pages that make sense signed out.
    onSuccess: () => client.resetQueries({ queryKey: meQuery.queryKey }),
  });
  const home = (
    <ButtonLink href="/" variant="primary" size="xl" block>
      {user ? 'Continue' : 'Log in'}
    </ButtonLink>
  );
  return (
    <AuthLayout title={words.title} lead={words.lead}>
      {token === '' || isDeadLink(error) ? (
        <DeadLink>{home}</DeadLink>
      ) : (
        <div className="mt-6 grid gap-4">
          {isSuccess && (
            <Banner tone="success" title={words.done}>
              {words.doneMore}
            </Banner>
          )}
          <FormError message={error && messageOf(error)} />
          {isSuccess ? (
            home
          ) : (
            <Button variant="primary" size="xl" block pending={isPending} onClick={() => mutate()}>
              {words.action}
            </Button>
          )}
        </div>
      )}
    </AuthLayout>
  );
}
