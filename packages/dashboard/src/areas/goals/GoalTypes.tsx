import File from 'lucide-react/icons/file';
import MoveVertical from 'lucide-react/icons/move-vertical';
import Target from 'lucide-react/icons/target';
import { useId, type ReactNode } from 'react';
import type { GoalType } from '@purestat/vocabulary';

const TYPES: ReadonlyArray<{ value: GoalType; label: string; about: string; icon: ReactNode }> = [
  { value: 'event', label: 'Custom event', about: 'Sent by your code', icon: <Target /> },
  { value: 'page', label: 'Page visit', about: 'By path or pattern', icon: <File /> },
  { value: 'scroll', label: 'Scroll depth', about: 'How far they read', icon: <MoveVertical /> },
];

interface Props {
  value: GoalType;
  onChange: (type: GoalType) => void;
}

export function GoalTypes({ value, onChange }: Props) {
  const id = useId();
  return (
    <fieldset className="goal-types">
      <legend className="field-label mb-1.5">What should count?</legend>
      {TYPES.map((type) => (
        <label key={type.value} className="radio-card">
          <input
            type="radio"
            className="sr"
            name={id}
            value={type.value}
            checked={type.value === value}
            aria-labelledby={`${id}-${type.value}`}
            aria-describedby={`${id}-${type.value}-about`}
            onChange={() => onChange(type.value)}
          />
          {type.icon}
          <span>
            <b id={`${id}-${type.value}`}>{type.label}</b>
            <span id={`${id}-${type.value}-about`}>{type.about}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
