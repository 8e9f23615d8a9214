import { useState } from 'react';
import { useSubmit } from '../../api/use-submit.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { FormError } from '../../ui/FormError.tsx';
import { PasswordField } from '../../ui/PasswordField.tsx';
import { ProviderIcon } from './ProviderIcon.tsx';
import { beginLink, type LinkRequest, type Provider } from './queries.ts';

interface Props {
  providers: readonly Provider[];
  /** Then it is asked for: linking adds a key to the account. */
  hasPassword: boolean;
}

/** Begins to link an account with a provider; the browser leaves the page. */
export function LinkButtons({ providers, hasPassword }: Props) {
  const [linking, setLinking] = useState<Provider | null>(null);
  return (
    <>
      <fieldset className="mt-3 flex flex-wrap gap-2" aria-label="Link another account">
        {providers.map((provider) => (
          <Button
            key={provider.id}
            icon={<ProviderIcon provider={provider.id} />}
            onClick={() => setLinking(provider)}
          >
            Link {provider.name}
          </Button>
        ))}
      </fieldset>
      <LinkDialog provider={linking} hasPassword={hasPassword} onClose={() => setLinking(null)} />
    </>
  );
}

interface LinkDialogProps {
  provider: Provider | null;
  hasPassword: boolean;
  onClose: () => void;
}

const LABELS = { current_password: 'Present password' };

function LinkDialog({ provider, hasPassword, onClose }: LinkDialogProps) {
  const [password, setPassword] = useState('');
  const form = useSubmit<LinkRequest, string>({
    send: beginLink,
    labels: LABELS,
    onDone: (url) => window.location.assign(url),
  });
  const close = () => {
    setPassword('');
    form.reset();
    onClose();
  };
  const name = provider?.name ?? '';
  return (
    <Dialog
      open={provider !== null}
      onClose={close}
      size="sm"
      title={`Link ${name}`}
      description={`You log in at ${name}, then come back here. From then on ${name} logs you in to this account.`}
      form={(event) => {
        const proof = hasPassword ? { current_password: password } : {};
        if (provider !== null) form.submit(event, { provider: provider.id, ...proof });
      }}
      footer={
        <>
          <Button size="lg" onClick={close}>
            Cancel
          </Button>
          <Button type="submit" variant="primary" size="lg" pending={form.pending}>
            Continue to {name}
          </Button>
        </>
      }
    >
      <div className="grid gap-4.5">
        {hasPassword && (
          <PasswordField
            label={LABELS.current_password}
            name="current-password"
            autoComplete="current-password"
            value={password}
            onChange={(event) => setPassword(event.target.value)}
            error={form.fields['current_password']}
          />
        )}
        <FormError message={form.problem} />
      </div>
    </Dialog>
  );
}
