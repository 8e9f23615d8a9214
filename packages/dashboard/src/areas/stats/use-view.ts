import { useCallback, useMemo } from 'react';
import { useLocation, useSearch } from 'wouter';
import { formatView, parseView, type ParsedView, type View } from './view.ts';

export interface ViewControl extends ParsedView {
  /**
   * Writes the changed view into the address. `push` makes a step the back button returns from:
   * what changes the figures. The default replaces: what only looks at them differently.
   */
  change: (change: Partial<View>, how?: 'push' | 'replace') => void;
}

/** The view of the address, and the one way to change it. */
export function useView(): ViewControl {
  const search = useSearch();
  const [path, navigate] = useLocation();
  const parsed = useMemo(() => parseView(search), [search]);
  const { view } = parsed;
  const change = useCallback(
    (changed: Partial<View>, how: 'push' | 'replace' = 'replace') => {
      const query = formatView({ ...view, ...changed });
      if (query === formatView(view) && how === 'push') return;
      navigate(query === '' ? path : `${path}?${query}`, { replace: how === 'replace' });
    },
    [view, path, navigate],
  );
  return { ...parsed, change };
}
