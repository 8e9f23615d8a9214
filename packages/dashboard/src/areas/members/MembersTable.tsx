import { useState } from 'react';
import type { Member, Org } from '@purestat/vocabulary';
import { useQuery } from '@tanstack/react-query';
import Ellipsis from 'lucide-react/icons/ellipsis';
import LogOut from 'lucide-react/icons/log-out';
import UserMinus from 'lucide-react/icons/user-minus';
import { buttonClass } from '../../ui/Button.tsx';
import { Menu } from '../../ui/Menu.tsx';
import { Avatar } from '../../ui/Tile.tsx';
import { meQuery } from '../auth/queries.ts';
import { canAdminister } from '../orgs/words.ts';
import { formatDay } from './format-day.ts';
import { RemoveDialog } from './RemoveDialog.tsx';
import { RoleMenu } from './RoleMenu.tsx';

/** Everybody who belongs to the organization, with what the reader may change about them. */
export function MembersTable({ org, members }: { org: Org; members: readonly Member[] }) {
  const { data: me } = useQuery(meQuery);
  const [leaving, setLeaving] = useState<Member | null>(null);
  const [asking, setAsking] = useState(false);
  return (
    <div className="panel overflow-hidden">
      <table className="people">
        <thead>
          <tr>
            <th scope="col">Member</th>
            <th scope="col">Role</th>
            <th scope="col" className="max-sm:hidden">
              Joined
            </th>
            <th scope="col">
              <span className="sr">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {members.map((member) => (
            <Row
              key={member.id}
              org={org}
              member={member}
              isMe={member.user.id === me?.id}
              onRemove={() => {
                setLeaving(member);
                setAsking(true);
              }}
            />
          ))}
        </tbody>
      </table>
      {leaving !== null && (
        <RemoveDialog
          org={org}
          member={leaving}
          isMe={leaving.user.id === me?.id}
          open={asking}
          onClose={() => setAsking(false)}
        />
      )}
    </div>
  );
}

interface RowProps {
  org: Org;
  member: Member;
  isMe: boolean;
  onRemove: () => void;
}

function Row({ org, member, isMe, onRemove }: RowProps) {
  return (
    <tr>
      <th scope="row">
        <span className="person">
          <Avatar name={member.user.name} />
          <span className="min-w-0">
            <span className="block truncate font-medium">
              {member.user.name}
              {isMe && <span className="text-ink-3"> (you)</span>}
            </span>
            <span className="block truncate text-12 text-ink-3">{member.user.email}</span>
          </span>
        </span>
      </th>
      <td>
        <RoleMenu org={org} member={member} isMe={isMe} />
      </td>
      <td className="text-ink-2 max-sm:hidden">{formatDay(member.created_at)}</td>
      <td className="text-end">
        {mayRemove(org, member, isMe) && <More {...{ org, member, isMe, onRemove }} />}
      </td>
    </tr>
  );
}

function mayRemove(org: Org, member: Member, isMe: boolean): boolean {
  if (isMe || org.role === 'owner') return true;
  return canAdminister(org.role) && member.role !== 'owner';
}

function More({ org, member, isMe, onRemove }: RowProps) {
  const entry = isMe
    ? { label: `Leave ${org.name}`, icon: <LogOut /> }
    : { label: `Remove from ${org.name}`, icon: <UserMinus /> };
  return (
    <Menu
      label={`More for ${member.user.name}`}
      align="end"
      entries={[{ ...entry, danger: true, onSelect: onRemove }]}
      renderTrigger={(trigger) => (
        <button
          type="button"
          className={buttonClass({ variant: 'ghost', square: true })}
          aria-label={`More for ${member.user.name}`}
          {...trigger}
        >
          <Ellipsis />
        </button>
      )}
    />
  );
}
