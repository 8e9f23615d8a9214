import ChevronDown from 'lucide-react/icons/chevron-down';
import { classNames } from './class-names.ts';
import { Field, type FieldProps } from './Field.tsx';

export interface SelectOption<Value extends string = string> {
  value: Value;
  label: string;
  disabled?: boolean;
}

interface Props<Value extends string> extends FieldProps {
  options: ReadonlyArray<SelectOption<Value>>;
  value: Value;
  onChange: (value: Value) => void;
  /** Without a border, for toolbars and table cells. */
  quiet?: boolean;
  disabled?: boolean;
  id?: string;
}

/** One of a few values. Native, so that every device shows its own picker. */
export function Select<Value extends string>(props: Props<Value>) {
  const { options, value, onChange, quiet, disabled, ...field } = props;
  return (
    <Field {...field}>
      {(control) => (
        <div className={classNames('select-box', quiet && 'is-quiet')}>
          <select
            {...control}
            value={value}
            disabled={disabled}
            onChange={(event) => {
              const chosen = options.find((option) => option.value === event.target.value);
              if (chosen) onChange(chosen.value);
            }}
          >
            {options.map((option) => (
              <option key={option.value} value={option.value} disabled={option.disabled}>
                {option.label}
              </option>
            ))}
          </select>
          <ChevronDown />
        </div>
      )}
    </Field>
  );
}
