import Plus from 'lucide-react/icons/plus';
import X from 'lucide-react/icons/x';
import { GOAL_OPERATORS } from '@purestat/vocabulary';
import { Button } from '../../ui/Button.tsx';
import { FormError } from '../../ui/FormError.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { OPERATOR_WORDS, type DraftCondition } from './goal-words.ts';

interface Props {
  conditions: readonly DraftCondition[];
  onChange: (conditions: DraftCondition[]) => void;
  error: string | undefined;
}

const NEW: DraftCondition = { key: '', operator: 'is', value: '' };

/** What must hold of the event's custom properties. */
export function GoalConditions({ conditions, onChange, error }: Props) {
  const set = (at: number, change: Partial<DraftCondition>) =>
    onChange(conditions.map((one, index) => (index === at ? { ...one, ...change } : one)));
  return (
    <fieldset className="goal-conditions">
      <legend className="field-label">
        Only with properties<span className="text-ink-3"> (optional)</span>
      </legend>
      {conditions.map((condition, index) => (
        // Lines have no name of their own, and keep their places.
        <Line
          key={index}
          number={index + 1}
          condition={condition}
          onChange={(change) => set(index, change)}
          onRemove={() => onChange(conditions.filter((_, at) => at !== index))}
        />
      ))}
      {conditions.length > 1 && (
        <p className="field-hint">
          All of them must hold on the same event; of several values of one property any.
        </p>
      )}
      <div>
        <Button size="sm" icon={<Plus />} onClick={() => onChange([...conditions, NEW])}>
          Add a property
        </Button>
      </div>
      <FormError message={error} />
    </fieldset>
  );
}

interface LineProps {
  number: number;
  condition: DraftCondition;
  onChange: (change: Partial<DraftCondition>) => void;
  onRemove: () => void;
}

function Line({ number, condition, onChange, onRemove }: LineProps) {
  return (
    <div className="goal-condition-line">
      <div className="input-box is-sm">
        <input
          className="input mono"
          aria-label={`Property ${number}`}
          placeholder="plan"
          value={condition.key}
          onChange={(event) => onChange({ key: event.target.value })}
          autoCapitalize="none"
          autoComplete="off"
          spellCheck={false}
        />
      </div>
      <div className="input-box is-sm">
        <select
          className="input"
          aria-label={`Operator ${number}`}
          value={condition.operator}
          onChange={(event) => {
            const operator = GOAL_OPERATORS.find((name) => name === event.target.value);
            if (operator !== undefined) onChange({ operator });
          }}
        >
          {GOAL_OPERATORS.map((name) => (
            <option key={name} value={name}>
              {OPERATOR_WORDS[name]}
            </option>
          ))}
        </select>
      </div>
      <div className="input-box is-sm">
        <input
          className="input mono"
          aria-label={`Value ${number}`}
          placeholder="pro"
          value={condition.value}
          onChange={(event) => onChange({ value: event.target.value })}
          autoCapitalize="none"
          autoComplete="off"
          spellCheck={false}
        />
      </div>
      <IconButton size="sm" label={`Remove property ${number}`} onClick={onRemove}>
        <X />
      </IconButton>
    </div>
  );
}
