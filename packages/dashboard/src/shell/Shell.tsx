import { type ReactNode, useEffect, useRef } from 'react';
import { useQuery } from '@tanstack/react-query';
import { useLocation } from 'wouter';
import { isApiError } from '../api/errors.ts';
import { ConfirmEmailBanner } from '../areas/auth/ConfirmEmailBanner.tsx';
import { meQuery } from '../areas/auth/queries.ts';
import { orgsQuery } from '../areas/orgs/queries.ts';
import { useOrg } from '../areas/orgs/use-org.ts';
import { siteQuery } from '../areas/sites/queries.ts';
import { buttonClass } from '../ui/Button.tsx';
import { AppBar, type Section } from './AppBar.tsx';
import { rememberLastSite } from './last-site.ts';
import { NotFoundState } from './NotFound.tsx';
import { OfflineNotice } from './OfflineNotice.tsx';
import { sitePath } from './paths.ts';
import { TwoFactorNeeded } from './TwoFactorNeeded.tsx';
import { useShellShortcuts } from './use-shell-shortcuts.ts';

interface Props {
  orgId?: string;
  siteId?: string;
  section?: Section;
  children: ReactNode;
}

/** The frame of every page behind the sign-in: skip link, app bar, main. */
export function Shell({ orgId, siteId, section, children }: Props) {
  const main = useRef<HTMLElement>(null);
  useFocusOnNavigation(main);
  useShellShortcuts();
  return (
    <>
      <a href="#main" className={buttonClass({ variant: 'primary', size: 'lg' }, 'skip-link')}>
        Skip to content
      </a>
      <AppBar orgId={orgId} siteId={siteId} section={section} />
      <OfflineNotice />
      <ConfirmEmailBanner />
      <main id="main" ref={main} tabIndex={-1} className="outline-none! shadow-none!">
        {children}
      </main>
    </>
  );
}

/** Outlives the frames: between an organization's pages and a site's it is another one. */
let shownPath: string | null = null;

/** After going to another page, reading goes on at its content, not in the bar. */
function useFocusOnNavigation(main: React.RefObject<HTMLElement | null>) {
  const [path] = useLocation();
  useEffect(() => {
    const before = shownPath;
    shownPath = path;
    if (before === null || before === path) return;
    window.scrollTo(0, 0);
    main.current?.focus({ preventScroll: true });
  }, [path, main]);
}

/** The frame of an organization's pages. An organization one does not belong to is not found. */
export function OrgShell(props: Omit<Props, 'siteId'> & { orgId: string }) {
  const { data: orgs } = useQuery(orgsQuery);
  const children = useGated(props.orgId, props.children);
  const missing = orgs !== undefined && !orgs.some((org) => org.id === props.orgId);
  if (missing) return <MissingPage />;
  return <Shell {...props}>{children}</Shell>;
}

/** @returns what is shown of an organization to a member who may be kept out for now */
function useGated(orgId: string, children: ReactNode): ReactNode {
  const { data: me } = useQuery(meQuery);
  const org = useOrg(orgId);
  const isKeptOut = org?.two_factor_required === true && me?.two_factor === false;
  return isKeptOut ? <TwoFactorNeeded name={org.name} /> : children;
}

/** The frame of a site's pages. Children are shown at once; only a missing site replaces them. */
export function SiteShell(props: Props & { orgId: string; siteId: string }) {
  const { orgId, siteId } = props;
  const { error, data } = useQuery(siteQuery(orgId, siteId));
  const children = useGated(orgId, props.children);
  const missing = isApiError(error, 'NOT_FOUND');
  const known = data !== undefined;
  useEffect(() => {
    if (known) rememberLastSite(sitePath(orgId, siteId));
    else if (missing) rememberLastSite(null);
  }, [orgId, siteId, known, missing]);
  if (missing) return <MissingPage />;
  return <Shell {...props}>{children}</Shell>;
}

function MissingPage() {
  return (
    <Shell>
      <NotFoundState />
    </Shell>
  );
}
