import { type ReactNode, useId } from 'react';
import { classNames } from './class-names.ts';

interface Props {
  title?: string | undefined;
  /** Right end of the head: tabs, buttons. */
  actions?: ReactNode;
  footer?: ReactNode;
  /** Waiting for its figures. */
  busy?: boolean | undefined;
  danger?: boolean;
  className?: string | undefined;
  id?: string;
  children?: ReactNode;
}

/** A surface with an optional head and foot. With a title it is a landmark of that name. */
export function Panel({ title, actions, footer, busy, danger, className, id, children }: Props) {
  const headingId = useId();
  const Element = title === undefined ? 'div' : 'section';
  return (
    <Element
      id={id}
      className={classNames('panel', danger && 'panel-danger', className)}
      aria-labelledby={title === undefined ? undefined : headingId}
      aria-busy={busy || undefined}
    >
      {title !== undefined && (
        <div className="panel-head">
          <h2 id={headingId}>{title}</h2>
          {actions}
        </div>
      )}
      {children}
      {footer && <div className="panel-foot">{footer}</div>}
    </Element>
  );
}
