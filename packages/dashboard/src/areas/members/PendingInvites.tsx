import { useState } from 'react';
import type { Invite, Org } from '@purestat/vocabulary';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import Link2 from 'lucide-react/icons/link-2';
import Link2Off from 'lucide-react/icons/link-2-off';
import X from 'lucide-react/icons/x';
import { messageOf } from '../../api/errors.ts';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { Loaded } from '../../ui/Loaded.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { showToast } from '../../ui/toast-store.ts';
import { ROLE_NAMES } from '../orgs/words.ts';
import { formatDay } from './format-day.ts';
import { invitesQuery, revokeInvite } from './queries.ts';

/** Invitations that nobody has accepted yet; nothing where there are none. */
export function PendingInvites({ org }: { org: Org }) {
  const invites = useQuery(invitesQuery(org.id));
  const [revoking, setRevoking] = useState<Invite | null>(null);
  return (
    <>
      <Loaded query={invites} what="The invitations" className="mt-8">
        {(loaded) => loaded.length > 0 && <List invites={loaded} onRevoke={setRevoking} />}
      </Loaded>
      <RevokeDialog org={org} invite={revoking} onClose={() => setRevoking(null)} />
    </>
  );
}

interface ListProps {
  invites: readonly Invite[];
  onRevoke: (invite: Invite) => void;
}

function List({ invites, onRevoke }: ListProps) {
  return (
    <section aria-labelledby="pending-invites">
      <h2 id="pending-invites" className="mt-8 mb-3">
        Pending invitations
      </h2>
      <ul className="panel">
        {invites.map((invite) => (
          <Row key={invite.id} invite={invite} onRevoke={() => onRevoke(invite)} />
        ))}
      </ul>
    </section>
  );
}

function Row({ invite, onRevoke }: { invite: Invite; onRevoke: () => void }) {
  const { email, role, url, expires_at } = invite;
  return (
    <li className="set-row">
      <div className="person">
        <span className="hatch invited" aria-hidden="true" />
        <div className="min-w-0">
          <b className="block truncate text-13">{email}</b>
          <p className="text-12 text-ink-2">
            {ROLE_NAMES[role]} · expires {formatDay(expires_at)}
          </p>
          {url === null && (
            <p className="text-12 text-ink-2">
              Its link can’t be shown again. Revoke it and invite anew.
            </p>
          )}
        </div>
      </div>
      <div className="flex items-center gap-2">
        {url !== null && (
          <CopyButton
            text={url}
            label="Copy link"
            detail={`for ${email}`}
            size="md"
            icon={<Link2 />}
          />
        )}
        <IconButton label={`Revoke the invitation for ${email}`} onClick={onRevoke}>
          <X />
        </IconButton>
      </div>
    </li>
  );
}

interface RevokeProps {
  org: Org;
  invite: Invite | null;
  onClose: () => void;
}

function RevokeDialog({ org, invite, onClose }: RevokeProps) {
  const client = useQueryClient();
  const revocation = useMutation({
    mutationFn: (inviteId: string) => revokeInvite(org.id, inviteId),
    onSuccess: (_, inviteId) => {
      client.setQueryData(invitesQuery(org.id).queryKey, (invites) =>
        invites?.filter((known) => known.id !== inviteId),
      );
      onClose();
      showToast('Invitation revoked');
    },
    // It may have been accepted a moment ago.
    onError: () => void client.invalidateQueries({ queryKey: ['members', org.id] }),
  });
  return (
    <ConfirmDialog
      open={invite !== null}
      onClose={() => {
        revocation.reset();
        onClose();
      }}
      title="Revoke this invitation?"
      description="Its link stops working, also where it was sent already."
      action="Revoke"
      icon={<Link2Off />}
      onConfirm={() => invite !== null && revocation.mutate(invite.id)}
      pending={revocation.isPending}
      error={revocation.error && messageOf(revocation.error)}
    />
  );
}
