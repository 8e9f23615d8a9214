import { useEffect, useRef, useState } from 'react';
import type { CreatedInvite, InviteRole, Org } from '@purestat/vocabulary';
import { useQueryClient } from '@tanstack/react-query';
import Link2 from 'lucide-react/icons/link-2';
import { useSubmit } from '../../api/use-submit.ts';
import { Button } from '../../ui/Button.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { FormError } from '../../ui/FormError.tsx';
import { RadioCards } from '../../ui/RadioCards.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { ROLE_NAMES } from '../orgs/words.ts';
import { PlanLimitLink } from '../billing/PlanLimitLink.tsx';
import { createInvite, invitesQuery } from './queries.ts';

const LABELS = { email: 'This address', role: 'Role' };

const CHOICES: ReadonlyArray<{ value: InviteRole; label: string; description: string }> = [
  { value: 'admin', label: 'Admin', description: 'Manages sites, goals and members.' },
  { value: 'viewer', label: 'Viewer', description: 'Reads dashboards. Changes nothing.' },
];

interface Props {
  org: Org;
  open: boolean;
  onClose: () => void;
}

/** Asks whom to invite as what, then shows the link to send. */
export function InviteDialog({ org, open, onClose }: Props) {
  const [invite, setInvite] = useState<CreatedInvite | null>(null);
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<InviteRole>('viewer');
  const client = useQueryClient();
  const form = useSubmit({
    send: (input: { email: string; role: InviteRole }) => createInvite(org.id, input),
    labels: LABELS,
    onDone: (created) => {
      client.setQueryData(invitesQuery(org.id).queryKey, (known) => [...(known ?? []), created]);
      setInvite(created);
    },
  });
  const close = () => {
    setInvite(null);
    setEmail('');
    setRole('viewer');
    form.reset();
    onClose();
  };
  if (invite !== null) return <CreatedDialog invite={invite} open={open} onClose={close} />;
  return (
    <Dialog
      open={open}
      onClose={close}
      title={`Invite to ${org.name}`}
      description="You get a link to send. Whoever opens it joins."
      form={(event) => form.submit(event, { email, role })}
      footer={
        <>
          <Button size="lg" onClick={close}>
            Cancel
          </Button>
          <Button type="submit" variant="primary" size="lg" pending={form.pending}>
            Create invite link
          </Button>
        </>
      }
    >
      <div className="grid gap-4.5">
        <TextField
          label="Email"
          name="invite-email"
          type="email"
          autoComplete="off"
          placeholder="name@company.com"
          value={email}
          onChange={(event) => setEmail(event.target.value)}
          error={form.fields['email']}
        />
        <RadioCards label="Role" items={CHOICES} value={role} onChange={setRole} />
        <FormError message={form.problem ?? form.fields['role']}>
          <PlanLimitLink error={form.error} orgId={org.id} />
        </FormError>
      </div>
    </Dialog>
  );
}

/** The link, ready to copy. */
function CreatedDialog({ invite, open, onClose }: { invite: CreatedInvite } & Omit<Props, 'org'>) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.querySelector('button')?.focus(), []);
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={invite.mailed ? 'Invitation mailed' : 'Send this link'}
      description={
        invite.mailed
          ? `We mailed this link to ${invite.email}. You find it again under Members.`
          : `It is for ${invite.email}. You find it again under Members.`
      }
      footer={
        <Button variant="primary" size="lg" onClick={onClose}>
          Done
        </Button>
      }
    >
      <div className="copybox" ref={box}>
        <Link2 />
        <code>{invite.url}</code>
        <CopyButton text={invite.url ?? ''} />
      </div>
      <p className="field-hint mt-1.5">
        Works once, for 7 days. Whoever opens it joins as {ROLE_NAMES[invite.role]}.
      </p>
    </Dialog>
  );
}
