import type { ReactNode } from 'react';
import { Button, type ButtonProps } from './Button.tsx';
import { Tooltip } from './Tooltip.tsx';

interface Props extends Omit<ButtonProps, 'icon' | 'square' | 'children'> {
  /** The accessible name; shown as tooltip too. */
  label: string;
  /** A keyboard shortcut the tooltip names. */
  shortcut?: string;
  children: ReactNode;
}

/** A square button that holds an icon alone. */
export function IconButton({ label, shortcut, variant = 'ghost', children, ...rest }: Props) {
  return (
    <Tooltip label={label} shortcut={shortcut}>
      <Button {...rest} variant={variant} square aria-label={label}>
        {children}
      </Button>
    </Tooltip>
  );
}
