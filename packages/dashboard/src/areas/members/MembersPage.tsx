import { useState } from 'react';
import type { Org } from '@purestat/vocabulary';
import { useQuery } from '@tanstack/react-query';
import Plus from 'lucide-react/icons/plus';
import { Button } from '../../ui/Button.tsx';
import { Loaded } from '../../ui/Loaded.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
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
  const members = useQuery(membersQuery(org.id));
  return (
    <Loaded
      query={members}
      what="The members"
      skeleton={<Skeleton height={140} className="rounded-lg!" />}
    >
      {(loaded) => <MembersTable org={org} members={loaded} />}
    </Loaded>
  );
}
