import type { ComponentProps, ReactNode } from 'react';
import { classNames } from './class-names.ts';
import { Field, type FieldProps } from './Field.tsx';

export interface TextFieldProps extends FieldProps, Omit<ComponentProps<'input'>, 'size'> {
  /** Inside the box, before and after the text. */
  start?: ReactNode;
  end?: ReactNode;
  size?: 'sm' | 'md';
}

/** A line of text with label, hint and error. */
export function TextField(props: TextFieldProps) {
  const { label, hideLabel, optional, hint, error, labelEnd, start, end, size, id, ...input } =
    props;
  return (
    <Field {...{ label, hideLabel, optional, hint, error, labelEnd, id }}>
      {(control) => (
        <div className={classNames('input-box', size === 'sm' && 'is-sm')}>
          {start}
          <input type="text" {...input} {...control} className="input" />
          {end}
        </div>
      )}
    </Field>
  );
}
