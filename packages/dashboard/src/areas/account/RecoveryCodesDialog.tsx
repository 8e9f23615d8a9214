import { useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { Dialog } from '../../ui/Dialog.tsx';

interface Props {
  codes: readonly string[];
  open: boolean;
  onClose: () => void;
}

/** Shows the codes the one time that they can be seen. Closes only once they are said to be kept. */
export function RecoveryCodesDialog({ codes, open, onClose }: Props) {
  const [kept, setKept] = useState(false);
  const close = () => {
    if (kept) onClose();
  };
  return (
    <Dialog
      open={open}
      onClose={close}
      title="Keep these recovery codes"
      description="Each logs you in once when you have lost your app. They are not shown again."
      footer={
        <Button variant="primary" size="lg" disabled={!kept} onClick={close}>
          Done
        </Button>
      }
    >
      <div className="grid gap-4">
        <ul className="recovery-codes" aria-label="Recovery codes">
          {codes.map((code) => (
            <li key={code}>
              <code>{code}</code>
            </li>
          ))}
        </ul>
        <div>
          <CopyButton text={codes.join('\n')} label="Copy all" size="md" />
        </div>
        <label className="flex items-start gap-2.5 text-13">
          <input
            type="checkbox"
            className="mt-0.5"
            checked={kept}
            onChange={(event) => setKept(event.target.checked)}
          />
          I have kept them in a safe place
        </label>
      </div>
    </Dialog>
  );
}
