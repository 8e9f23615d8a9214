import { type ReactNode, Suspense, useRef, useState } from 'react';
import { LazyPopover, useOnceTrue } from './overlay/lazy.ts';
import type { TriggerProps } from './trigger.ts';

export interface PopoverProps {
  /** Names the popover. */
  label: string;
  renderTrigger: (props: TriggerProps) => ReactNode;
  children: (close: () => void) => ReactNode;
  align?: 'start' | 'end';
  widthPx?: number;
  /** Replaces the padding of the surface. */
  className?: string;
  /** Controlled use; leave both out otherwise. */
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
}

/** Anything under a button; a sheet at the bottom on phones. */
export function Popover({ renderTrigger, open, onOpenChange, ...rest }: PopoverProps) {
  const [ownOpen, setOwnOpen] = useState(false);
  const isOpen = open ?? ownOpen;
  const setOpen = onOpenChange ?? setOwnOpen;
  const opened = useOnceTrue(isOpen);
  const anchor = useRef<HTMLButtonElement>(null);
  return (
    <>
      {renderTrigger({
        ref: anchor,
        onClick: () => setOpen(!isOpen),
        'aria-haspopup': 'dialog',
        'aria-expanded': isOpen,
      })}
      {opened && (
        <Suspense fallback={null}>
          <LazyPopover {...rest} open={isOpen} onOpenChange={setOpen} anchor={anchor} />
        </Suspense>
      )}
    </>
  );
}
