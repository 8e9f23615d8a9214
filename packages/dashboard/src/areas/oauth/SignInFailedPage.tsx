import { useQuery } from '@tanstack/react-query';
import { useSearch } from 'wouter';
import { accountPath } from '../../shell/paths.ts';
import { buttonClass, ButtonLink } from '../../ui/Button.tsx';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { AuthLayout } from '../auth/AuthLayout.tsx';
import { visitorQuery } from '../auth/queries.ts';
import { returnPath, signInPath } from '../auth/return-path.ts';
import { FAILURE_TEXTS, failureIn } from './failure-texts.ts';
import { providerPath, providersQuery } from './queries.ts';

/** `/sign-in-failed`: why the way through a provider led nowhere, and the ways forward. */
export default function SignInFailedPage() {
  usePageTitle('Not logged in');
  const search = useSearch();
  const params = new URLSearchParams(search);
  const { data: providers, isPending } = useQuery(providersQuery);
  const { data: user } = useQuery(visitorQuery);
  const reason = failureIn(params);
  const { title, body, canRetry } = FAILURE_TEXTS[reason];
  const provider = providers?.find(({ id }) => id === params.get('provider'));
  const next = returnPath(search);
  // The text names the provider: it waits for the name.
  if (isPending) return null;
  return (
    <AuthLayout title={title} lead={body(provider?.name ?? 'The provider')}>
      <div className="mt-6 grid gap-3">
        {canRetry && provider !== undefined && !user && (
          <a
            href={providerPath(provider.id, next)}
            className={buttonClass({ variant: 'primary', size: 'xl', block: true })}
          >
            Try {provider.name} again
          </a>
        )}
        {user ? (
          <ButtonLink href={`${accountPath}#sign-in-methods`} variant="primary" size="xl" block>
            Back to your settings
          </ButtonLink>
        ) : (
          <ButtonLink href={signInPath(next)} size="xl" block>
            Other ways to log in
          </ButtonLink>
        )}
        {reason === 'account_unconfirmed' && (
          <ButtonLink href="/forgot-password" size="xl" block>
            Ask for a new password
          </ButtonLink>
        )}
      </div>
    </AuthLayout>
  );
}
