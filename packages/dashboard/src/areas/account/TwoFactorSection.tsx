import { useState } from 'react';
import type { Me, TwoFactorStatus } from '@purestat/vocabulary';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Badge } from '../../ui/Badge.tsx';
import { Banner } from '../../ui/Banner.tsx';
import { Button } from '../../ui/Button.tsx';
import { Loaded } from '../../ui/Loaded.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { SettingsSection } from '../../ui/SettingsSection.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { showToast } from '../../ui/toast-store.ts';
import { meQuery } from '../auth/queries.ts';
import { formatDay } from '../members/format-day.ts';
import { EnrolDialog } from './EnrolDialog.tsx';
import { ProofDialog } from './ProofDialog.tsx';
import { disableTwoFactor, renewRecoveryCodes, twoFactorQuery } from './queries.ts';
import { RecoveryCodesDialog } from './RecoveryCodesDialog.tsx';

/** Fewer than this, and it is time for new ones. */
const FEW_CODES = 3;

/** The second factor: on, off, and its recovery codes. */
export function TwoFactorSection({ me }: { me: Me }) {
  const status = useQuery(twoFactorQuery);
  return (
    <SettingsSection
      id="two-factor"
      title="Two-factor sign-in"
      description="A code of an app on your phone, besides your password. A stolen password alone opens nothing."
    >
      <Panel>
        <Loaded
          query={status}
          what="Two-factor sign-in"
          headingLevel={3}
          bare
          skeleton={<Skeleton height={80} className="rounded-lg!" />}
        >
          {(loaded) => <State me={me} status={loaded} />}
        </Loaded>
      </Panel>
    </SettingsSection>
  );
}

type Asking = 'enrol' | 'renew' | 'disable' | null;

function State({ me, status }: { me: Me; status: TwoFactorStatus }) {
  const client = useQueryClient();
  const [asking, setAsking] = useState<Asking>(null);
  const [codes, setCodes] = useState<string[] | null>(null);
  const close = () => setAsking(null);
  const refresh = () => client.invalidateQueries({ queryKey: meQuery.queryKey });
  const show = (drawn: string[]) => {
    setAsking(null);
    setCodes(drawn);
  };
  return (
    <>
      {status.enabled ? (
        <On status={status} onAsk={setAsking} />
      ) : (
        <Off status={status} me={me} onAsk={setAsking} />
      )}
      {!status.enabled && codes === null && (
        <EnrolDialog me={me} open={asking === 'enrol'} onClose={close} onDone={show} />
      )}
      <ProofDialog
        me={me}
        open={asking === 'renew'}
        onClose={close}
        title="Draw new recovery codes?"
        description="Those that you have now stop working."
        action="Draw new codes"
        send={renewRecoveryCodes}
        onDone={show}
      />
      <ProofDialog
        me={me}
        open={asking === 'disable'}
        onClose={close}
        title="Turn off two-factor sign-in?"
        description={offMeans(status)}
        action="Turn off"
        danger
        send={disableTwoFactor}
        onDone={() => {
          showToast('Two-factor sign-in is off');
          void refresh();
        }}
      />
      {codes !== null && (
        <RecoveryCodesDialog
          codes={codes}
          open
          onClose={() => {
            setCodes(null);
            void refresh();
          }}
        />
      )}
    </>
  );
}

function offMeans({ required_by }: TwoFactorStatus): string {
  if (required_by.length === 0) return 'From then on your password alone logs you in.';
  return `${required_by.join(', ')} will keep you out until you turn it on again.`;
}

interface RowProps {
  status: TwoFactorStatus;
  onAsk: (what: Asking) => void;
}

function Off({ status, me, onAsk }: RowProps & { me: Me }) {
  return (
    <>
      {status.required_by.length > 0 && (
        <div className="px-5 py-4">
          <Banner tone="warning" title={`${status.required_by.join(', ')} asks for it`}>
            You can’t open anything there until it is on.
          </Banner>
        </div>
      )}
      <div className="set-row">
        <div>
          <b className="text-13">Off</b>
          <p className="text-13 text-ink-2">Your password alone logs you in.</p>
          {!me.email_verified && (
            <p className="text-13 text-ink-2">
              Confirm your email first: follow the link that we sent to {me.email}.
            </p>
          )}
        </div>
        <Button variant="primary" disabled={!me.email_verified} onClick={() => onAsk('enrol')}>
          Turn on
          <span className="sr"> two-factor sign-in</span>
        </Button>
      </div>
    </>
  );
}

function On({ status, onAsk }: RowProps) {
  const left = status.recovery_codes_left;
  return (
    <>
      <div className="set-row">
        <div>
          <b className="text-13">
            On <Badge tone="success">since {formatDay(status.enabled_at ?? '')}</Badge>
          </b>
          <p className="text-13 text-ink-2">Logging in takes a code of your app.</p>
        </div>
        <Button variant="danger-quiet" onClick={() => onAsk('disable')}>
          Turn off
          <span className="sr"> two-factor sign-in</span>
        </Button>
      </div>
      <div className="set-row">
        <div>
          <b className="text-13">Recovery codes</b>
          <p className="text-13 text-ink-2">
            {left} of 10 left.{left < FEW_CODES && ' Draw new ones before you need them.'}
          </p>
        </div>
        <Button onClick={() => onAsk('renew')}>New recovery codes</Button>
      </div>
    </>
  );
}
