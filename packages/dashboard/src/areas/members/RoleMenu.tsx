import { useState } from 'react';
import { ROLES, type Member, type Org, type Role } from '@purestat/vocabulary';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import ChevronDown from 'lucide-react/icons/chevron-down';
import { messageOf } from '../../api/errors.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { FormError } from '../../ui/FormError.tsx';
import { Menu } from '../../ui/Menu.tsx';
import { showToast } from '../../ui/toast-store.ts';
import { orgsQuery } from '../orgs/queries.ts';
import { ROLE_NAMES } from '../orgs/words.ts';
import { changeRole, invitesQuery, membersQuery } from './queries.ts';

interface Props {
  org: Org;
  member: Member;
  isMe: boolean;
}

/** A member's role; owners change it here. What cannot be taken back alone is asked about first. */
export function RoleMenu({ org, member, isMe }: Props) {
  const [asked, setAsked] = useState<Role | null>(null);
  const change = useRoleChange({ org, member, isMe }, () => setAsked(null));
  const choose = (role: Role) => {
    if (role === member.role) return;
    change.reset();
    if (isMe || role === 'owner') setAsked(role);
    else
      change.mutate(role, { onError: (error) => showToast(messageOf(error), { tone: 'error' }) });
  };
  if (org.role !== 'owner') return ROLE_NAMES[member.role];
  return (
    <>
      <Menu
        label={`Role of ${member.user.name}`}
        entries={ROLES.map((role) => ({
          label: ROLE_NAMES[role],
          checked: role === member.role,
          onSelect: () => choose(role),
        }))}
        renderTrigger={(trigger) => (
          <button
            type="button"
            className="role-btn"
            aria-label={`Role of ${member.user.name}: ${ROLE_NAMES[member.role]}`}
            {...trigger}
          >
            {ROLE_NAMES[member.role]}
            <ChevronDown />
          </button>
        )}
      />
      <Dialog
        open={asked !== null}
        onClose={() => setAsked(null)}
        size="sm"
        {...wordsFor({ org, member, isMe }, asked ?? member.role)}
        footer={
          <>
            <Button size="lg" onClick={() => setAsked(null)}>
              Cancel
            </Button>
            <Button
              variant="primary"
              size="lg"
              pending={change.isPending}
              onClick={() => asked !== null && change.mutate(asked)}
            >
              Change role
            </Button>
          </>
        }
      >
        <FormError message={change.error && messageOf(change.error)} />
      </Dialog>
    </>
  );
}

function wordsFor({ org, member, isMe }: Props, role: Role) {
  if (!isMe) {
    return {
      title: `Make ${member.user.name} an owner?`,
      description: `Owners may do everything here: also remove you, and delete ${org.name}.`,
    };
  }
  return {
    title: `Change your own role to ${ROLE_NAMES[role]}?`,
    description: 'You can’t take this back yourself. Another owner would have to.',
  };
}

function useRoleChange({ org, member, isMe }: Props, onDone: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (role: Role) => changeRole(org.id, member.id, role),
    onSuccess: (changed) => {
      client.setQueryData(membersQuery(org.id).queryKey, (members) =>
        members?.map((known) => (known.id === changed.id ? changed : known)),
      );
      // Links made by somebody who is a viewer now have ended.
      void client.invalidateQueries({ queryKey: invitesQuery(org.id).queryKey });
      if (isMe) void client.invalidateQueries({ queryKey: orgsQuery.queryKey });
      onDone();
      showToast(`${member.user.name} is ${ROLE_NAMES[changed.role].toLowerCase()} now`);
    },
  });
}
