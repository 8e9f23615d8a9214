import { useState } from 'react';
import type { User } from '@purestat/vocabulary';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { isApiError, messageOf } from '../../api/errors.ts';
import { useSubmit } from '../../api/use-submit.ts';
import { Button } from '../../ui/Button.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { FormError } from '../../ui/FormError.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { PasswordField } from '../../ui/PasswordField.tsx';
import { SettingsSection } from '../../ui/SettingsSection.tsx';
import { setShortcutsOn, useShortcutsOn } from '../../ui/shortcut-setting.ts';
import { Skeleton, useSlow } from '../../ui/Skeleton.tsx';
import { Switch } from '../../ui/Switch.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { ThemeChoice } from '../../ui/ThemeToggle.tsx';
import { showToast } from '../../ui/toast-store.ts';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { meQuery } from '../auth/queries.ts';
import { SignInMethods } from '../oauth/SignInMethods.tsx';
import { changePassword, rename } from './queries.ts';

/** `/settings`: one's own name and password, and what this browser keeps. */
export default function AccountPage() {
  usePageTitle('Account settings');
  const { data: user, error, isPending, refetch, isFetching } = useQuery(meQuery);
  const slow = useSlow(isPending);
  return (
    <div className="page page-narrow">
      <PageHeader title="Account settings" />
      {user && <NameSection key={user.name} user={user} />}
      {user && <PasswordSection user={user} />}
      {user && <SignInMethods user={user} />}
      {slow && <Skeleton height={240} className="mb-9 rounded-lg!" />}
      {!user && error && !isApiError(error, 'UNAUTHORIZED') && (
        <Panel className="mb-9">
          <ErrorState
            headingLevel={2}
            title="Your account didn’t load"
            message={messageOf(error)}
            onRetry={() => void refetch()}
            retrying={isFetching}
          />
        </Panel>
      )}
      <BrowserSection />
    </div>
  );
}

function NameSection({ user }: { user: User }) {
  const client = useQueryClient();
  const [name, setName] = useState(user.name);
  const form = useSubmit({
    send: rename,
    labels: { name: 'Name' },
    onDone: (changed) => {
      client.setQueryData(meQuery.queryKey, changed);
      showToast('Saved');
    },
  });
  return (
    <SettingsSection id="profile" title="Profile" description="How others here see you.">
      <form noValidate className="panel" onSubmit={(event) => form.submit(event, name)}>
        <div className="form-grid p-5">
          <TextField
            label="Name"
            name="name"
            autoComplete="name"
            value={name}
            onChange={(event) => setName(event.target.value)}
            error={form.fields['name']}
          />
          <TextField
            label="Email"
            name="email"
            type="email"
            value={user.email}
            readOnly
            hint="You log in with it. It can’t be changed yet."
          />
          <FormError message={form.problem} />
        </div>
        <div className="panel-foot is-form">
          <Button type="submit" variant="primary" pending={form.pending}>
            Save
          </Button>
        </div>
      </form>
    </SettingsSection>
  );
}

const PASSWORD_LABELS = { current_password: 'Present password', new_password: 'New password' };

function PasswordSection({ user }: { user: User }) {
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const form = useSubmit({
    send: changePassword,
    labels: PASSWORD_LABELS,
    onDone: () => {
      setCurrent('');
      setNext('');
      showToast('Password changed');
    },
  });
  return (
    <SettingsSection
      id="password"
      title="Password"
      description="Changing it logs you out everywhere else."
    >
      <form
        noValidate
        className="panel"
        onSubmit={(event) => form.submit(event, { current_password: current, new_password: next })}
      >
        <div className="form-grid p-5">
          {/* Tells password managers whose password this is. */}
          <input type="email" autoComplete="username" value={user.email} readOnly hidden />
          <PasswordField
            label={PASSWORD_LABELS.current_password}
            name="current-password"
            autoComplete="current-password"
            value={current}
            onChange={(event) => setCurrent(event.target.value)}
            error={form.fields['current_password']}
          />
          <PasswordField
            label={PASSWORD_LABELS.new_password}
            name="new-password"
            autoComplete="new-password"
            hint="At least 8 characters."
            value={next}
            onChange={(event) => setNext(event.target.value)}
            error={form.fields['new_password']}
          />
          <FormError message={form.problem} />
        </div>
        <div className="panel-foot is-form">
          <Button type="submit" variant="primary" pending={form.pending}>
            Change password
          </Button>
        </div>
      </form>
    </SettingsSection>
  );
}

function BrowserSection() {
  const shortcutsOn = useShortcutsOn();
  return (
    <SettingsSection
      id="browser"
      title="This browser"
      description="Kept here, not with your account."
    >
      <div className="panel">
        <div className="set-row">
          <div>
            <b className="text-13">Theme</b>
            <p className="text-13 text-ink-2">System follows your device.</p>
          </div>
          <ThemeChoice />
        </div>
        <Switch
          label="Keyboard shortcuts"
          description="Single keys change period, filters and more. Press ? on a dashboard to see them."
          checked={shortcutsOn}
          onChange={setShortcutsOn}
        />
      </div>
    </SettingsSection>
  );
}
