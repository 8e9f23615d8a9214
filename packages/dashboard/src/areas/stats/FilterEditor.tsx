/**
 * Makes or changes one filter: dimension, operator, values. Values are picked from what the site
 * has in the period, or typed. A chunk of its own: nobody filters before the first chart is drawn.
 */
import './filter-editor.css';
import { FILTER_OPERATORS, PROPERTY_PREFIX, type FilterOperator } from '@purestat/vocabulary';
import ChevronDown from 'lucide-react/icons/chevron-down';
import Plus from 'lucide-react/icons/plus';
import Search from 'lucide-react/icons/search';
import Tag from 'lucide-react/icons/tag';
import { useEffect, useRef, useState, type FormEvent } from 'react';
import { Button } from '../../ui/Button.tsx';
import {
  DIMENSIONS,
  isFilterDimension,
  isProperty,
  keyOf,
  wordsOf,
  type DimensionWords,
  type FilterDimension,
  type NamedFilterDimension,
} from './dimensions.ts';
import { OPERATOR_WORDS, type Filter } from './filters.ts';
import { FilterValues } from './FilterValues.tsx';
import { hasOwnLabels } from './value-labels.ts';

interface FilterEditorProps {
  /** The filter to change, or null to make one. */
  filter: Filter | null;
  onApply: (filter: Filter) => void;
  /** Given: offers to go on with another filter. */
  onApplyAndStay?: (filter: Filter) => void;
}

const DIMENSION_NAMES = Object.keys(DIMENSIONS) as NamedFilterDimension[];
const GROUPS: DimensionWords['group'][] = ['Source', 'Page', 'Location', 'Device', 'Other'];

const NEW: Filter = { dimension: 'country', operator: 'is', values: [] };

function isWhole(operator: FilterOperator): boolean {
  return operator === 'is' || operator === 'is_not';
}

export default function FilterEditor({ filter, onApply, onApplyAndStay }: FilterEditorProps) {
  const [draft, setDraft] = useState<Filter>(filter ?? NEW);
  const [typed, setTyped] = useState('');
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => takeFocus(form.current), []);
  const complete = withTyped(draft, typed);
  const apply = (event: FormEvent): void => {
    event.preventDefault();
    if (complete !== null) onApply(complete);
  };
  const stay = (): void => {
    if (complete === null) return;
    onApplyAndStay?.(complete);
    setDraft({ ...NEW, dimension: complete.dimension });
    setTyped('');
  };
  const restart = (change: Partial<Filter>, keepValues: boolean): void => {
    setDraft({ ...draft, ...change, values: keepValues ? draft.values : [] });
    setTyped('');
  };
  return (
    <form ref={form} className="filter-form" onSubmit={apply}>
      <div className="filter-heads">
        <DimensionSelect
          value={draft.dimension}
          onChange={(dimension) => restart({ dimension }, false)}
        />
        <OperatorSelect
          value={draft.operator}
          dimension={draft.dimension}
          onChange={(operator) =>
            restart({ operator }, isWhole(operator) === isWhole(draft.operator))
          }
        />
      </div>
      {isProperty(draft.dimension) && (
        <label className="input-box is-sm">
          <Tag />
          <input
            className="input"
            value={keyOf(draft.dimension)}
            onChange={(event) =>
              restart({ dimension: `${PROPERTY_PREFIX}${event.target.value}` }, false)
            }
            aria-label="Property"
            placeholder="Name of the property, such as plan"
            autoComplete="off"
            autoCapitalize="none"
            maxLength={64}
            spellCheck={false}
          />
        </label>
      )}
      <label className="input-box is-sm">
        <Search />
        <input
          className="input"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          aria-label="Value"
          placeholder={placeholderOf(draft)}
          autoComplete="off"
          spellCheck={false}
        />
      </label>
      {isFilterDimension(draft.dimension) && (
        <FilterValues
          draft={draft}
          typed={typed}
          onValues={(values) => {
            setDraft({ ...draft, values });
            if (!isWhole(draft.operator)) setTyped('');
          }}
        />
      )}
      <div className="filter-foot">
        {onApplyAndStay === undefined ? (
          <span />
        ) : (
          <Button variant="ghost" icon={<Plus />} onClick={stay} disabled={complete === null}>
            And another
          </Button>
        )}
        <Button type="submit" variant="primary" disabled={complete === null}>
          Apply filter
        </Button>
      </div>
    </form>
  );
}

/** The popover had no field to focus while this script was on its way; it took the focus itself. */
function takeFocus(form: HTMLFormElement | null): void {
  if (form?.parentElement === document.activeElement) form?.querySelector('select')?.focus();
}

function placeholderOf({ dimension, operator }: Filter): string {
  const { one } = wordsOf(dimension);
  return isWhole(operator)
    ? `Find ${/^[aeiou]/i.test(one) ? 'an' : 'a'} ${one}`
    : `Part of the ${one}`;
}

/** What applying would make of it: typed text is a value where nothing was picked. */
function withTyped(draft: Filter, typed: string): Filter | null {
  if (!isFilterDimension(draft.dimension)) return null;
  const text = typed.trim();
  const counts = text !== '' && (!isWhole(draft.operator) || draft.values.length === 0);
  if (counts && !hasOwnLabels(draft.dimension)) {
    return { ...draft, values: [...new Set([...draft.values, text])] };
  }
  return draft.values.length === 0 ? null : draft;
}

function DimensionSelect(props: {
  value: FilterDimension;
  onChange: (value: FilterDimension) => void;
}) {
  return (
    <div className="filter-select">
      <select
        aria-label="Dimension"
        value={isProperty(props.value) ? PROPERTY_PREFIX : props.value}
        onChange={(event) => {
          if (event.target.value === PROPERTY_PREFIX) props.onChange(PROPERTY_PREFIX);
          const chosen = DIMENSION_NAMES.find((name) => name === event.target.value);
          if (chosen !== undefined) props.onChange(chosen);
        }}
      >
        {GROUPS.map((group) => (
          <optgroup key={group} label={group}>
            {DIMENSION_NAMES.filter((name) => DIMENSIONS[name].group === group).map((name) => (
              <option key={name} value={name}>
                {DIMENSIONS[name].label}
              </option>
            ))}
            {group === 'Other' && <option value={PROPERTY_PREFIX}>Custom property</option>}
          </optgroup>
        ))}
      </select>
      <ChevronDown />
    </div>
  );
}

function OperatorSelect(props: {
  value: FilterOperator;
  dimension: FilterDimension;
  onChange: (value: FilterOperator) => void;
}) {
  // Codes are no texts: "contains" would look for letters of `US`, not of United States.
  const offered = FILTER_OPERATORS.filter(
    (name) => isWhole(name) || !hasOwnLabels(props.dimension),
  );
  return (
    <div className="filter-select">
      <select
        aria-label="Operator"
        value={props.value}
        onChange={(event) => {
          const chosen = FILTER_OPERATORS.find((name) => name === event.target.value);
          if (chosen !== undefined) props.onChange(chosen);
        }}
      >
        {offered.map((name) => (
          <option key={name} value={name}>
            {OPERATOR_WORDS[name]}
          </option>
        ))}
      </select>
      <ChevronDown />
    </div>
  );
}
