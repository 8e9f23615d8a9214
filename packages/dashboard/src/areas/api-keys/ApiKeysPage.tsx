import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import KeyRound from 'lucide-react/icons/key-round';
import Plus from 'lucide-react/icons/plus';
import { Button } from '../../ui/Button.tsx';
import { CodeBlock } from '../../ui/CodeBlock.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Loaded } from '../../ui/Loaded.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { useOrg } from '../orgs/use-org.ts';
import { canAdminister } from '../orgs/words.ts';
import { siteQuery } from '../sites/queries.ts';
import './api-keys.css';
import { CreateKeyDialog } from './CreateKeyDialog.tsx';
import { curlExample } from './curl-example.ts';
import { KeysTable } from './KeysTable.tsx';
import { NewKeyDialog } from './NewKeyDialog.tsx';
import { apiKeysQuery, type NewApiKey, type SiteIds } from './queries.ts';

/** `/org/:orgId/site/:siteId/api-keys`: the ways in for programs. */
export default function ApiKeysPage(ids: SiteIds) {
  const { data: site } = useQuery(siteQuery(ids.orgId, ids.siteId));
  const role = useOrg(ids.orgId)?.role;
  const allowed = canAdminister(role);
  const [creating, setCreating] = useState(false);
  const [created, setCreated] = useState<NewApiKey | null>(null);
  usePageTitle('API keys', site?.domain);
  return (
    <div className="page page-narrow">
      <PageHeader
        title="API keys"
        actions={
          allowed && (
            <Button variant="primary" size="lg" icon={<Plus />} onClick={() => setCreating(true)}>
              Create API Key
            </Button>
          )
        }
      >
        For scripts and integrations that read the figures of {site?.domain ?? 'this site'} or send
        its events. <a href="/docs/api">API reference</a>
      </PageHeader>
      {allowed ? <Keys ids={ids} /> : role && <NotForViewers />}
      <div className="key-notes">
        <Panel className="p-5">
          <h2 className="text-14">Rate limit</h2>
          <p className="mt-0.5 text-13 text-ink-2">
            Each key is counted for itself, by the minute. Every answer says where it stands:{' '}
            <code className="code-inline">RateLimit-Remaining</code> of{' '}
            <code className="code-inline">RateLimit-Limit</code>.
          </p>
        </Panel>
        <CodeBlock
          label="Example"
          head="Try it"
          language="shell"
          code={curlExample(ids, window.location.origin, 'ps_live_…')}
        />
      </div>
      <CreateKeyDialog
        ids={ids}
        open={creating}
        onClose={() => setCreating(false)}
        onCreated={(key) => {
          setCreating(false);
          setCreated(key);
        }}
      />
      {created !== null && <NewKeyDialog apiKey={created} onClose={() => setCreated(null)} />}
    </div>
  );
}

function NotForViewers() {
  return (
    <Panel>
      <EmptyState icon={<KeyRound />} title="Keys are for owners and admins" headingLevel={2}>
        Ask one of them for a key. Members lists who they are.
      </EmptyState>
    </Panel>
  );
}

function Keys({ ids }: { ids: SiteIds }) {
  const keys = useQuery(apiKeysQuery(ids));
  return (
    <Loaded
      query={keys}
      what="The API keys"
      skeleton={<Skeleton height={140} className="rounded-lg!" />}
    >
      {(loaded) => <KeysTable ids={ids} keys={loaded} />}
    </Loaded>
  );
}
