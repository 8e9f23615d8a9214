import { lazy, Suspense, useRef, useState } from 'react';
import type { Me, TwoFactorOffer } from '@purestat/vocabulary';
import { useSubmit } from '../../api/use-submit.ts';
import { Button } from '../../ui/Button.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { FormError } from '../../ui/FormError.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { PROOF_LABELS, proofOf, ProofField } from './ProofField.tsx';
import { confirmTwoFactor, offerTwoFactor } from './queries.ts';

const QrCode = lazy(() => import('./QrCode.tsx'));

interface Props {
  me: Me;
  open: boolean;
  onClose: () => void;
  /** It is on; the codes have to be shown. */
  onDone: (recoveryCodes: string[]) => void;
}

/** Turns two-factor sign-in on: the password, a code to scan, the first code that the app shows. */
export function EnrolDialog(props: Props) {
  const [offer, setOffer] = useState<TwoFactorOffer | null>(null);
  const close = () => {
    setOffer(null);
    props.onClose();
  };
  return offer === null ? (
    <AskForSecret {...props} onClose={close} onOffer={setOffer} />
  ) : (
    <Scan {...props} offer={offer} onClose={close} />
  );
}

function AskForSecret({
  me,
  open,
  onClose,
  onOffer,
}: Props & { onOffer: (offer: TwoFactorOffer) => void }) {
  const [password, setPassword] = useState('');
  const form = useSubmit({ send: offerTwoFactor, labels: PROOF_LABELS, onDone: onOffer });
  const close = () => {
    setPassword('');
    form.reset();
    onClose();
  };
  return (
    <Dialog
      open={open}
      onClose={close}
      size="sm"
      title="Turn on two-factor sign-in"
      description="You need an authenticator app on your phone, or a password manager that shows codes."
      form={(event) => form.submit(event, proofOf(me, password))}
      footer={
        <>
          <Button size="lg" onClick={close}>
            Cancel
          </Button>
          <Button type="submit" variant="primary" size="lg" pending={form.pending}>
            Continue
          </Button>
        </>
      }
    >
      <div className="grid gap-4.5">
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

function Scan({ offer, open, onClose, onDone }: Props & { offer: TwoFactorOffer }) {
  const [code, setCode] = useState('');
  const input = useRef<HTMLInputElement>(null);
  const form = useSubmit({ send: confirmTwoFactor, labels: { code: 'Code' }, onDone });
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title="Scan this with your app"
      description="Then type the code that it shows. Every other browser is logged out."
      initialFocus={input}
      form={(event) => form.submit(event, { code })}
      footer={
        <>
          <Button size="lg" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" variant="primary" size="lg" pending={form.pending}>
            Turn on
          </Button>
        </>
      }
    >
      <div className="grid gap-4.5">
        <div className="justify-self-center">
          <Suspense fallback={<Skeleton width={200} height={200} />}>
            <QrCode text={offer.uri} label="QR code for your authenticator app" />
          </Suspense>
        </div>
        <div>
          <p className="mb-1.5 text-13 text-ink-2">No camera? Type this key into the app:</p>
          <div className="typed-key">
            <code data-testid="secret">{offer.secret}</code>
            <CopyButton text={offer.secret} />
          </div>
        </div>
        <TextField
          ref={input}
          label="Code"
          name="code"
          inputMode="numeric"
          autoComplete="one-time-code"
          hint="6 digits"
          value={code}
          onChange={(event) => setCode(event.target.value)}
          error={form.fields['code']}
        />
        <FormError message={form.problem} />
      </div>
    </Dialog>
  );
}
