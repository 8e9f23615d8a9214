import type { RefObject } from 'react';
import { Popover } from '@base-ui/react/popover';
import { classNames } from '../class-names.ts';
import type { PopoverProps } from '../Popover.tsx';

interface Props extends Omit<PopoverProps, 'renderTrigger' | 'open' | 'onOpenChange'> {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  anchor: RefObject<HTMLButtonElement | null>;
}

/** The open popover; see Popover.tsx for the interface. */
export function PopoverPopup(props: Props) {
  const {
    label,
    children,
    align = 'start',
    widthPx,
    className,
    open,
    onOpenChange,
    anchor,
  } = props;
  return (
    <Popover.Root
      open={open}
      onOpenChange={(next, details) => {
        // A press on the button closes by the button's own handler; closing here as well would
        // open it again.
        const target = details.event.target;
        if (!next && target instanceof Node && anchor.current?.contains(target)) {
          details.cancel();
          return;
        }
        onOpenChange(next);
      }}
    >
      <Popover.Portal>
        <Popover.Backdrop className="scrim sm:hidden" />
        <Popover.Positioner
          className="positioner is-sheet"
          anchor={anchor}
          align={align}
          sideOffset={6}
          collisionPadding={8}
        >
          <Popover.Popup
            className={classNames('menu max-h-(--available-height)!', className)}
            aria-label={label}
            finalFocus={anchor}
            style={widthPx === undefined ? undefined : { width: widthPx }}
          >
            {children(() => onOpenChange(false))}
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}
