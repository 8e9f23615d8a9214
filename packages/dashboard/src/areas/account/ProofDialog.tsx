import { useState, type ReactNode } from 'react';
import type { Me } from '@purestat/vocabulary';
import { useSubmit } from '../../api/use-submit.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { FormError } from '../../ui/FormError.tsx';
import { PROOF_LABELS, proofOf, ProofField } from './ProofField.tsx';
import type { Proof } from './queries.ts';

interface Props<Output> {
  me: Me;
  open: boolean;
  onClose: () => void;
  title: string;
  description: string;
  /** The button's text, the verb of the title. */
  action: string;
  danger?: boolean;
  send: (proof: Proof) => Promise<Output>;
  onDone: (output: Output) => void;
  /** Before the password. */
  children?: ReactNode;
}

/** Asks for the password before a change to how one logs in. */
export function ProofDialog<Output>(props: Props<Output>) {
  const { me, open, onClose, title, description, action, danger, send, onDone, children } = props;
  const [password, setPassword] = useState('');
  const close = () => {
    setPassword('');
    form.reset();
    onClose();
  };
  const form = useSubmit({
    send,
    labels: PROOF_LABELS,
    onDone: (output) => {
      close();
      onDone(output);
    },
  });
  return (
    <Dialog
      open={open}
      onClose={close}
      size="sm"
      title={title}
      description={description}
      form={(event) => form.submit(event, proofOf(me, password))}
      footer={
        <>
          <Button size="lg" onClick={close}>
            Cancel
          </Button>
          <Button
            type="submit"
            variant={danger ? 'danger' : 'primary'}
            size="lg"
            pending={form.pending}
          >
            {action}
          </Button>
        </>
      }
    >
      <div className="grid gap-4.5">
        {children}
        <ProofField
          me={me}
          value={password}
          onChange={setPassword}
          error={form.fields['current_password']}
        />
        <FormError message={form.problem} />
      </div>
    </Dialog>
  );
}
