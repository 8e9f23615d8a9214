import { useState } from 'react';
import type { Session } from '@purestat/vocabulary';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import LogOut from 'lucide-react/icons/log-out';
import Monitor from 'lucide-react/icons/monitor';
import { isApiError, messageOf } from '../../api/errors.ts';
import { rememberLastSite } from '../../shell/last-site.ts';
import { endSession } from '../../shell/session.ts';
import { Badge } from '../../ui/Badge.tsx';
import { Button } from '../../ui/Button.tsx';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { Loaded } from '../../ui/Loaded.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { SettingsSection } from '../../ui/SettingsSection.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { showToast } from '../../ui/toast-store.ts';
import { formatDay } from '../members/format-day.ts';
import { endAllSessions, endOtherSessions, endSessionOf, sessionsQuery } from './queries.ts';

const UNKNOWN_DEVICE = 'Unknown device';

/** Where one is logged in, and how to end it. */
export function SessionsSection() {
  const sessions = useQuery(sessionsQuery);
  return (
    <SettingsSection
      id="sessions"
      title="Sessions"
      description="Where you are logged in. We keep no address and no exact browser, only what you see here."
    >
      <Panel>
        <Loaded
          query={sessions}
          what="Your sessions"
          headingLevel={3}
          bare
          skeleton={<Skeleton height={120} className="rounded-lg!" />}
        >
          {(loaded) => (
            <>
              {loaded.map((session) => (
                <SessionRow key={session.id} session={session} />
              ))}
              <EndAll hasOthers={loaded.length > 1} />
            </>
          )}
        </Loaded>
      </Panel>
    </SettingsSection>
  );
}

function SessionRow({ session }: { session: Session }) {
  const client = useQueryClient();
  const device = session.device || UNKNOWN_DEVICE;
  const { mutate, isPending } = useMutation({
    mutationFn: () => endSessionOf(session.id),
    onSuccess: () => showToast(`Logged out: ${device}`),
    onError: (error) => {
      // Gone already is what was wanted.
      if (!isApiError(error, 'NOT_FOUND')) showToast(messageOf(error), { tone: 'error' });
    },
    onSettled: () => client.invalidateQueries({ queryKey: sessionsQuery.queryKey }),
  });
  return (
    <div className="set-row">
      <div className="flex items-center gap-3">
        <Monitor className="text-ink-3" />
        <div>
          <b className="text-13 font-medium">
            {device} {session.current && <Badge tone="success">This browser</Badge>}
          </b>
          <p className="text-12 text-ink-3">
            Since {formatDay(session.created_at)}, last used {formatDay(session.last_used_at)}
          </p>
        </div>
      </div>
      {!session.current && (
        <Button size="sm" pending={isPending} onClick={() => mutate()}>
          Log out
          <span className="sr"> {device}</span>
        </Button>
      )}
    </div>
  );
}

function EndAll({ hasOthers }: { hasOthers: boolean }) {
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const others = useMutation({
    mutationFn: endOtherSessions,
    onSuccess: () => {
      showToast('Logged out everywhere else');
      return client.invalidateQueries({ queryKey: sessionsQuery.queryKey });
    },
    onError: (error) => showToast(messageOf(error), { tone: 'error' }),
  });
  const all = useMutation({
    mutationFn: endAllSessions,
    onSuccess: () => {
      rememberLastSite(null);
      endSession(client, '/login');
    },
  });
  return (
    <div className="set-row">
      <p className="text-13 text-ink-2">
        A session ends after 30 days without use, and after 90 in any case.
      </p>
      <div className="flex flex-wrap gap-2">
        {hasOthers && (
          <Button pending={others.isPending} onClick={() => others.mutate()}>
            Log out everywhere else
          </Button>
        )}
        <Button variant="danger-quiet" onClick={() => setAsking(true)}>
          Sign out everywhere
        </Button>
      </div>
      <ConfirmDialog
        open={asking}
        onClose={() => setAsking(false)}
        title="Sign out everywhere?"
        description="Every browser is logged out, this one too. Open dashboards end at once."
        action="Sign out everywhere"
        icon={<LogOut />}
        onConfirm={() => all.mutate()}
        pending={all.isPending}
        error={all.error && messageOf(all.error)}
      />
    </div>
  );
}
