import type { User } from '@purestat/vocabulary';
import { useQueryClient } from '@tanstack/react-query';
import LogOut from 'lucide-react/icons/log-out';
import Monitor from 'lucide-react/icons/monitor';
import Moon from 'lucide-react/icons/moon';
import Sun from 'lucide-react/icons/sun';
import UserRound from 'lucide-react/icons/user-round';
import { messageOf } from '../api/errors.ts';
import { logOut } from '../areas/auth/queries.ts';
import { Menu, type MenuEntry } from '../ui/Menu.tsx';
import { setTheme, useTheme } from '../ui/theme.ts';
import { Avatar } from '../ui/Tile.tsx';
import { showToast } from '../ui/toast-store.ts';
import { rememberLastSite } from './last-site.ts';
import { accountPath } from './paths.ts';
import { endSession } from './session.ts';

/** Ends the session here and there, and forgets what the session had read. */
function useLogOut() {
  const client = useQueryClient();
  return async () => {
    try {
      await logOut();
    } catch (error) {
      showToast(messageOf(error), { tone: 'error' });
      return;
    }
    rememberLastSite(null);
    endSession(client, '/login');
  };
}

/** One's own account: settings, theme, log out. */
export function AccountMenu({ user }: { user: User | undefined }) {
  const { choice } = useTheme();
  const leave = useLogOut();
  if (!user) return null;
  const theme = (value: typeof choice, label: string, icon: React.ReactNode): MenuEntry => ({
    label,
    icon,
    checked: choice === value,
    onSelect: () => setTheme(value),
  });
  const entries: MenuEntry[] = [
    {
      content: (
        <div className="px-2 pt-2 pb-2.5">
          <div className="truncate font-semibold">{user.name}</div>
          <div className="truncate text-12 text-ink-3">{user.email}</div>
        </div>
      ),
    },
    { separator: true },
    { label: 'Account settings', icon: <UserRound />, href: accountPath },
    { separator: true },
    { heading: 'Theme' },
    theme('light', 'Light', <Sun />),
    theme('dark', 'Dark', <Moon />),
    theme('system', 'System', <Monitor />),
    { separator: true },
    { label: 'Log out', icon: <LogOut />, onSelect: () => void leave() },
  ];
  return (
    <Menu
      label="Account"
      align="end"
      widthPx={248}
      entries={entries}
      renderTrigger={(trigger) => (
        <button
          type="button"
          className="avatar-btn h-auto!"
          aria-label={`Account: ${user.name}`}
          {...trigger}
        >
          <Avatar name={user.name} />
        </button>
      )}
    />
  );
}
