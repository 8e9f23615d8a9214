/** The dashboard's single-key shortcuts. Off in fields, and while a menu or dialog is open. */
import { useEffect, useRef } from 'react';
import { areShortcutsOn } from '../../ui/shortcut-setting.ts';
import { useDashboard, type Dashboard } from './dashboard-context.ts';
import { PERIOD_BUTTON, useStepPeriod } from './DatePicker.tsx';
import { ADD_FILTER_BUTTON } from './FilterBar.tsx';
import { INTERVAL_BUTTON } from './IntervalMenu.tsx';
import { PERIOD_WORDS, type DateRange, type ViewPeriod } from './periods.ts';
import { canCompare, cardMetrics } from './view.ts';

/** @returns what the key does, or null when it is none of ours */
type KeyAction = (() => void) | null | undefined;

function periodOf(key: string): ViewPeriod | undefined {
  const names = Object.keys(PERIOD_WORDS) as ViewPeriod[];
  return names.find((name) => PERIOD_WORDS[name].key === key.toUpperCase());
}

function press(id: string): void {
  document.getElementById(id)?.click();
}

function viewAction(key: string, { view, change }: Dashboard): KeyAction {
  const period = periodOf(key);
  if (period === 'custom') return () => press(PERIOD_BUTTON);
  if (period !== undefined) return () => change({ period, range: null, interval: null }, 'push');
  const metric = cardMetrics(view)[Number(key) - 1];
  if (metric !== undefined) return () => change({ metric });
  if (key === 'x' && canCompare(view.period)) {
    const compare = view.compare === 'off' ? 'previous_period' : 'off';
    return () => change({ compare, compareRange: null }, 'push');
  }
  if (key === 'Escape' && view.filters.length > 0) return () => change({ filters: [] }, 'push');
  return null;
}

/** @param range the days shown, which the arrows move */
export function useShortcuts(range: DateRange | null, onHelp: () => void): void {
  const dashboard = useDashboard();
  const step = useStepPeriod(range);
  const actionOf = (key: string): KeyAction => {
    if (key === '?') return onHelp;
    if (key === '/') return () => press(ADD_FILTER_BUTTON);
    if (key === 'i') return () => press(INTERVAL_BUTTON);
    if (key === 'ArrowLeft') return step(-1);
    if (key === 'ArrowRight') return step(1);
    return viewAction(key, dashboard);
  };
  // The listener is set once; what it does is always what was last rendered.
  const latest = useRef(actionOf);
  useEffect(() => {
    latest.current = actionOf;
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (isElsewhere(event)) return;
      const action = latest.current(event.key.length === 1 ? event.key.toLowerCase() : event.key);
      if (action === null || action === undefined) return;
      event.preventDefault();
      action();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
}

/** Whether the key is meant for a field, an open menu, the browser, or nobody. */
function isElsewhere(event: KeyboardEvent): boolean {
  if (!areShortcutsOn()) return true;
  if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey) return true;
  if (event.shiftKey && event.key !== '?' && event.key !== '/') return true;
  const target = event.target;
  if (target instanceof Element && target.closest('input, select, textarea, [role=tab]') !== null) {
    // Tabs keep their arrows; letters and digits typed on one are shortcuts still.
    if (!target.matches('[role=tab]') || event.key.startsWith('Arrow')) return true;
  }
  return document.querySelector('.menu, .dialog') !== null;
}
