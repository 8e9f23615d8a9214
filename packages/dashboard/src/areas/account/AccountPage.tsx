import { useQuery } from '@tanstack/react-query';
import KeyRound from 'lucide-react/icons/key-round';
import LogIn from 'lucide-react/icons/log-in';
import Mail from 'lucide-react/icons/mail';
import Monitor from 'lucide-react/icons/monitor';
import ShieldCheck from 'lucide-react/icons/shield-check';
import SlidersHorizontal from 'lucide-react/icons/sliders-horizontal';
import TriangleAlert from 'lucide-react/icons/triangle-alert';
import UserRound from 'lucide-react/icons/user-round';
import { Loaded } from '../../ui/Loaded.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { SideNav } from '../../ui/SideNav.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { meQuery } from '../auth/queries.ts';
import { SignInMethods } from '../oauth/SignInMethods.tsx';
import './account.css';
import { BrowserSection } from './BrowserSection.tsx';
import { DeleteAccountSection } from './DeleteAccountSection.tsx';
import { EmailSection } from './EmailSection.tsx';
import { PasswordSection } from './PasswordSection.tsx';
import { ProfileSection } from './ProfileSection.tsx';
import { SessionsSection } from './SessionsSection.tsx';
import { TwoFactorSection } from './TwoFactorSection.tsx';

const SECTIONS = [
  { id: 'profile', label: 'Profile', icon: <UserRound /> },
  { id: 'email', label: 'Email', icon: <Mail /> },
  { id: 'password', label: 'Password', icon: <KeyRound /> },
  { id: 'sign-in-methods', label: 'Sign-in methods', icon: <LogIn /> },
  { id: 'two-factor', label: 'Two-factor sign-in', icon: <ShieldCheck /> },
  { id: 'sessions', label: 'Sessions', icon: <Monitor /> },
  { id: 'browser', label: 'This browser', icon: <SlidersHorizontal /> },
  { id: 'danger', label: 'Danger zone', icon: <TriangleAlert /> },
];

/** `/settings`: who one is, how one logs in, where one is logged in, and what this browser keeps. */
export default function AccountPage() {
  usePageTitle('Account settings');
  const account = useQuery(meQuery);
  return (
    <div className="page page-settings">
      <PageHeader title="Account settings" />
      <div className="settings">
        <SideNav label="Account settings" items={SECTIONS} />
        <div className="min-w-0">
          <Loaded
            query={account}
            what="Your account"
            className="mb-9"
            skeleton={<Skeleton height={240} className="mb-9 rounded-lg!" />}
          >
            {(me) => (
              <>
                <ProfileSection key={me.name} me={me} />
                <EmailSection me={me} />
                <PasswordSection me={me} />
                <SignInMethods />
                <TwoFactorSection me={me} />
                <SessionsSection />
              </>
            )}
          </Loaded>
          <BrowserSection />
          {account.data && <DeleteAccountSection me={account.data} />}
        </div>
      </div>
    </div>
  );
}
