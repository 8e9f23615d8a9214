import { useEffect, useRef, useState } from 'react';
import Check from 'lucide-react/icons/check';
import { Banner } from '../../ui/Banner.tsx';
import { Button } from '../../ui/Button.tsx';
import { Checkbox } from '../../ui/Checkbox.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { formatDay } from '../members/format-day.ts';
import type { NewApiKey } from './queries.ts';

interface Props {
  apiKey: NewApiKey;
  onClose: () => void;
}

/** The key itself, once. It does not close before whoever made it says that it is stored. */
export function NewKeyDialog({ apiKey, onClose }: Props) {
  const { name, scopes, expires_at, key } = apiKey;
  const [stored, setStored] = useState(false);
  const [asked, setAsked] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.querySelector('button')?.focus(), []);
  const ends = expires_at === null ? 'never expires' : `expires ${formatDay(expires_at)}`;
  return (
    <Dialog
      open
      onClose={() => (stored ? onClose() : setAsked(true))}
      title="Key created"
      description={`${name} · ${scopes.join(', ')} · ${ends}`}
      icon={
        <span className="state-icon is-done mb-0!">
          <Check />
        </span>
      }
      footer={
        <div className="key-stored">
          <Checkbox label="I’ve stored it somewhere safe" checked={stored} onChange={setStored} />
          <Button size="lg" variant="primary" disabled={!stored} onClick={onClose}>
            Done
          </Button>
        </div>
      }
    >
      <div className="grid gap-3.5">
        <div className="keybox" ref={box}>
          <code>{key}</code>
          <CopyButton text={key} variant="primary" size="md" />
        </div>
        <Banner tone="warning" title="This is the only time you’ll see it.">
          We keep a hash, not the key. If you lose it, create a new one.
        </Banner>
        {asked && !stored && (
          <p className="field-error" role="alert">
            Store the key first, then say so below: it cannot be shown again.
          </p>
        )}
      </div>
    </Dialog>
  );
}
