import Filter from 'lucide-react/icons/filter';
import Plus from 'lucide-react/icons/plus';
import X from 'lucide-react/icons/x';
import { lazy, Suspense, useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Kbd } from '../../ui/Kbd.tsx';
import { Popover } from '../../ui/Popover.tsx';
import { useDashboard } from './dashboard-context.ts';
import { filterInWords, subjectInWords, valuesInWords } from './filter-words.ts';
import { removeFilter, setFilter, type Filter as ViewFilter } from './filters.ts';

const FilterEditor = lazy(() => import('./FilterEditor.tsx'));

/** The `/` key presses the button with this id. */
export const ADD_FILTER_BUTTON = 'add-filter';

const EDITOR_WIDTH_PX = 380;

/** What the figures are narrowed to. Chips: press to edit, × to remove. */
export function FilterBar() {
  const { view, change } = useDashboard();
  const { filters } = view;
  return (
    <fieldset className="filter-bar" aria-label="Filters">
      {filters.map((filter) => (
        <Chip key={`${filter.dimension} ${filter.operator}`} filter={filter} />
      ))}
      <AddFilter />
      {filters.length > 1 && (
        <Button variant="ghost" onClick={() => change({ filters: [] }, 'push')}>
          Clear all
        </Button>
      )}
    </fieldset>
  );
}

function Chip({ filter }: { filter: ViewFilter }) {
  const { view, change } = useDashboard();
  const words = filterInWords(filter);
  const replace = (edited: ViewFilter): void =>
    change({ filters: replaceFilter(view.filters, filter, edited) }, 'push');
  return (
    <span className="chip">
      <Popover
        label={`Edit filter: ${words}`}
        widthPx={EDITOR_WIDTH_PX}
        className="filter-editor"
        renderTrigger={(trigger) => (
          <button
            {...trigger}
            type="button"
            className="chip-edit"
            aria-label={`Edit filter: ${words}`}
          >
            {subjectInWords(filter)} <b>{valuesInWords(filter)}</b>
          </button>
        )}
      >
        {(close) => (
          <Suspense fallback={<div className="filter-editor-space" />}>
            <FilterEditor filter={filter} onApply={(edited) => (replace(edited), close())} />
          </Suspense>
        )}
      </Popover>
      <button
        type="button"
        className="chip-remove"
        aria-label={`Remove filter: ${words}`}
        onClick={() => change({ filters: removeFilter(view.filters, filter) }, 'push')}
      >
        <X />
      </button>
    </span>
  );
}

/** Keeps the edited filter's place unless it now stands where another one does. */
function replaceFilter(filters: readonly ViewFilter[], old: ViewFilter, edited: ViewFilter) {
  const sameSlot = old.dimension === edited.dimension && old.operator === edited.operator;
  return setFilter(sameSlot ? filters : removeFilter(filters, old), edited);
}

function AddFilter() {
  const { view, change } = useDashboard();
  const [open, setOpen] = useState(false);
  const add = (filter: ViewFilter): void =>
    change({ filters: setFilter(view.filters, filter) }, 'push');
  const none = view.filters.length === 0;
  return (
    <Popover
      label="Add a filter"
      widthPx={EDITOR_WIDTH_PX}
      className="filter-editor"
      open={open}
      onOpenChange={setOpen}
      renderTrigger={(trigger) => (
        <Button
          {...trigger}
          id={ADD_FILTER_BUTTON}
          variant="ghost"
          icon={none ? <Filter /> : <Plus />}
          aria-keyshortcuts="/"
        >
          {none ? 'Filter' : 'Add filter'}
          <span className="wide-only">
            <Kbd>/</Kbd>
          </span>
        </Button>
      )}
    >
      {(close) => (
        <Suspense fallback={<div className="filter-editor-space" />}>
          <FilterEditor
            filter={null}
            onApply={(filter) => (add(filter), close())}
            onApplyAndStay={add}
          />
        </Suspense>
      )}
    </Popover>
  );
}
