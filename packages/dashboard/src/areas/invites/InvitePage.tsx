import type { OpenInvite, User } from '@purestat/vocabulary';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useLocation } from 'wouter';
import { isApiError, messageOf } from '../../api/errors.ts';
import { invitePath, orgsPath, sitesPath } from '../../shell/paths.ts';
import { endSession } from '../../shell/session.ts';
import { Button, ButtonLink } from '../../ui/Button.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { FormError } from '../../ui/FormError.tsx';
import { showToast } from '../../ui/toast-store.ts';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { AuthLayout } from '../auth/AuthLayout.tsx';
import { logOut, visitorQuery } from '../auth/queries.ts';
import { signInPath, signUpPath } from '../auth/return-path.ts';
import { orgsQuery } from '../orgs/queries.ts';
import { ROLE_NAMES } from '../orgs/words.ts';
import { acceptInvite, inviteQuery } from './queries.ts';

/** `/invite/:code`: where the link leads, and the way in. */
export default function InvitePage({ code }: { code: string }) {
  usePageTitle('Invitation');
  const invite = useQuery(inviteQuery(code));
  const visitor = useQuery(visitorQuery);
  const error = invite.error ?? visitor.error;
  if (isApiError(error, 'GONE') || isApiError(error, 'NOT_FOUND')) {
    return <Ended message={error.message} user={visitor.data ?? null} />;
  }
  if (invite.data && visitor.data !== undefined) {
    return visitor.data === null ? (
      <Welcome invite={invite.data} code={code} />
    ) : (
      <Acceptance invite={invite.data} user={visitor.data} code={code} />
    );
  }
  if (!error) return null;
  return (
    <AuthLayout title="Invitation" lead="">
      <ErrorState
        headingLevel={2}
        title="The invitation didn’t load"
        message={messageOf(error)}
        onRetry={() => void Promise.all([invite.refetch(), visitor.refetch()])}
        retrying={invite.isFetching || visitor.isFetching}
      />
    </AuthLayout>
  );
}

function Ended({ message, user }: { message: string; user: User | null }) {
  return (
    <AuthLayout title="This invitation doesn’t work" lead={message}>
      <Actions>
        {user === null ? (
          <ButtonLink href="/login" size="xl" block>
            Log in
          </ButtonLink>
        ) : (
          <ButtonLink href={orgsPath} size="xl" block>
            Go to your organizations
          </ButtonLink>
        )}
      </Actions>
    </AuthLayout>
  );
}

function Lead({ invite }: { invite: OpenInvite }) {
  return (
    <>
      You are invited as {ROLE_NAMES[invite.role].toLowerCase()}, by a link made for {invite.email}.
    </>
  );
}

function Actions({ children }: { children: React.ReactNode }) {
  return <div className="mt-6 grid gap-3">{children}</div>;
}

function Welcome({ invite, code }: { invite: OpenInvite; code: string }) {
  const here = invitePath(code);
  return (
    <AuthLayout title={`Join ${invite.org_name}`} lead={<Lead invite={invite} />}>
      <Actions>
        <ButtonLink href={signUpPath(here)} variant="primary" size="xl" block>
          Create an account
        </ButtonLink>
        <ButtonLink href={signInPath(here)} size="xl" block>
          Log in
        </ButtonLink>
      </Actions>
    </AuthLayout>
  );
}

interface AcceptanceProps {
  invite: OpenInvite;
  user: User;
  code: string;
}

function Acceptance({ invite, user, code }: AcceptanceProps) {
  const client = useQueryClient();
  const acceptance = useAcceptance(invite, code);
  const change = useMutation({
    mutationFn: logOut,
    onSuccess: () => endSession(client, signInPath(invitePath(code))),
  });
  const { error } = acceptance;
  if (isApiError(error, 'GONE') || isApiError(error, 'NOT_FOUND')) {
    return <Ended message={error.message} user={user} />;
  }
  if (isApiError(error, 'CONFLICT')) return <Joined message={error.message} />;
  return (
    <AuthLayout title={`Join ${invite.org_name}`} lead={<Lead invite={invite} />}>
      <p className="mt-4 text-ink-2">
        You are logged in as <b className="text-ink">{user.name}</b> ({user.email}).
        {user.email !== invite.email && ' That is another address. You may accept all the same.'}
      </p>
      <Actions>
        <FormError message={(error ?? change.error) && messageOf(error ?? change.error)} />
        <Button
          variant="primary"
          size="xl"
          block
          pending={acceptance.isPending}
          onClick={() => acceptance.mutate()}
        >
          Accept invitation
        </Button>
        <Button size="xl" block pending={change.isPending} onClick={() => change.mutate()}>
          Use another account
        </Button>
      </Actions>
    </AuthLayout>
  );
}

function Joined({ message }: { message: string }) {
  return (
    <AuthLayout title="You are in already" lead={message}>
      <Actions>
        <ButtonLink href={orgsPath} variant="primary" size="xl" block>
          Go to your organizations
        </ButtonLink>
      </Actions>
    </AuthLayout>
  );
}

function useAcceptance(invite: OpenInvite, code: string) {
  const client = useQueryClient();
  const [, navigate] = useLocation();
  return useMutation({
    mutationFn: () => acceptInvite(code),
    onSuccess: async ({ org_id }) => {
      // The organization's pages ask this list whether one belongs there.
      await client.resetQueries({ queryKey: orgsQuery.queryKey });
      navigate(sitesPath(org_id), { replace: true });
      showToast(`You joined ${invite.org_name}`);
    },
  });
}
