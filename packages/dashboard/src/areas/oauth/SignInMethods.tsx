import { type ReactNode, useEffect, useState } from 'react';
import type { SignInMethod } from '@purestat/vocabulary';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import Link2Off from 'lucide-react/icons/link-2-off';
import { useLocation, useSearch } from 'wouter';
import { messageOf } from '../../api/errors.ts';
import { accountPath } from '../../shell/paths.ts';
import { Button, buttonClass } from '../../ui/Button.tsx';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { Loaded } from '../../ui/Loaded.tsx';
import { SettingsSection } from '../../ui/SettingsSection.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { showToast } from '../../ui/toast-store.ts';
import { LinkButtons } from './LinkButtons.tsx';
import './oauth.css';
import { ProviderIcon } from './ProviderIcon.tsx';
import { methodsQuery, type Provider, providersQuery, unlink } from './queries.ts';

const SECTION = 'sign-in-methods';

/** The ways into one's own account: seeing, adding and taking them away. */
export function SignInMethods() {
  const methods = useQuery(methodsQuery);
  const { data: providers = [] } = useQuery(providersQuery);
  useLinkedToast();
  return (
    <SettingsSection
      id={SECTION}
      title="Sign-in methods"
      description="Each of them logs you in to this account."
    >
      <Loaded
        query={methods}
        what="The sign-in methods"
        headingLevel={3}
        skeleton={<Skeleton height={120} />}
      >
        {(loaded) => <Ways methods={loaded} providers={providers} />}
      </Loaded>
    </SettingsSection>
  );
}

/** Says so when one comes back from a provider that was just linked, and once. */
function useLinkedToast(): void {
  const search = useSearch();
  const [, navigate] = useLocation();
  const { data: providers } = useQuery(providersQuery);
  const linked = new URLSearchParams(search).get('linked');
  const provider = providers?.find(({ id }) => id === linked);
  useEffect(() => {
    if (provider === undefined) return;
    showToast(`${provider.name} is linked`);
    navigate(`${accountPath}#${SECTION}`, { replace: true });
    document.getElementById(SECTION)?.scrollIntoView();
  }, [provider, navigate]);
}

function Ways({ methods, providers }: { methods: SignInMethod[]; providers: Provider[] }) {
  const [unlinking, setUnlinking] = useState<SignInMethod | null>(null);
  const hasPassword = methods.some(({ provider }) => provider === 'password');
  return (
    <>
      <ul className="panel">
        {!hasPassword && <NoPassword />}
        {methods.map((method) => (
          <Method key={method.id} method={method} onUnlink={() => setUnlinking(method)} />
        ))}
      </ul>
      <UnlinkDialog method={unlinking} onClose={() => setUnlinking(null)} />
      {providers.length > 0 && <LinkButtons providers={providers} hasPassword={hasPassword} />}
    </>
  );
}

interface RowProps {
  provider: SignInMethod['provider'];
  name: string;
  detail: string;
  children?: ReactNode;
}

function Row({ provider, name, detail, children }: RowProps) {
  return (
    <li className="set-row">
      <div className="flex items-center gap-3">
        <ProviderIcon provider={provider} />
        <div className="min-w-0">
          <b className="block truncate text-13">{name}</b>
          <p className="truncate text-12 text-ink-2">{detail}</p>
        </div>
      </div>
      {children}
    </li>
  );
}

function detailOf({ provider, label, usable }: SignInMethod): string {
  if (provider === 'password') return 'With your email address.';
  return [label, !usable && 'turned off on this server'].filter(Boolean).join(' · ');
}

function Method({ method, onUnlink }: { method: SignInMethod; onUnlink: () => void }) {
  const { provider, name, label, can_unlink } = method;
  return (
    <Row provider={provider} name={name} detail={detailOf(method)}>
      {can_unlink && (
        <Button aria-label={`Unlink ${name}${label ? ` (${label})` : ''}`} onClick={onUnlink}>
          Unlink
        </Button>
      )}
    </Row>
  );
}

/** The form for one is a section of the same page. */
function NoPassword() {
  return (
    <Row provider="password" name="Password" detail="None yet.">
      <a className={buttonClass({})} href="#password">
        Set a password
      </a>
    </Row>
  );
}

function UnlinkDialog({ method, onClose }: { method: SignInMethod | null; onClose: () => void }) {
  const client = useQueryClient();
  const removal = useMutation({
    mutationFn: unlink,
    onSuccess: async () => {
      onClose();
      showToast(`${method?.name} is unlinked`);
      await client.invalidateQueries({ queryKey: methodsQuery.queryKey });
    },
    onError: () => void client.invalidateQueries({ queryKey: methodsQuery.queryKey }),
  });
  return (
    <ConfirmDialog
      open={method !== null}
      onClose={() => {
        removal.reset();
        onClose();
      }}
      title={`Unlink ${method?.name ?? ''}?`}
      description="It no longer logs you in to this account. You can link it again."
      action="Unlink"
      icon={<Link2Off />}
      onConfirm={() => method !== null && removal.mutate(method.id)}
      pending={removal.isPending}
      error={removal.error && messageOf(removal.error)}
    />
  );
}
