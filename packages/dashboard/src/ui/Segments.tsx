import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';

interface Item<Value extends string> {
  value: Value;
  label: string;
  /** Before the text; when small, instead of it: the label stays the accessible name. */
  icon?: ReactNode;
}

interface Props<Value extends string> {
  label: string;
  items: ReadonlyArray<Item<Value>>;
  value: Value;
  onChange: (value: Value) => void;
  size?: 'sm' | 'md';
}

/** A few choices of which one holds, such as light, dark, system. */
export function Segments<Value extends string>({
  label,
  items,
  value,
  onChange,
  size,
}: Props<Value>) {
  return (
    <fieldset aria-label={label} className={classNames('segments', size === 'sm' && 'is-sm')}>
      {items.map((item) => (
        <button
          key={item.value}
          type="button"
          className="segment"
          aria-pressed={item.value === value}
          aria-label={size === 'sm' && item.icon ? item.label : undefined}
          onClick={() => onChange(item.value)}
        >
          {item.icon}
          {(size !== 'sm' || !item.icon) && item.label}
        </button>
      ))}
    </fieldset>
  );
}
