import { useId } from 'react';

interface Item<Value extends string> {
  value: Value;
  label: string;
  description: string;
}

interface Props<Value extends string> {
  label: string;
  items: ReadonlyArray<Item<Value>>;
  value: Value;
  onChange: (value: Value) => void;
}

/** A few choices that need a sentence each. */
export function RadioCards<Value extends string>({ label, items, value, onChange }: Props<Value>) {
  const id = useId();
  return (
    <fieldset className="grid gap-2">
      <legend className="field-label mb-1.5">{label}</legend>
      {items.map((item) => (
        <label key={item.value} className="radio-card">
          <input
            type="radio"
            className="radio"
            name={id}
            value={item.value}
            checked={item.value === value}
            aria-labelledby={`${id}-${item.value}`}
            aria-describedby={`${id}-${item.value}-about`}
            onChange={() => onChange(item.value)}
          />
          <span>
            <b className="text-13" id={`${id}-${item.value}`}>
              {item.label}
            </b>
            <span className="block text-13 text-ink-2" id={`${id}-${item.value}-about`}>
              {item.description}
            </span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
