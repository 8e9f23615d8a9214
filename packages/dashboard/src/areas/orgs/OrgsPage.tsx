import { useState } from 'react';
import type { Org } from '@purestat/vocabulary';
import { useQuery } from '@tanstack/react-query';
import Building2 from 'lucide-react/icons/building-2';
import ChevronRight from 'lucide-react/icons/chevron-right';
import Plus from 'lucide-react/icons/plus';
import { Link } from 'wouter';
import { sitesPath } from '../../shell/paths.ts';
import { Badge } from '../../ui/Badge.tsx';
import { Button } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Loaded } from '../../ui/Loaded.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { Tile } from '../../ui/Tile.tsx';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { CreateOrgDialog } from './CreateOrgDialog.tsx';
import { orgsQuery } from './queries.ts';
import { PLAN_NAMES, ROLE_NAMES } from './words.ts';

/** `/orgs`: the organizations one belongs to. */
export default function OrgsPage() {
  usePageTitle('Organizations');
  const [creating, setCreating] = useState(false);
  const create = (
    <Button variant="primary" size="lg" icon={<Plus />} onClick={() => setCreating(true)}>
      Create Organization
    </Button>
  );
  const { data: orgs } = useQuery(orgsQuery);
  const none = orgs?.length === 0;
  return (
    <div className="page page-narrow">
      <PageHeader title="Organizations" actions={none ? null : create}>
        Each has its own sites and members.
      </PageHeader>
      {none ? (
        <Panel>
          <EmptyState
            icon={<Building2 />}
            title="No organization yet"
            headingLevel={2}
            actions={create}
          >
            Sites belong to an organization. Create one, then add your first site.
          </EmptyState>
        </Panel>
      ) : (
        <OrgList />
      )}
      <CreateOrgDialog open={creating} onClose={() => setCreating(false)} />
    </div>
  );
}

function OrgList() {
  const orgs = useQuery(orgsQuery);
  return (
    <Loaded query={orgs} what="Your organizations" skeleton={<RowSkeleton />}>
      {(loaded) => (
        <ul className="panel overflow-hidden">
          {loaded.map((org) => (
            <OrgRow key={org.id} org={org} />
          ))}
        </ul>
      )}
    </Loaded>
  );
}

function RowSkeleton() {
  return (
    <Panel busy>
      <div className="flex items-center gap-5 p-5">
        <Skeleton width={40} height={40} className="rounded-md!" />
        <Skeleton width={160} height={14} />
      </div>
    </Panel>
  );
}

function OrgRow({ org }: { org: Org }) {
  return (
    <li className="border-t first:border-t-0">
      <Link
        href={sitesPath(org.id)}
        className="grid grid-cols-[40px_minmax(0,1fr)_16px] items-center gap-x-5 px-5 py-4 text-ink! no-underline! hover:bg-hover/60 max-sm:gap-x-3 max-sm:px-4"
      >
        <Tile name={org.name} size={40} />
        <span>
          <span className="flex items-center gap-2 text-14 font-semibold">
            <span className="truncate">{org.name}</span>
            {org.plan !== 'selfhosted' && (
              <Badge tone={org.plan === 'free' ? undefined : 'primary'}>
                {PLAN_NAMES[org.plan]}
              </Badge>
            )}
          </span>
          <span className="text-13 text-ink-3">{ROLE_NAMES[org.role]}</span>
        </span>
        <ChevronRight className="text-ink-3" />
      </Link>
    </li>
  );
}
