import { useQuery } from '@tanstack/react-query';
import type { StatsQuery } from '@purestat/vocabulary';
import { messageOf } from '../../api/errors.ts';
import { formatFull, formatShort } from '../../ui/charts/formats.ts';
import { useDashboard, type Dashboard } from './dashboard-context.ts';
import { companionOf, type FilterDimension } from './dimensions.ts';
import { setFilter, toWire, type Filter } from './filters.ts';
import { statsQuery } from './queries.ts';
import { dimensionsOf } from './requests.ts';
import { RowIcon } from './RowIcon.tsx';
import { numberOf, textOf } from './rows.ts';
import { useSettled } from './use-settled.ts';
import { hasOwnLabels, labelOf } from './value-labels.ts';

interface FilterValuesProps {
  draft: Filter;
  typed: string;
  onValues: (values: string[]) => void;
}

interface Option {
  value: string;
  companion?: string | undefined;
  visitors: number | null;
}

const SUGGESTIONS = 30;
/** Typing pauses this long before the server is asked. */
const TYPING_MS = 180;

/** The values to choose from: those chosen, then what the site has, busiest first, then what was typed. */
export function FilterValues({ draft, typed, onValues }: FilterValuesProps) {
  const text = useSettled(typed.trim(), TYPING_MS);
  const { options: found, awaited, error } = useSuggestions(draft, text);
  const contains = draft.operator.startsWith('contains');
  const options = contains ? [] : found;
  const chosen = draft.values
    .filter((value) => !options.some((option) => option.value === value))
    .map((value): Option => ({ value, visitors: null }));
  const own = ownText(draft, typed.trim(), found);
  const shown = [...chosen, ...options, ...(own === null ? [] : [own])];
  const toggle = (value: string): void =>
    onValues(
      draft.values.includes(value)
        ? draft.values.filter((other) => other !== value)
        : [...draft.values, value],
    );
  if (shown.length === 0) {
    if (contains) return <p className="filter-none">Type a part of it.</p>;
    if (error !== null) return <p className="filter-none">{messageOf(error)}</p>;
    return <p className="filter-none">{awaited ? 'Looking …' : 'Nothing found.'}</p>;
  }
  return (
    <fieldset className="filter-values" aria-label="Values">
      {shown.map((option) => (
        <label key={JSON.stringify([option.value, option.companion])} className="menu-item">
          <input
            type="checkbox"
            className="check"
            checked={draft.values.includes(option.value)}
            onChange={() => toggle(option.value)}
          />
          <RowIcon dimension={draft.dimension} value={option.value} companion={option.companion} />
          <span className="truncate">{labelOf(draft.dimension, option.value)}</span>
          {option.visitors !== null && (
            <span className="end" title={`${formatFull(option.visitors, 'count')} visitors`}>
              {formatShort(option.visitors, 'count')}
            </span>
          )}
        </label>
      ))}
    </fieldset>
  );
}

/** The typed text as a value of its own, where it is not among the suggestions. */
function ownText(
  { dimension, values }: Filter,
  text: string,
  found: readonly Option[],
): Option | null {
  const known = found.some((option) => option.value === text) || values.includes(text);
  if (text === '' || known || hasOwnLabels(dimension)) return null;
  return { value: text, visitors: null };
}

interface Suggestions {
  options: Option[];
  /** Not known yet: none so far does not mean that there are none. */
  awaited: boolean;
  /** Why there are none. */
  error: Error | null;
}

function useSuggestions({ dimension, operator }: Filter, text: string): Suggestions {
  const dashboard = useDashboard();
  const query = suggestionQuery(dashboard, dimension, text);
  const enabled = !operator.startsWith('contains');
  const suggestions = useQuery({ ...statsQuery(dashboard, query), enabled });
  const companion = companionOf(dimension);
  const { data, error, isPending, isPlaceholderData } = suggestions;
  const options = (data?.answer.dimensions ?? [])
    .map((row): Option => ({
      value: textOf(row, dimension),
      companion: companion && textOf(row, companion),
      visitors: numberOf(row, 'visitors'),
    }))
    .filter(({ value }) => matches(dimension, value, text));
  return { options, awaited: isPending || isPlaceholderData, error };
}

/** Codes are found by their names, which only this side knows. */
function matches(dimension: FilterDimension, value: string, text: string): boolean {
  return labelOf(dimension, value).toLowerCase().includes(text.toLowerCase());
}

/** All values of the period under the view's other filters; the server narrows what it can. */
function suggestionQuery(
  { view }: Dashboard,
  dimension: FilterDimension,
  text: string,
): Partial<StatsQuery> {
  const others = view.filters.filter((filter) => filter.dimension !== dimension);
  const byName = hasOwnLabels(dimension);
  const narrowed =
    text === '' || byName
      ? others
      : setFilter(others, { dimension, operator: 'contains', values: [text] });
  return {
    metrics: ['visitors'],
    dimensions: dimensionsOf(dimension),
    filters: toWire(narrowed) ?? {},
    limit: byName ? 250 : SUGGESTIONS,
  };
}
