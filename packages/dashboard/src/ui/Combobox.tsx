import { Suspense } from 'react';
import ChevronDown from 'lucide-react/icons/chevron-down';
import { Field, type FieldControl, type FieldProps } from './Field.tsx';
import { LazyCombobox } from './overlay/lazy.ts';

export interface ComboboxItem {
  value: string;
  label: string;
  /** At the right end, faint. */
  detail?: string;
}

export interface ComboboxProps extends FieldProps {
  items: readonly ComboboxItem[];
  value: string;
  onChange: (value: string) => void;
  /** Said when nothing matches what was typed. */
  emptyText?: string;
  id?: string;
}

export interface ComboboxControlProps extends Pick<
  ComboboxProps,
  'label' | 'items' | 'value' | 'onChange' | 'emptyText'
> {
  control: FieldControl;
}

/** One of many values, found by typing. */
export function Combobox({ items, value, onChange, emptyText, ...field }: ComboboxProps) {
  const chosen = items.find((item) => item.value === value);
  return (
    <Field {...field}>
      {(control) => (
        <Suspense
          fallback={
            <div className="input-box">
              <input {...control} className="input" readOnly value={chosen?.label ?? ''} />
              <span className="grid size-6 place-content-center">
                <ChevronDown />
              </span>
            </div>
          }
        >
          <LazyCombobox {...{ label: field.label, items, value, onChange, emptyText, control }} />
        </Suspense>
      )}
    </Field>
  );
}
