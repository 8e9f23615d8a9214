import { useQuery } from '@tanstack/react-query';
import { Link, useSearch } from 'wouter';
import { Logo } from '../ui/Logo.tsx';
import { ThemeToggle } from '../ui/ThemeToggle.tsx';
import { AccountMenu } from './AccountMenu.tsx';
import { OrgSwitcher } from './OrgSwitcher.tsx';
import {
  apiKeysPath,
  funnelsPath,
  goalsPath,
  billingPath,
  membersPath,
  orgSettingsPath,
  orgsPath,
  sitePath,
  siteSettingsPath,
  sitesPath,
} from './paths.ts';
import { SiteSwitcher } from './SiteSwitcher.tsx';
import { meQuery } from '../areas/auth/queries.ts';
import { useOrg } from '../areas/orgs/use-org.ts';

export type Section =
  | 'dashboard'
  | 'goals'
  | 'funnels'
  | 'api-keys'
  | 'sites'
  | 'members'
  | 'billing'
  | 'settings';

interface Props {
  orgId?: string | undefined;
  siteId?: string | undefined;
  section?: Section | undefined;
}

interface SectionLink {
  section: Section;
  label: string;
  href: string;
}

function sectionsOf(orgId: string, siteId?: string): SectionLink[] {
  if (siteId === undefined) {
    return [
      { section: 'sites', label: 'Sites', href: sitesPath(orgId) },
      { section: 'members', label: 'Members', href: membersPath(orgId) },
      { section: 'billing', label: 'Billing', href: billingPath(orgId) },
      { section: 'settings', label: 'Settings', href: orgSettingsPath(orgId) },
    ];
  }
  return [
    { section: 'dashboard', label: 'Dashboard', href: sitePath(orgId, siteId) },
    { section: 'goals', label: 'Goals', href: goalsPath(orgId, siteId) },
    { section: 'funnels', label: 'Funnels', href: funnelsPath(orgId, siteId) },
    { section: 'api-keys', label: 'API keys', href: apiKeysPath(orgId, siteId) },
    { section: 'settings', label: 'Settings', href: siteSettingsPath(orgId, siteId) },
  ];
}

/** The bar on top of every page: where one is, the sections there, one's account. */
export function AppBar({ orgId, siteId, section }: Props) {
  const { data: user } = useQuery(meQuery);
  return (
    <header className="appbar">
      <div className="appbar-in">
        <Link href={orgsPath} className="appbar-home" aria-label="Purestat, all organizations">
          <Logo />
        </Link>
        <div className="scope">
          {orgId !== undefined && <OrgSwitcher orgId={orgId} hasSite={siteId !== undefined} />}
          {orgId !== undefined && siteId !== undefined && (
            <SiteSwitcher orgId={orgId} siteId={siteId} />
          )}
        </div>
        {orgId !== undefined && <Sections orgId={orgId} siteId={siteId} section={section} />}
        <div className="appbar-tools">
          <ThemeToggle className="max-sm:hidden" />
          <AccountMenu user={user} />
        </div>
      </div>
    </header>
  );
}

/** Sections that show the same period and filters, which the address holds. */
const OF_VIEW: readonly (Section | undefined)[] = ['dashboard', 'goals'];

/** For those who may change something there; a viewer finds nothing to do. */
const FOR_MANAGERS: readonly Section[] = ['settings', 'api-keys'];

function Sections({ orgId, siteId, section }: Props & { orgId: string }) {
  const search = useSearch();
  const isViewer = useOrg(orgId)?.role === 'viewer';
  const keepsView = (to: Section) =>
    search !== '' && OF_VIEW.includes(section) && OF_VIEW.includes(to);
  const links = sectionsOf(orgId, siteId).filter(
    (link) => !isViewer || !FOR_MANAGERS.includes(link.section) || link.section === section,
  );
  return (
    <nav className="navtabs" aria-label={siteId === undefined ? 'Organization' : 'Site'}>
      {links.map((link) => (
        <Link
          key={link.section}
          href={keepsView(link.section) ? `${link.href}?${search}` : link.href}
          aria-current={link.section === section ? 'page' : undefined}
        >
          {link.label}
        </Link>
      ))}
    </nav>
  );
}
