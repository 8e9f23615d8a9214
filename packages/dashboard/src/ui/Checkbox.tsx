import { type ReactNode, useId } from 'react';

interface Props {
  label: ReactNode;
  /** A sentence under the label. */
  description?: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
}

/** A box to tick, with its label. */
export function Checkbox({ label, description, checked, onChange }: Props) {
  const id = useId();
  return (
    <label className="check-row">
      <input
        type="checkbox"
        className="check"
        checked={checked}
        aria-labelledby={`${id}-label`}
        aria-describedby={description === undefined ? undefined : `${id}-about`}
        onChange={(event) => onChange(event.target.checked)}
      />
      <span className="text-13">
        <span id={`${id}-label`}>{label}</span>
        {description !== undefined && (
          <span className="block text-ink-2" id={`${id}-about`}>
            {description}
          </span>
        )}
      </span>
    </label>
  );
}
