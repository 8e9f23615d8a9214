import { useState } from 'react';
import type { AccountDeletion, Me } from '@purestat/vocabulary';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import Trash2 from 'lucide-react/icons/trash-2';
import { Link } from 'wouter';
import { isApiError } from '../../api/errors.ts';
import { rememberLastSite } from '../../shell/last-site.ts';
import { membersPath } from '../../shell/paths.ts';
import { endSession } from '../../shell/session.ts';
import { Button } from '../../ui/Button.tsx';
import { SettingsSection } from '../../ui/SettingsSection.tsx';
import { showToast } from '../../ui/toast-store.ts';
import { deleteAccount, deletionQuery, type Proof } from './queries.ts';
import { ProofDialog } from './ProofDialog.tsx';

type Orgs = AccountDeletion['orgs'];

/** The end of the account; what becomes of one's organizations is said first. */
export function DeleteAccountSection({ me }: { me: Me }) {
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const { data, refetch } = useQuery({ ...deletionQuery, enabled: asking });
  const orgs = data?.orgs ?? [];
  const [agreed, setAgreed] = useState<string[]>([]);
  const send = async (proof: Proof) => {
    try {
      await deleteAccount({ ...proof, delete_orgs: agreed });
    } catch (error) {
      // Something has changed since the list was shown.
      if (isApiError(error, 'CONFLICT')) void refetch();
      throw error;
    }
  };
  const close = () => {
    setAsking(false);
    setAgreed([]);
  };
  return (
    <SettingsSection id="danger" title="Danger zone" description="Deleting can’t be undone.">
      <div className="panel panel-danger">
        <div className="set-row">
          <div>
            <b className="text-13">Delete account</b>
            <p className="text-13 text-ink-2">
              Deletes you, your sessions and memberships. What happens to your organizations is said
              first.
            </p>
          </div>
          <Button variant="danger" icon={<Trash2 />} onClick={() => setAsking(true)}>
            Delete account
          </Button>
        </div>
      </div>
      <ProofDialog
        me={me}
        open={asking && data !== undefined}
        onClose={close}
        title="Delete your account?"
        description={
          orgs.length === 0
            ? `${me.email} can’t log in any more. Organizations that others own stay.`
            : 'These have no other owner. Make somebody else an owner first, or choose to delete them too.'
        }
        action="Delete account"
        danger
        send={send}
        onDone={() => {
          rememberLastSite(null);
          endSession(client, '/login');
          showToast('Your account is deleted');
        }}
      >
        {orgs.length > 0 && <OrgChoices orgs={orgs} agreed={agreed} onChange={setAgreed} />}
      </ProofDialog>
    </SettingsSection>
  );
}

interface ChoicesProps {
  orgs: Orgs;
  agreed: string[];
  onChange: (agreed: string[]) => void;
}

function OrgChoices({ orgs, agreed, onChange }: ChoicesProps) {
  const toggle = (id: string, isChecked: boolean) =>
    onChange(isChecked ? [...agreed, id] : agreed.filter((known) => known !== id));
  return (
    <fieldset className="grid gap-3">
      <legend className="sr">Organizations that would have no owner</legend>
      {orgs.map((org) => (
        <div key={org.id} className="grid gap-0.5">
          <label className="flex items-start gap-2.5 text-13">
            <input
              type="checkbox"
              className="mt-0.5"
              checked={agreed.includes(org.id)}
              onChange={(event) => toggle(org.id, event.target.checked)}
            />
            <span>
              Delete <b>{org.name}</b> with {count(org.sites, 'site')} and all events
            </span>
          </label>
          {org.other_members > 0 && (
            <span className="ps-6 text-12 text-ink-3">
              {count(org.other_members, 'other member')} would lose it.{' '}
              <Link href={membersPath(org.id)} className="underline">
                Hand it over instead
              </Link>
            </span>
          )}
        </div>
      ))}
    </fieldset>
  );
}

const count = (number: number, noun: string) => `${number} ${noun}${number === 1 ? '' : 's'}`;
