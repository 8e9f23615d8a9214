import { useRef } from 'react';
import { Dialog } from '@base-ui/react/dialog';
import X from 'lucide-react/icons/x';
import { buttonClass } from '../Button.tsx';
import { classNames } from '../class-names.ts';
import type { DialogProps } from '../Dialog.tsx';

/** The dialog itself; see Dialog.tsx for the interface. */
export function DialogPopup(props: DialogProps) {
  const { open, onClose, title, description, icon, children, footer, size = 'md' } = props;
  const popup = useRef<HTMLDivElement>(null);
  /** The first field, unless a touch would bring up the keyboard over half of the screen. */
  const firstField = (openedBy: string) => {
    if (openedBy === 'touch') return true;
    const field = '.dialog-body :is(input, select, textarea, button):not(:disabled)';
    return popup.current?.querySelector<HTMLElement>(field) ?? true;
  };
  return (
    <Dialog.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="scrim" />
        <Dialog.Viewport className="dialog-viewport">
          <Dialog.Popup
            className={classNames('dialog', `is-${size}`)}
            ref={popup}
            initialFocus={props.initialFocus ?? firstField}
          >
            <div className="dialog-head">
              {icon}
              <div>
                <Dialog.Title>{title}</Dialog.Title>
                {description && <Dialog.Description>{description}</Dialog.Description>}
              </div>
              <Dialog.Close
                className={buttonClass({ variant: 'ghost', square: true })}
                aria-label="Close"
              >
                <X />
              </Dialog.Close>
            </div>
            {props.form ? (
              <form noValidate className="contents" onSubmit={props.form}>
                <div className="dialog-body">{children}</div>
                {footer && <div className="dialog-foot">{footer}</div>}
              </form>
            ) : (
              <>
                <div className="dialog-body">{children}</div>
                {footer && <div className="dialog-foot">{footer}</div>}
              </>
            )}
          </Dialog.Popup>
        </Dialog.Viewport>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
