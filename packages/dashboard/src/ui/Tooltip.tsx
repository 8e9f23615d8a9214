import { type ReactNode, useCallback, useEffect, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import { Kbd } from './Kbd.tsx';

interface Props {
  /** What the tooltip says. The child carries its own accessible name. */
  label: string;
  shortcut?: string | undefined;
  /** One focusable element. */
  children: ReactNode;
}

const DELAY_MS = 350;

/** Shows a short text under its child on hover and keyboard focus; Escape hides it. */
export function Tooltip({ label, shortcut, children }: Props) {
  const box = useRef<HTMLSpanElement>(null);
  const timer = useRef<number>(undefined);
  const [anchor, setAnchor] = useState<DOMRect | null>(null);

  const show = (delayMs: number) => {
    window.clearTimeout(timer.current);
    timer.current = window.setTimeout(() => {
      setAnchor(box.current?.firstElementChild?.getBoundingClientRect() ?? null);
    }, delayMs);
  };
  const hide = useCallback(() => {
    window.clearTimeout(timer.current);
    setAnchor(null);
  }, []);
  useEffect(() => () => window.clearTimeout(timer.current), []);
  useEffect(() => {
    if (anchor === null) return;
    const onKey = (event: KeyboardEvent) => event.key === 'Escape' && hide();
    window.addEventListener('keydown', onKey);
    window.addEventListener('scroll', hide, true);
    return () => {
      window.removeEventListener('keydown', onKey);
      window.removeEventListener('scroll', hide, true);
    };
  }, [anchor, hide]);

  return (
    <span
      ref={box}
      className="contents"
      onPointerEnter={(event) => event.pointerType === 'mouse' && show(DELAY_MS)}
      onPointerLeave={hide}
      onPointerDown={hide}
      onFocus={(event) => event.target.matches(':focus-visible') && show(0)}
      onBlur={hide}
    >
      {children}
      {anchor &&
        createPortal(<Tip anchor={anchor} label={label} shortcut={shortcut} />, document.body)}
    </span>
  );
}

const EDGE_PX = 8;

function Tip({
  anchor,
  label,
  shortcut,
}: {
  anchor: DOMRect;
  label: string;
  shortcut?: string | undefined;
}) {
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
      role="tooltip"
      className="tip"
      style={{
        top: anchor.bottom + 6,
        left: left ?? 0,
        visibility: left === null ? 'hidden' : 'visible',
      }}
    >
      {label}
      {shortcut && <Kbd>{shortcut}</Kbd>}
    </div>
  );
}
