import type { ComponentProps, MouseEvent, ReactNode } from 'react';
import { Link } from 'wouter';
import { classNames } from './class-names.ts';

export type ButtonVariant = 'primary' | 'secondary' | 'ghost' | 'danger' | 'danger-quiet' | 'link';
/** 28, 32, 36 and 44 px high. */
export type ButtonSize = 'sm' | 'md' | 'lg' | 'xl';

interface Look {
  variant?: ButtonVariant | undefined;
  size?: ButtonSize | undefined;
  /** Square, for an icon alone. */
  square?: boolean | undefined;
  /** As wide as its container. */
  block?: boolean | undefined;
}

/** The classes of a button, for an element that must look like one. */
export function buttonClass(look: Look, extra?: string): string {
  const { variant = 'secondary', size = 'md', square, block } = look;
  return classNames(
    'btn',
    variant !== 'secondary' && `btn-${variant}`,
    size !== 'md' && `btn-${size}`,
    square && 'btn-icon',
    block && 'w-full',
    extra,
  );
}

export interface ButtonProps extends ComponentProps<'button'>, Look {
  /** Shown before the text. */
  icon?: ReactNode;
  /** Under way: shows a spinner and ignores presses, but keeps the focus. */
  pending?: boolean | undefined;
}

/** A button. `type` is `button` unless told otherwise. */
export function Button(props: ButtonProps) {
  const { variant, size, square, block, icon, pending, children, className, onClick, ...rest } =
    props;
  const press = (event: MouseEvent<HTMLButtonElement>) => {
    if (pending) event.preventDefault();
    else onClick?.(event);
  };
  return (
    <button
      type="button"
      {...rest}
      className={buttonClass({ variant, size, square, block }, className)}
      aria-busy={pending || undefined}
      aria-disabled={pending || rest['aria-disabled']}
      onClick={press}
    >
      {icon}
      {children}
    </button>
  );
}

export interface ButtonLinkProps extends Look {
  href: string;
  icon?: ReactNode;
  className?: string;
  children: ReactNode;
}

/** A link inside the application that looks like a button. */
export function ButtonLink({ href, icon, className, children, ...look }: ButtonLinkProps) {
  return (
    <Link href={href} className={buttonClass(look, className)}>
      {icon}
      {children}
    </Link>
  );
}
