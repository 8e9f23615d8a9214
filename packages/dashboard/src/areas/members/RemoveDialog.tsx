import type { Member, Org } from '@purestat/vocabulary';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import LogOut from 'lucide-react/icons/log-out';
import UserMinus from 'lucide-react/icons/user-minus';
import { useLocation } from 'wouter';
import { messageOf } from '../../api/errors.ts';
import { rememberLastSite } from '../../shell/last-site.ts';
import { orgsPath } from '../../shell/paths.ts';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { showToast } from '../../ui/toast-store.ts';
import { orgsQuery } from '../orgs/queries.ts';
import { invitesQuery, membersQuery, removeMember } from './queries.ts';

interface Props {
  open: boolean;
  onClose: () => void;
  org: Org;
  member: Member;
  isMe: boolean;
}

/** Asks before a member is removed, or before one leaves. */
export function RemoveDialog({ org, member, isMe, open, onClose }: Props) {
  const removal = useRemoval({ org, member, isMe, onClose });
  const { name } = member.user;
  const words = isMe
    ? {
        title: `Leave ${org.name}?`,
        description:
          'You lose access to its sites at once. To come back you need a new invitation.',
        action: 'Leave',
        icon: <LogOut />,
      }
    : {
        title: `Remove ${name}?`,
        description: `${name} loses access to ${org.name} at once. Pending invitations made by ${name} end too.`,
        action: 'Remove',
        icon: <UserMinus />,
      };
  return (
    <ConfirmDialog
      {...words}
      open={open}
      onClose={() => {
        removal.reset();
        onClose();
      }}
      onConfirm={() => removal.mutate()}
      pending={removal.isPending}
      error={removal.error && messageOf(removal.error)}
    />
  );
}

function useRemoval({ org, member, isMe, onClose }: Omit<Props, 'open'>) {
  const client = useQueryClient();
  const [, navigate] = useLocation();
  return useMutation({
    mutationFn: () => removeMember(org.id, member.id),
    onSuccess: () => {
      if (isMe) {
        rememberLastSite(null);
        navigate(orgsPath);
        client.setQueryData(orgsQuery.queryKey, (orgs) =>
          orgs?.filter((known) => known.id !== org.id),
        );
        showToast(`You left ${org.name}`);
        return;
      }
      client.setQueryData(membersQuery(org.id).queryKey, (members) =>
        members?.filter((known) => known.id !== member.id),
      );
      void client.invalidateQueries({ queryKey: invitesQuery(org.id).queryKey });
      onClose();
      showToast(`${member.user.name} is removed`);
    },
  });
}
