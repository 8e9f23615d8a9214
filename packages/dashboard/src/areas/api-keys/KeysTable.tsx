import { useState } from 'react';
import type { ApiKey } from '@purestat/vocabulary';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import KeyRound from 'lucide-react/icons/key-round';
import Trash2 from 'lucide-react/icons/trash-2';
import { messageOf } from '../../api/errors.ts';
import { Badge } from '../../ui/Badge.tsx';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { showToast } from '../../ui/toast-store.ts';
import { expiryOf, lastUsedText } from './instants.ts';
import { apiKeysQuery, revokeApiKey, type SiteIds } from './queries.ts';

/** The keys of a site, and how one is taken back. */
export function KeysTable({ ids, keys }: { ids: SiteIds; keys: readonly ApiKey[] }) {
  const [revoking, setRevoking] = useState<ApiKey | null>(null);
  return (
    <div className="panel overflow-hidden">
      {keys.length === 0 ? (
        <EmptyState icon={<KeyRound />} title="No API keys yet" headingLevel={2}>
          A key lets a program in, for this site and what you allow it.
        </EmptyState>
      ) : (
        <Table keys={keys} onRevoke={setRevoking} />
      )}
      <RevokeDialog ids={ids} apiKey={revoking} onClose={() => setRevoking(null)} />
    </div>
  );
}

function Table(props: { keys: readonly ApiKey[]; onRevoke: (key: ApiKey) => void }) {
  return (
    <table className="keys">
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Key</th>
          <th scope="col" className="max-sm:hidden">
            Scopes
          </th>
          <th scope="col" className="max-sm:hidden">
            Last used
          </th>
          <th scope="col" className="max-sm:hidden">
            Expires
          </th>
          <th scope="col">
            <span className="sr">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {props.keys.map((key) => (
          <Row key={key.id} apiKey={key} onRevoke={() => props.onRevoke(key)} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ apiKey, onRevoke }: { apiKey: ApiKey; onRevoke: () => void }) {
  const { name, key_prefix, scopes, created_by, last_used_at, expires_at } = apiKey;
  const [now] = useState(() => Date.now());
  const expiry = expiryOf(expires_at, now);
  const ends = expiry.tone ? <Badge tone={expiry.tone}>{expiry.text}</Badge> : expiry.text;
  return (
    <tr>
      <th scope="row">
        <span className="block truncate font-medium">{name}</span>
        <span className="block truncate text-12 text-ink-3">
          {created_by?.name ?? 'A deleted account'}
        </span>
        <span className="mt-1 grid gap-1 text-12 text-ink-2 sm:hidden">
          <span className="block">{scopes.join(', ')}</span>
          <span className="block">
            Last used: {lastUsedText(last_used_at, now)} · expires: {ends}
          </span>
        </span>
      </th>
      <td>
        <code>{key_prefix}…</code>
      </td>
      <td className="max-sm:hidden">
        <span className="flex flex-wrap gap-1">
          {scopes.map((scope) => (
            <Badge key={scope}>{scope}</Badge>
          ))}
        </span>
      </td>
      <td className="nowrap text-ink-2 max-sm:hidden">{lastUsedText(last_used_at, now)}</td>
      <td className="nowrap text-ink-2 max-sm:hidden">{ends}</td>
      <td className="text-end">
        <IconButton label={`Revoke ${name}`} onClick={onRevoke}>
          <Trash2 />
        </IconButton>
      </td>
    </tr>
  );
}

interface RevokeProps {
  ids: SiteIds;
  apiKey: ApiKey | null;
  onClose: () => void;
}

function RevokeDialog({ ids, apiKey, onClose }: RevokeProps) {
  const client = useQueryClient();
  const { queryKey } = apiKeysQuery(ids);
  const revocation = useMutation({
    mutationFn: (keyId: string) => revokeApiKey(ids, keyId),
    onSuccess: (_, keyId) => {
      client.setQueryData(queryKey, (keys) => keys?.filter(({ id }) => id !== keyId));
      onClose();
      showToast('API key revoked');
    },
    // Somebody else may have revoked it a moment ago.
    onError: () => void client.invalidateQueries({ queryKey }),
  });
  return (
    <ConfirmDialog
      open={apiKey !== null}
      onClose={() => {
        revocation.reset();
        onClose();
      }}
      title={`Revoke ${apiKey?.name ?? 'this key'}?`}
      description="Programs that use it are refused at once. It cannot be brought back."
      action="Revoke"
      onConfirm={() => apiKey !== null && revocation.mutate(apiKey.id)}
      pending={revocation.isPending}
      error={revocation.error && messageOf(revocation.error)}
    />
  );
}
