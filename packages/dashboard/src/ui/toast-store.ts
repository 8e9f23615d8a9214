/** The toasts on screen. A plain store, so that any code can show one without a hook. */

export interface Toast {
  id: number;
  message: string;
  tone: 'success' | 'error';
  /** A way back, such as Undo. */
  action?: { label: string; run: () => void } | undefined;
}

export interface ToastOptions {
  tone?: Toast['tone'];
  action?: Toast['action'];
}

/** Long enough to read; longer where there is something to press. */
const SHOWN_MS = 4000;
const SHOWN_WITH_ACTION_MS = 8000;

let toasts: readonly Toast[] = [];
let lastId = 0;
const listeners = new Set<() => void>();
const timers = new Map<number, ReturnType<typeof setTimeout>>();

function change(next: readonly Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

/** Shows a toast; it leaves by itself. The newest three stay. */
export function showToast(
  message: string,
  { tone = 'success', action }: ToastOptions = {},
): number {
  const id = ++lastId;
  for (const dropped of toasts.slice(0, -2)) pauseToast(dropped.id);
  change([...toasts.slice(-2), { id, message, tone, action }]);
  resumeToast(id);
  return id;
}

export function dismissToast(id: number): void {
  pauseToast(id);
  change(toasts.filter((toast) => toast.id !== id));
}

/** Keeps a toast while it is being read: pointer over it, or focus in it. */
export function pauseToast(id: number): void {
  clearTimeout(timers.get(id));
  timers.delete(id);
}

export function resumeToast(id: number): void {
  const toast = toasts.find((entry) => entry.id === id);
  if (!toast || timers.has(id)) return;
  const delayMs = toast.action ? SHOWN_WITH_ACTION_MS : SHOWN_MS;
  timers.set(
    id,
    setTimeout(() => dismissToast(id), delayMs),
  );
}

export function subscribeToToasts(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function currentToasts(): readonly Toast[] {
  return toasts;
}
