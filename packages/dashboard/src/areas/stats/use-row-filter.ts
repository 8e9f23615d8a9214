import { useCallback } from 'react';
import { showToast } from '../../ui/toast-store.ts';
import { useDashboard } from './dashboard-context.ts';
import {
  companionOf,
  dimensionOf,
  finerTab,
  isProperty,
  type PanelId,
  type PanelTab,
} from './dimensions.ts';
import { filterInWords } from './filter-words.ts';
import { extendFilter, isFilteredBy, removeFilter, setFilter, type Filter } from './filters.ts';
import { NO_SOURCE, type PropertyDimension } from '@purestat/vocabulary';

export interface RowPress {
  value: string;
  label: string;
  /** The country of a region whose name is not unique, to be filtered by as well. */
  companion?: string | undefined;
  /** A modifier was held: add to the values of the filter instead of replacing them. */
  extend?: boolean;
}

/**
 * What a press on a row does: "dimension is value" becomes a filter, the panel steps to the finer
 * tab, and a toast offers the way back. A press on the value that is the filter takes it off.
 *
 * @param panel null: custom properties, which no panel shows and which have nothing finer
 */
export function useRowFilter(
  panel: PanelId | null,
): (tab: PanelTab | PropertyDimension, press: RowPress) => void {
  const { view, change } = useDashboard();
  return useCallback(
    (tab, { value, companion, extend }) => {
      const { filters, tabs } = view;
      const dimension = isProperty(tab) ? tab : dimensionOf(tab);
      const filter: Filter = { dimension, operator: 'is', values: [value] };
      const undo = { label: 'Undo', run: () => change({ filters, tabs }, 'push') };
      if (isFilteredBy(filters, filter.dimension, value)) {
        change({ filters: withoutValue(filters, filter) }, 'push');
        showToast(`Removed: ${filterInWords(filter)}`, { action: undo });
        return;
      }
      const added = extend === true ? extendFilter(filters, filter) : setFilter(filters, filter);
      change(
        {
          filters: withCompanion(added, filter, companion),
          tabs:
            extend === true || panel === null || isProperty(tab)
              ? tabs
              : { ...tabs, [panel]: nextTab(tab, value) },
        },
        'push',
      );
      showToast(`Filtered: ${filterInWords(filter)}`, { action: undo });
    },
    [view, change, panel],
  );
}

function nextTab(tab: PanelTab, value: string): PanelTab {
  // Without a source there is no referrer to look at.
  return value === NO_SOURCE ? tab : finerTab(tab);
}

function withCompanion(
  filters: readonly Filter[],
  { dimension }: Filter,
  companion: string | undefined,
): readonly Filter[] {
  const name = companionOf(dimension);
  if (companion === undefined || name === undefined) return filters;
  return setFilter(filters, { dimension: name, operator: 'is', values: [companion] });
}

function withoutValue(filters: readonly Filter[], { dimension, values }: Filter): Filter[] {
  const known = filters.find((other) => other.dimension === dimension && other.operator === 'is')!;
  const left = known.values.filter((value) => !values.includes(value));
  const rest = { ...known, values: left };
  return left.length === 0 ? removeFilter(filters, known) : setFilter(filters, rest);
}
