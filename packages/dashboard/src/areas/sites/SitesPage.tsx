import { type ReactNode, useState } from 'react';
import type { Site } from '@purestat/vocabulary';
import { useQuery } from '@tanstack/react-query';
import Globe from 'lucide-react/icons/globe';
import Plus from 'lucide-react/icons/plus';
import Search from 'lucide-react/icons/search';
import { useLocation, useSearch } from 'wouter';
import { Button } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Loaded } from '../../ui/Loaded.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { useOrg } from '../orgs/use-org.ts';
import { canAdminister } from '../orgs/words.ts';
import { AddSiteDialog } from './AddSiteDialog.tsx';
import { sitesQuery } from './queries.ts';
import { SiteCard } from './SiteCard.tsx';
import './sites.css';

/** From this many sites on, a field that finds one pays. */
const SEARCH_FROM = 7;

/** `/org/:orgId/sites`: the organization's sites, each with its last 24 hours. */
export default function SitesPage({ orgId }: { orgId: string }) {
  const org = useOrg(orgId);
  usePageTitle('Sites', org?.name);
  const [adding, setAdding] = useState(false);
  const { data: sites } = useQuery(sitesQuery(orgId));
  const allowed = canAdminister(org?.role);
  const none = sites?.length === 0;
  const add = allowed ? (
    <Button variant="primary" size="lg" icon={<Plus />} onClick={() => setAdding(true)}>
      Add Site
    </Button>
  ) : null;
  return (
    <div className="page">
      <PageHeader
        title="Sites"
        actions={
          !none && (
            <>
              {sites && sites.length >= SEARCH_FROM && <FindSite />}
              {add}
            </>
          )
        }
      >
        {sites && !none && countOf(sites)}
      </PageHeader>
      {none && org && (
        <Panel>
          <EmptyState icon={<Globe />} title="No site yet" headingLevel={2} actions={add}>
            {allowed
              ? 'Add your website, put one line of HTML on it, and its visits show up here.'
              : 'An owner or admin of this organization can add one.'}
          </EmptyState>
        </Panel>
      )}
      {!none && <SiteList orgId={orgId} />}
      <AddSiteDialog orgId={orgId} open={adding} onClose={() => setAdding(false)} />
    </div>
  );
}

function countOf(sites: readonly Site[]): string {
  return sites.length === 1 ? '1 site' : `${sites.length} sites`;
}

/** What was typed to find a site; it stands in the address. */
function useSearchText(): [string, (text: string) => void] {
  const search = useSearch();
  const [path, navigate] = useLocation();
  const set = (text: string) => {
    navigate(text === '' ? path : `${path}?q=${encodeURIComponent(text)}`, { replace: true });
  };
  return [new URLSearchParams(search).get('q') ?? '', set];
}

function FindSite() {
  const [text, setText] = useSearchText();
  return (
    <div className="w-62 max-sm:w-full">
      <TextField
        label="Find a site"
        hideLabel
        type="search"
        placeholder="Find a site"
        start={<Search />}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
    </div>
  );
}

function SiteList({ orgId }: { orgId: string }) {
  const sites = useQuery(sitesQuery(orgId));
  const [text] = useSearchText();
  return (
    <Loaded query={sites} what="The sites" skeleton={<CardSkeletons />}>
      {(loaded) => <Cards sites={matching(loaded, text)} text={text} />}
    </Loaded>
  );
}

function matching(sites: readonly Site[], text: string): Site[] {
  const wanted = text.trim().toLowerCase();
  return sites.filter((site) => `${site.domain} ${site.name}`.toLowerCase().includes(wanted));
}

function Cards({ sites, text }: { sites: readonly Site[]; text: string }): ReactNode {
  if (sites.length === 0) {
    return (
      <Panel>
        <EmptyState icon={<Search />} title="No such site" headingLevel={2}>
          None of the sites here has “{text}” in its domain or name.
        </EmptyState>
      </Panel>
    );
  }
  return (
    <ul className="sites">
      {sites.map((site) => (
        <SiteCard key={site.id} site={site} />
      ))}
    </ul>
  );
}

function CardSkeletons() {
  return (
    <div className="sites" aria-busy="true">
      {[0, 1, 2].map((index) => (
        <Panel key={index} className="site-card gap-3 p-5">
          <Skeleton width={150} height={16} />
          <Skeleton width={72} height={26} />
        </Panel>
      ))}
    </div>
  );
}
