import { useQuery } from '@tanstack/react-query';
import Building2 from 'lucide-react/icons/building-2';
import ChevronsUpDown from 'lucide-react/icons/chevrons-up-down';
import { orgsQuery } from '../areas/orgs/queries.ts';
import { classNames } from '../ui/class-names.ts';
import { Menu, type MenuEntry } from '../ui/Menu.tsx';
import { Skeleton, useSlow } from '../ui/Skeleton.tsx';
import { Tile } from '../ui/Tile.tsx';
import { orgsPath, sitesPath } from './paths.ts';
import { ORG_SWITCHER } from './use-shell-shortcuts.ts';

interface Props {
  orgId: string;
  /** A site is open too: on narrow screens its switcher is the one that stays. */
  hasSite: boolean;
}

/** Names the organization and leads to the others. */
export function OrgSwitcher({ orgId, hasSite }: Props) {
  const { data: orgs, isPending } = useQuery(orgsQuery);
  const slow = useSlow(isPending);
  const org = orgs?.find((entry) => entry.id === orgId);
  if (!org) return slow ? <Skeleton width={120} height={16} className="ml-2" /> : null;
  const entries: MenuEntry[] = [
    { heading: 'Organizations' },
    ...(orgs ?? []).map((entry) => ({
      label: entry.name,
      icon: <Tile name={entry.name} size={20} />,
      href: sitesPath(entry.id),
      checked: entry.id === orgId,
    })),
    { separator: true },
    { label: 'All organizations', icon: <Building2 />, href: orgsPath },
  ];
  return (
    <div className={classNames('scope-org', hasSite && 'has-site')}>
      <Menu
        label="Organizations"
        widthPx={268}
        entries={entries}
        renderTrigger={(trigger) => (
          <button
            type="button"
            id={ORG_SWITCHER}
            className="scope-btn"
            aria-label={`Organization: ${org.name}`}
            {...trigger}
          >
            <Tile name={org.name} size={20} />
            <span className="truncate">{org.name}</span>
            <ChevronsUpDown />
          </button>
        )}
      />
      {hasSite && (
        <span className="scope-sep" aria-hidden="true">
          /
        </span>
      )}
    </div>
  );
}
