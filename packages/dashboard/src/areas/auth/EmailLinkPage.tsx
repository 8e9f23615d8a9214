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
  /** Where one goes on from there; home unless given. */
  next?: { href: string; label: string };
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
  lead: 'It gets this address again. Every browser is logged out, and the password and linked accounts end.',
  action: 'Take it back',
  done: 'The account has your address again',
  doneMore: 'We mailed you a link to a new password. It is the way in: the old one works no more.',
  next: { href: '/forgot-password', label: 'No mail? Ask for another link' },
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
  const home = { href: '/', label: user ? 'Continue' : 'Log in' };
  const next = isSuccess ? (words.next ?? home) : home;
  const goOn = (
    <ButtonLink href={next.href} variant="primary" size="xl" block>
      {next.label}
    </ButtonLink>
  );
  return (
    <AuthLayout title={words.title} lead={words.lead}>
      {token === '' || isDeadLink(error) ? (
        <DeadLink>{goOn}</DeadLink>
      ) : (
        <div className="mt-6 grid gap-4">
          {isSuccess && (
            <Banner tone="success" title={words.done}>
              {words.doneMore}
            </Banner>
          )}
          <FormError message={error && messageOf(error)} />
          {isSuccess ? (
            goOn
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
