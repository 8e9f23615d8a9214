import type { Site } from '@purestat/vocabulary';
import { useQuery } from '@tanstack/react-query';
import Code from 'lucide-react/icons/code';
import Download from 'lucide-react/icons/download';
import FunnelX from 'lucide-react/icons/funnel-x';
import SlidersHorizontal from 'lucide-react/icons/sliders-horizontal';
import TriangleAlert from 'lucide-react/icons/triangle-alert';
import { Loaded } from '../../ui/Loaded.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { SettingsSection } from '../../ui/SettingsSection.tsx';
import { SideNav } from '../../ui/SideNav.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { useOrg } from '../orgs/use-org.ts';
import { canAdminister } from '../orgs/words.ts';
import { DeleteSite } from './DeleteSite.tsx';
import { Drops } from './Drops.tsx';
import { ExportEvents } from './ExportEvents.tsx';
import './sites.css';
import { siteQuery } from './queries.ts';
import { SiteForm } from './SiteForm.tsx';
import { TrackerSnippet } from './TrackerSnippet.tsx';

interface Props {
  orgId: string;
  siteId: string;
}

const SECTIONS = [
  { id: 'general', label: 'General', icon: <SlidersHorizontal /> },
  { id: 'tracker', label: 'Tracker', icon: <Code /> },
  { id: 'drops', label: 'Not counted', icon: <FunnelX /> },
];
/** Of owners and admins. */
const EXPORT = { id: 'export', label: 'Export events', icon: <Download /> };
const DANGER = { id: 'danger', label: 'Danger zone', icon: <TriangleAlert /> };

/** `/org/:orgId/site/:siteId/settings`: name, time zone, snippet, deletion. */
export default function SiteSettingsPage({ orgId, siteId }: Props) {
  const site = useQuery(siteQuery(orgId, siteId));
  const allowed = canAdminister(useOrg(orgId)?.role);
  usePageTitle('Settings', site.data?.domain);
  return (
    <div className="page page-settings">
      <PageHeader title="Site settings" />
      <div className="settings">
        <SideNav label="Settings" items={allowed ? [...SECTIONS, EXPORT, DANGER] : SECTIONS} />
        <div className="min-w-0">
          <Loaded
            query={site}
            what="The settings"
            skeleton={<Skeleton height={240} className="rounded-lg!" />}
          >
            {(loaded) => <Sections site={loaded} allowed={allowed} />}
          </Loaded>
        </div>
      </div>
    </div>
  );
}

function Sections({ site, allowed }: { site: Site; allowed: boolean }) {
  return (
    <>
      <SettingsSection
        id="general"
        title="General"
        description="How this site is named and when its day begins."
      >
        <SiteForm
          key={`${site.domain} ${site.name} ${site.timezone}`}
          site={site}
          allowed={allowed}
        />
      </SettingsSection>
      <SettingsSection
        id="tracker"
        title="Tracker"
        description="Put this line in the <head> of every page. It sets no cookie and loads after your content."
      >
        <TrackerSnippet site={site} />
      </SettingsSection>
      <SettingsSection
        id="drops"
        title="Not counted"
        description="Events of the last 30 days that arrived and were left out on purpose."
      >
        <Drops orgId={site.org_id} siteId={site.id} />
      </SettingsSection>
      {allowed && (
        <SettingsSection
          id="export"
          title="Export events"
          description="Every event as it is kept, oldest first. No address and no browser’s full name is among them: none was ever kept."
        >
          <ExportEvents orgId={site.org_id} siteId={site.id} />
        </SettingsSection>
      )}
      {allowed && (
        <SettingsSection id="danger" title="Danger zone" description="Deleting can’t be undone.">
          <DeleteSite site={site} />
        </SettingsSection>
      )}
    </>
  );
}
