import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { currentToasts, dismissToast, pauseToast, resumeToast, showToast } from './toast-store.ts';

const messages = () => currentToasts().map((toast) => toast.message);

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  for (const toast of currentToasts()) dismissToast(toast.id);
  vi.useRealTimers();
});

describe('toasts', () => {
  it('leave by themselves after 4 seconds', () => {
    showToast('Saved');
    vi.advanceTimersByTime(3999);
    expect(messages()).toEqual(['Saved']);
    vi.advanceTimersByTime(1);
    expect(messages()).toEqual([]);
  });

  it('stay twice as long with something to press', () => {
    showToast('Filtered', { action: { label: 'Undo', run: () => {} } });
    vi.advanceTimersByTime(7999);
    expect(messages()).toEqual(['Filtered']);
    vi.advanceTimersByTime(1);
    expect(messages()).toEqual([]);
  });

  it('stay while they are read', () => {
    const id = showToast('Saved');
    pauseToast(id);
    vi.advanceTimersByTime(60_000);
    expect(messages()).toEqual(['Saved']);
    resumeToast(id);
    vi.advanceTimersByTime(4000);
    expect(messages()).toEqual([]);
  });

  it('are three at most, the newest', () => {
    for (const message of ['a', 'b', 'c', 'd']) showToast(message);
    expect(messages()).toEqual(['b', 'c', 'd']);
  });
});
