import { type ReactNode, useId } from 'react';
import TriangleAlert from 'lucide-react/icons/triangle-alert';

export interface FieldProps {
  label: string;
  /** Hides the label from sight, not from assistive technology. */
  hideLabel?: boolean | undefined;
  /** Marks the label with "(optional)". */
  optional?: boolean | undefined;
  hint?: ReactNode;
  /** What is wrong, said under the field and announced. */
  error?: string | null | undefined;
  /** Shown at the right end of the label's line, such as a link. */
  labelEnd?: ReactNode;
}

export interface FieldControl {
  id: string;
  'aria-describedby': string | undefined;
  'aria-invalid': true | undefined;
}

interface Props extends FieldProps {
  id?: string | undefined;
  children: (control: FieldControl) => ReactNode;
}

/** Label, control, hint and error, tied together for assistive technology. */
export function Field({ id, label, hideLabel, optional, hint, error, labelEnd, children }: Props) {
  const ownId = useId();
  const controlId = id ?? ownId;
  const hintId = hint ? `${controlId}-hint` : null;
  const errorId = error ? `${controlId}-error` : null;
  const describedBy = [errorId, hintId].filter(Boolean).join(' ') || undefined;
  return (
    <div className="field">
      <div className={hideLabel ? 'sr' : 'flex items-baseline justify-between gap-3'}>
        <label className="field-label" htmlFor={controlId}>
          {label}
          {optional && <span className="text-ink-3"> (optional)</span>}
        </label>
        {labelEnd}
      </div>
      {children({
        id: controlId,
        'aria-describedby': describedBy,
        'aria-invalid': error ? true : undefined,
      })}
      {errorId && (
        <span className="field-error" id={errorId} role="alert">
          <TriangleAlert />
          {error}
        </span>
      )}
      {hintId && (
        <span className="field-hint" id={hintId}>
          {hint}
        </span>
      )}
    </div>
  );
}
