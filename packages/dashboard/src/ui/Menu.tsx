import { type ReactNode, Suspense, useRef, useState } from 'react';
import { LazyMenu, useOnceTrue } from './overlay/lazy.ts';
import type { TriggerProps } from './trigger.ts';

export type MenuEntry =
  | {
      label: string;
      icon?: ReactNode;
      /** At the right end, faint. */
      end?: ReactNode;
      /** Given: the entry is one of several choices, and this tells whether it holds. */
      checked?: boolean;
      danger?: boolean;
      disabled?: boolean;
      /** Goes to a page of the application. */
      href?: string;
      onSelect?: () => void;
    }
  | { separator: true }
  | { heading: string }
  /** Anything that is no menu item, such as who is signed in. */
  | { content: ReactNode };

export interface MenuProps {
  /** Names the menu. */
  label: string;
  entries: readonly MenuEntry[];
  renderTrigger: (props: TriggerProps) => ReactNode;
  align?: 'start' | 'end';
  widthPx?: number;
}

/** A menu under its button; a sheet at the bottom on phones. */
export function Menu({ renderTrigger, ...rest }: MenuProps) {
  const [open, setOpen] = useState(false);
  const opened = useOnceTrue(open);
  const anchor = useRef<HTMLButtonElement>(null);
  return (
    <>
      {renderTrigger({
        ref: anchor,
        onClick: () => setOpen(!open),
        'aria-haspopup': 'menu',
        'aria-expanded': open,
      })}
      {opened && (
        <Suspense fallback={null}>
          <LazyMenu {...rest} open={open} onOpenChange={setOpen} anchor={anchor} />
        </Suspense>
      )}
    </>
  );
}
