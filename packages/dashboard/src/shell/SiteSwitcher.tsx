import { useQuery } from '@tanstack/react-query';
import ChevronsUpDown from 'lucide-react/icons/chevrons-up-down';
import LayoutGrid from 'lucide-react/icons/layout-grid';
import { sitesQuery } from '../areas/sites/queries.ts';
import { Menu, type MenuEntry } from '../ui/Menu.tsx';
import { Skeleton, useSlow } from '../ui/Skeleton.tsx';
import { Tile } from '../ui/Tile.tsx';
import { sitePath, sitesPath } from './paths.ts';
import { SITE_SWITCHER } from './use-shell-shortcuts.ts';

/** Names the site and leads to the organization's others. */
export function SiteSwitcher({ orgId, siteId }: { orgId: string; siteId: string }) {
  const { data: sites, isPending } = useQuery(sitesQuery(orgId));
  const slow = useSlow(isPending);
  const site = sites?.find((entry) => entry.id === siteId);
  if (!site) return slow ? <Skeleton width={140} height={16} className="ml-2" /> : null;
  const entries: MenuEntry[] = [
    { heading: 'Sites' },
    ...(sites ?? []).map((entry) => ({
      label: entry.domain,
      icon: <Tile name={entry.domain} size={18} />,
      href: sitePath(orgId, entry.id),
      checked: entry.id === siteId,
    })),
    { separator: true },
    { label: 'All sites', icon: <LayoutGrid />, href: sitesPath(orgId) },
  ];
  return (
    <Menu
      label="Sites"
      widthPx={300}
      entries={entries}
      renderTrigger={(trigger) => (
        <button
          type="button"
          id={SITE_SWITCHER}
          className="scope-btn"
          aria-label={`Site: ${site.domain}`}
          {...trigger}
        >
          <Tile name={site.domain} size={18} />
          <span className="truncate">{site.domain}</span>
          <ChevronsUpDown />
        </button>
      )}
    />
  );
}
