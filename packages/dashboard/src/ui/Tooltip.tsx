import {
  type PointerEvent,
  type ReactNode,
  useCallback,
  useEffect,
  useId,
  useRef,
  useState,
} from 'react';
import { createPortal } from 'react-dom';
import { Kbd } from './Kbd.tsx';

/** What a tooltip says, or how to fetch it when it is asked for. */
export type TooltipLabel = string | (() => Promise<string>);

interface Props {
  /** The child carries its own accessible name; this describes it. */
  label: TooltipLabel;
  shortcut?: string | undefined;
  /** One focusable element. */
  children: ReactNode;
}

const DELAY_MS = 350;
const LONG_PRESS_MS = 500;

interface Shown {
  anchor: DOMRect;
  text: string;
  /** The page's landmark, so that whoever reads by landmarks meets it. */
  host: Element;
}

/** Shows a short text under its child on hover, keyboard focus and long press; Escape hides it. */
export function Tooltip({ label, shortcut, children }: Props) {
  const id = useId();
  const box = useRef<HTMLSpanElement>(null);
  const timer = useRef<number>(undefined);
  const [shown, setShown] = useState<Shown | null>(null);

  const show = (delayMs: number) => {
    window.clearTimeout(timer.current);
    const mine = window.setTimeout(() => {
      const text = typeof label === 'string' ? Promise.resolve(label) : label();
      text.then(
        (known) => {
          const child = box.current?.firstElementChild;
          if (!child || timer.current !== mine) return;
          const host = child.closest('main') ?? document.body;
          setShown({ anchor: child.getBoundingClientRect(), text: known, host });
        },
        // What cannot be fetched is not said.
        () => undefined,
      );
    }, delayMs);
    timer.current = mine;
  };
  const hide = useCallback(() => {
    window.clearTimeout(timer.current);
    timer.current = undefined;
    setShown(null);
  }, []);
  useEffect(() => () => window.clearTimeout(timer.current), []);
  useEffect(() => {
    if (shown === null) return;
    const child = box.current?.firstElementChild;
    child?.setAttribute('aria-describedby', id);
    const onKey = (event: KeyboardEvent) => event.key === 'Escape' && hide();
    window.addEventListener('keydown', onKey);
    window.addEventListener('scroll', hide, true);
    window.addEventListener('pointerdown', hide);
    return () => {
      child?.removeAttribute('aria-describedby');
      window.removeEventListener('keydown', onKey);
      window.removeEventListener('scroll', hide, true);
      window.removeEventListener('pointerdown', hide);
    };
  }, [shown, hide, id]);
  return (
    <span
      ref={box}
      className="contents"
      onPointerEnter={(event) => event.pointerType === 'mouse' && show(DELAY_MS)}
      // A finger that is lifted leaves: what its long press has shown stays until the next touch.
      onPointerLeave={(event) => (isTouch(event) && shown !== null ? undefined : hide())}
      onPointerDown={(event) => {
        hide();
        if (isTouch(event)) show(LONG_PRESS_MS);
      }}
      onFocus={(event) => event.target.matches(':focus-visible') && show(0)}
      onBlur={hide}
    >
      {children}
      {shown &&
        createPortal(
          <Tip anchor={shown.anchor} text={shown.text} id={id} shortcut={shortcut} />,
          shown.host,
        )}
    </span>
  );
}

const isTouch = ({ pointerType }: PointerEvent) => pointerType === 'touch';

const EDGE_PX = 8;

interface TipProps extends Omit<Shown, 'host'> {
  id: string;
  shortcut: string | undefined;
}

function Tip({ anchor, text, id, shortcut }: TipProps) {
  const tip = useRef<HTMLDivElement>(null);
  const [left, setLeft] = useState<number | null>(null);
  useEffect(() => {
    const width = tip.current?.offsetWidth ?? 0;
    const centred = anchor.left + anchor.width / 2 - width / 2;
    setLeft(Math.max(EDGE_PX, Math.min(window.innerWidth - width - EDGE_PX, centred)));
  }, [anchor]);
  return (
    <div
      ref={tip}
      id={id}
      role="tooltip"
      className="tip"
      style={{
        top: anchor.bottom + 6,
        left: left ?? 0,
        visibility: left === null ? 'hidden' : 'visible',
      }}
    >
      {text}
      {shortcut && <Kbd>{shortcut}</Kbd>}
    </div>
  );
}
