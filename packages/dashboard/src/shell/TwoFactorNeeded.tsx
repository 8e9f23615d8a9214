import ShieldCheck from 'lucide-react/icons/shield-check';
import { ButtonLink } from '../ui/Button.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { usePageTitle } from '../ui/use-page-title.ts';
import { accountPath } from './paths.ts';

/** In the place of a page of an organization that asks for two-factor sign-in, until it is on. */
export function TwoFactorNeeded({ name }: { name: string }) {
  usePageTitle('Two-factor sign-in needed', name);
  return (
    <div className="page">
      <EmptyState
        icon={<ShieldCheck />}
        title={`${name} asks for two-factor sign-in`}
        headingLevel={1}
        actions={
          <ButtonLink href={`${accountPath}#two-factor`} variant="primary" size="lg">
            Set it up
          </ButtonLink>
        }
      >
        Turn it on for your account, then come back. It takes a minute and an app on your phone.
      </EmptyState>
    </div>
  );
}
