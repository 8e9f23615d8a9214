import type { Goal } from '@purestat/vocabulary';
import ArrowUp from 'lucide-react/icons/arrow-up';
import X from 'lucide-react/icons/x';
import { IconButton } from '../../ui/IconButton.tsx';
import { TextField } from '../../ui/TextField.tsx';

/** A step while it is edited. */
export interface StepDraft {
  /** Stays with the step wherever it is moved. */
  key: number;
  /** null: the path is meant. */
  goalId: string | null;
  path: string;
}

interface Props {
  number: number;
  step: StepDraft;
  goals: readonly Goal[];
  error: string | undefined;
  onChange: (step: StepDraft) => void;
  /** Absent where there is nothing above. */
  onRaise: (() => void) | undefined;
  /** Absent where no step may go. */
  onRemove: (() => void) | undefined;
}

const PATH = 'path';

/** A goal, or a path of one's own. */
export function StepField({ number, step, goals, error, onChange, onRaise, onRemove }: Props) {
  const isPath = step.goalId === null;
  const choose = (value: string): void =>
    onChange({ ...step, goalId: value === PATH ? null : value });
  return (
    <div className="funnel-step">
      <span className="funnel-step-number num" aria-hidden="true">
        {number}
      </span>
      <select
        className="month-select"
        aria-label={`Step ${number}: what is waited for`}
        aria-invalid={(!isPath && error !== undefined) || undefined}
        value={step.goalId ?? PATH}
        onChange={(event) => choose(event.target.value)}
      >
        <option value={PATH}>Visit a page</option>
        {goals.length > 0 && (
          <optgroup label="Goals">
            {goals.map((goal) => (
              <option key={goal.id} value={goal.id}>
                {goal.name}
              </option>
            ))}
          </optgroup>
        )}
      </select>
      <div className="funnel-step-path">
        {isPath && (
          <TextField
            label={`Path of step ${number}`}
            hideLabel
            placeholder="/pricing"
            autoComplete="off"
            spellCheck={false}
            value={step.path}
            onChange={(event) => onChange({ ...step, path: event.target.value })}
            error={error}
          />
        )}
        {!isPath && error !== undefined && <p className="field-error">{error}</p>}
      </div>
      <div className="funnel-step-tools">
        <IconButton
          label={`Move step ${number} up`}
          disabled={onRaise === undefined}
          onClick={() => onRaise?.()}
        >
          <ArrowUp />
        </IconButton>
        <IconButton
          label={`Remove step ${number}`}
          disabled={onRemove === undefined}
          onClick={() => onRemove?.()}
        >
          <X />
        </IconButton>
      </div>
    </div>
  );
}
