/** The keys that work on every page: S and O switch, Shift D changes the theme. */
import { useEffect } from 'react';
import { areShortcutsOn } from '../ui/shortcut-setting.ts';
import { currentTheme, setTheme } from '../ui/theme.ts';

export const SITE_SWITCHER = 'site-switcher';
export const ORG_SWITCHER = 'org-switcher';

/** Whether the key is meant for a field, an open menu or dialog, or the browser. */
function isElsewhere(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey) return true;
  const { target } = event;
  if (target instanceof Element && target.closest('input, select, textarea') !== null) return true;
  return document.querySelector('.menu, .dialog') !== null;
}

/** Presses a button; false where the page has none of that id or hides it. */
function press(id: string): boolean {
  const button = document.getElementById(id);
  if (button === null || button.offsetParent === null) return false;
  button.click();
  return true;
}

function act(event: KeyboardEvent): boolean {
  if (event.key === 'D') {
    setTheme(currentTheme() === 'dark' ? 'light' : 'dark');
    return true;
  }
  if (event.key === 's') return press(SITE_SWITCHER);
  return event.key === 'o' && press(ORG_SWITCHER);
}

export function useShellShortcuts(): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (!areShortcutsOn() || isElsewhere(event)) return;
      if (act(event)) event.preventDefault();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
}
