import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { isApiError, messageOf } from '../../api/errors.ts';
import { Banner } from '../../ui/Banner.tsx';
import { Button } from '../../ui/Button.tsx';
import { showToast } from '../../ui/toast-store.ts';
import { meQuery, sendConfirmationAgain } from './queries.ts';

/** Asks to confirm the address, on every page behind the sign-in, until it is done. */
export function ConfirmEmailBanner() {
  const client = useQueryClient();
  // The link is followed in another tab: coming back, the banner should be gone.
  const { data: user } = useQuery({ ...meQuery, refetchOnWindowFocus: unlessConfirmed });
  const { mutate, isPending } = useMutation({
    mutationFn: sendConfirmationAgain,
    onSuccess: () => showToast('Sent. Check your email.'),
    onError: (error) => {
      if (isApiError(error, 'CONFLICT'))
        void client.invalidateQueries({ queryKey: meQuery.queryKey });
      else showToast(messageOf(error), { tone: 'error' });
    },
  });
  if (user?.email_verified !== false) return null;
  return (
    <div className="page pt-4 pb-0!">
      <Banner
        tone="warning"
        title="Confirm your email"
        action={
          <Button pending={isPending} onClick={() => mutate()}>
            Send again
          </Button>
        }
      >
        We sent a link to {user.email}.
      </Banner>
    </div>
  );
}

const unlessConfirmed = (query: { state: { data?: { email_verified: boolean } | undefined } }) =>
  query.state.data?.email_verified === false ? ('always' as const) : true;
