import { type ReactNode, useId } from 'react';

interface Props {
  label: string;
  description?: ReactNode;
  checked: boolean;
  onChange: (checked: boolean) => void;
  disabled?: boolean;
}

/** A row with a text and a switch that takes effect at once. */
export function Switch({ label, description, checked, onChange, disabled }: Props) {
  const id = useId();
  return (
    <div className="set-row">
      <div>
        <label htmlFor={id} className="text-13 font-semibold">
          {label}
        </label>
        {description && (
          <p id={`${id}-about`} className="text-13 text-ink-2">
            {description}
          </p>
        )}
      </div>
      <input
        id={id}
        type="checkbox"
        role="switch"
        className="switch"
        checked={checked}
        aria-checked={checked}
        disabled={disabled}
        aria-describedby={description ? `${id}-about` : undefined}
        onChange={(event) => onChange(event.target.checked)}
      />
    </div>
  );
}
