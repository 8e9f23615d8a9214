/**
 * Where a focused control vanishes (a row deleted, a chip removed, an error tried again), browsers
 * let the focus fall to the document, and a screen reader begins anew at the top. This puts it
 * where the control stood: at what took its place, else at the list, table or part around it, or
 * at the page that came instead.
 */

/** What a list, its entries gone or shifted, is left by. No fields: phones would show a keyboard. */
const CONTROLS = 'a[href], button:not(:disabled)';
const FRAMES = 'main, [role=dialog], [role=alertdialog]';
const PARTS = `table, ul, ol, fieldset, section, form, [role=tabpanel], ${FRAMES}`;

/** Where the focus was, kept for when it is gone. */
interface Place {
  element: Element;
  /** The parts around it, innermost first; none outside of pages and dialogs. */
  parts: HTMLElement[];
  /** What followed the piece that was taken out with it. */
  next: Element | null;
}

function placeOf(element: Element): Place {
  const parts: HTMLElement[] = [];
  if (element.closest(FRAMES) === null) return { element, parts, next: null };
  let part = element.parentElement?.closest<HTMLElement>(PARTS);
  while (part) {
    parts.push(part);
    part = part.parentElement?.closest<HTMLElement>(PARTS);
  }
  return { element, parts, next: null };
}

function followerOf({ nextSibling }: MutationRecord): Element | null {
  let node = nextSibling;
  while (node !== null && !(node instanceof Element)) node = node.nextSibling;
  return node;
}

function focusPart(part: HTMLElement): void {
  if (!part.hasAttribute('tabindex')) {
    part.tabIndex = -1;
    part.addEventListener('blur', () => part.removeAttribute('tabindex'), { once: true });
  }
  part.focus({ preventScroll: true });
}

/** @returns whether anything of the place is left */
function goBackTo({ element, parts, next }: Place): boolean {
  if (element.isConnected && element instanceof HTMLElement) {
    element.focus({ preventScroll: true });
    return true;
  }
  const part = parts.find(({ isConnected }) => isConnected);
  if (part === undefined) return false;
  const control =
    next?.isConnected === true && part.contains(next)
      ? [next, ...next.querySelectorAll(CONTROLS)].find((one) => one.matches(CONTROLS))
      : undefined;
  if (control instanceof HTMLElement) control.focus({ preventScroll: true });
  else focusPart(part);
  return true;
}

const isLost = (): boolean => document.activeElement === document.body;

/** Watches the document for good. Call once. */
export function keepFocus(): void {
  let last: Place | null = null;
  /** A dialog gives the focus back to what opened it; that may be gone by then. */
  let lastInMain: Place | null = null;
  const noteFocus = ({ target }: FocusEvent): void => {
    if (!(target instanceof Element)) return;
    last = placeOf(target);
    if (target.closest('main') !== null) lastInMain = last;
  };
  const restore = (): void => {
    if (!isLost() || last === null || last.element.isConnected) return;
    const page = document.querySelector('main');
    if (goBackTo(last) || (lastInMain !== null && goBackTo(lastInMain))) return;
    if (page !== null) focusPart(page);
  };
  /** A press beside everything gives the focus up on purpose. */
  const noteBlur = (): void =>
    void requestAnimationFrame(() => {
      if (isLost() && last?.element.isConnected === true) last = null;
    });
  // Dialogs and pages place the focus in the frame after a change; theirs goes first.
  const later = (): void => void requestAnimationFrame(() => requestAnimationFrame(restore));
  const observer = new MutationObserver((records) => {
    for (const place of new Set([last, lastInMain])) {
      if (place === null || place.element.isConnected) continue;
      for (const record of records) {
        const holds = [...record.removedNodes].some((node) => node.contains(place.element));
        if (holds) place.next = followerOf(record);
      }
      later();
    }
  });
  document.addEventListener('focusin', noteFocus);
  document.addEventListener('focusout', noteBlur);
  observer.observe(document.body, { childList: true, subtree: true });
}
