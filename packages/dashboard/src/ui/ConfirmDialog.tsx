import { type FormEvent, type ReactNode, useRef, useState } from 'react';
import Trash2 from 'lucide-react/icons/trash-2';
import { Button } from './Button.tsx';
import { Dialog } from './Dialog.tsx';
import { FormError } from './FormError.tsx';
import { TextField } from './TextField.tsx';

interface Props {
  open: boolean;
  onClose: () => void;
  /** A question that repeats the verb: "Delete example.com?" */
  title: string;
  description: string;
  /** The button's text, the verb again. */
  action: string;
  /** A bin unless told. */
  icon?: ReactNode;
  /** When given, must be typed before the button works. */
  typed?: string;
  onConfirm: () => void;
  pending?: boolean;
  /** Why it did not work. */
  error?: string | null;
}

/** Asks before something is destroyed. */
export function ConfirmDialog(props: Props) {
  const { open, onClose, title, description, action, typed, onConfirm, pending, error } = props;
  const [text, setText] = useState('');
  const cancel = useRef<HTMLButtonElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const confirmed = typed === undefined || text.trim() === typed;
  const close = () => {
    setText('');
    onClose();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (confirmed && !pending) onConfirm();
  };
  return (
    <Dialog
      open={open}
      onClose={close}
      size="sm"
      title={title}
      description={description}
      icon={<span className="state-icon is-error mb-0!">{props.icon ?? <Trash2 />}</span>}
      initialFocus={typed === undefined ? cancel : input}
      form={submit}
      footer={
        <>
          <Button ref={cancel} size="lg" onClick={close}>
            Cancel
          </Button>
          <Button type="submit" variant="danger" size="lg" disabled={!confirmed} pending={pending}>
            {action}
          </Button>
        </>
      }
    >
      {typed === undefined && <FormError message={error} />}
      {typed !== undefined && (
        <TextField
          ref={input}
          label={`Type ${typed} to confirm`}
          value={text}
          onChange={(event) => setText(event.target.value)}
          error={error}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
        />
      )}
    </Dialog>
  );
}
