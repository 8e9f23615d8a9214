import { type FormEvent, type ReactNode, type RefObject, Suspense } from 'react';
import { LazyDialog, useOnceTrue } from './overlay/lazy.ts';

export interface DialogProps {
  open: boolean;
  /** Asked to close: Escape, a press outside, the cross. */
  onClose: () => void;
  title: string;
  description?: ReactNode;
  /** Before the title. */
  icon?: ReactNode;
  children?: ReactNode;
  /** Buttons: the way out first, the action last. */
  footer?: ReactNode;
  /** 460, 520 or 920 px. On phones every dialog docks to the bottom. */
  size?: 'sm' | 'md' | 'wide';
  /** Gets the focus on opening; the first field unless told. */
  initialFocus?: RefObject<HTMLElement | null>;
  /** Makes body and footer one form. */
  form?: (event: FormEvent<HTMLFormElement>) => void;
}

/** A modal dialog. Focus goes in, stays, and returns to where it came from. */
export function Dialog(props: DialogProps) {
  const opened = useOnceTrue(props.open);
  if (!opened) return null;
  return (
    <Suspense fallback={null}>
      <LazyDialog {...props} />
    </Suspense>
  );
}
