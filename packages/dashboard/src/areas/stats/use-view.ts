import { useCallback, useMemo } from 'react';
import { useSearch } from 'wouter';
import { navigate } from 'wouter/use-browser-location';
import { formatView, parseView, type ParsedView, type View } from './view.ts';

/**
 * Writes the changed view into the address. `push` makes a step the back button returns from: for
 * what changes the figures. The default replaces: for what only looks at them differently.
 */
export type ChangeView = (change: Partial<View>, how?: 'push' | 'replace') => void;

/** The view of the address, and the one way to change it. */
export function useView(): ParsedView & { change: ChangeView } {
  const search = useSearch();
  const parsed = useMemo(() => parseView(search), [search]);
  const change = useCallback<ChangeView>((changed, how = 'replace') => {
    // What the address says now, not what it said when this was rendered: an undo may come late.
    const { pathname, search: current } = window.location;
    const { view } = parseView(current);
    const query = formatView({ ...view, ...changed });
    if (query === formatView(view) && how === 'push') return;
    navigate(query === '' ? pathname : `${pathname}?${query}`, { replace: how === 'replace' });
  }, []);
  return { ...parsed, change };
}
