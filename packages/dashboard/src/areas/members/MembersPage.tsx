import { useState } from 'react';
import type { Org } from '@purestat/vocabulary';
import { useQuery } from '@tanstack/react-query';
import Plus from 'lucide-react/icons/plus';
import { isApiError, messageOf } from '../../api/errors.ts';
import { Button } from '../../ui/Button.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Skeleton, useSlow } from '../../ui/Skeleton.tsx';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { useOrg } from '../orgs/use-org.ts';
import { canAdminister } from '../orgs/words.ts';
import { InviteDialog } from './InviteDialog.tsx';
import './members.css';
import { MembersTable } from './MembersTable.tsx';
import { PendingInvites } from './PendingInvites.tsx';
import { membersQuery } from './queries.ts';
import { RolesTable } from './RolesTable.tsx';

/** `/org/:orgId/members`: who belongs to the organization, who is invited, what each role may do. */
export default function MembersPage({ orgId }: { orgId: string }) {
  const org = useOrg(orgId);
  const [inviting, setInviting] = useState(false);
  const allowed = canAdminister(org?.role);
  usePageTitle('Members', org?.name);
  return (
    <div className="page page-narrow">
      <PageHeader
        title="Members"
        actions={
          allowed && (
            <Button variant="primary" size="lg" icon={<Plus />} onClick={() => setInviting(true)}>
              Invite Member
            </Button>
          )
        }
      >
        {org && `Everybody here sees all sites of ${org.name}.`}
      </PageHeader>
      {org && <Members org={org} />}
      {org && allowed && <PendingInvites org={org} />}
      <RolesTable />
      {org && <InviteDialog org={org} open={inviting} onClose={() => setInviting(false)} />}
    </div>
  );
}

function Members({ org }: { org: Org }) {
  const { data, error, isPending, isFetching, refetch } = useQuery(membersQuery(org.id));
  const slow = useSlow(isPending);
  if (data) return <MembersTable org={org} members={data} />;
  if (error && !isApiError(error, 'UNAUTHORIZED')) {
    return (
      <Panel>
        <ErrorState
          headingLevel={2}
          title="The members didn’t load"
          message={messageOf(error)}
          reference={isApiError(error) ? error.requestId : undefined}
          onRetry={() => void refetch()}
          retrying={isFetching}
        />
      </Panel>
    );
  }
  return slow ? <Skeleton height={140} className="rounded-lg!" /> : null;
}
