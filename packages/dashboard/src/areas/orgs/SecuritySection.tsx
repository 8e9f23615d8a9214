import type { Org } from '@purestat/vocabulary';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from 'wouter';
import { messageOf } from '../../api/errors.ts';
import { accountPath } from '../../shell/paths.ts';
import { SettingsSection } from '../../ui/SettingsSection.tsx';
import { Switch } from '../../ui/Switch.tsx';
import { showToast } from '../../ui/toast-store.ts';
import { meQuery } from '../auth/queries.ts';
import { orgsQuery, requireTwoFactor } from './queries.ts';

/** For owners: what members have to bring. */
export function SecuritySection({ org }: { org: Org }) {
  const client = useQueryClient();
  const { data: me } = useQuery(meQuery);
  const { mutate, isPending } = useMutation({
    mutationFn: (required: boolean) => requireTwoFactor(org.id, required),
    onSuccess: (changed) => {
      client.setQueryData(orgsQuery.queryKey, (orgs) =>
        orgs?.map((known) => (known.id === changed.id ? changed : known)),
      );
      showToast('Saved');
    },
    onError: (error) => showToast(messageOf(error), { tone: 'error' }),
  });
  const lacksIt = me?.two_factor === false;
  return (
    <SettingsSection id="security" title="Security" description="What members have to bring.">
      <div className="panel">
        <Switch
          label="Require two-factor sign-in"
          description={
            lacksIt ? (
              <>
                Set it up for your own account first, in your{' '}
                <Link href={`${accountPath}#two-factor`} className="underline">
                  account settings
                </Link>
                .
              </>
            ) : (
              'Members without it are kept out until they have turned it on. API keys go on working.'
            )
          }
          checked={org.two_factor_required}
          disabled={isPending || (lacksIt && !org.two_factor_required)}
          onChange={(required) => mutate(required)}
        />
      </div>
    </SettingsSection>
  );
}
