/** Name, steps and strictness of a funnel, new or known. */
import type { Funnel, Goal } from '@purestat/vocabulary';
import { FUNNEL_STEPS_MAX, FUNNEL_STEPS_MIN } from '@purestat/vocabulary';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import Plus from 'lucide-react/icons/plus';
import { useState } from 'react';
import { useSubmit } from '../../api/use-submit.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { FormError } from '../../ui/FormError.tsx';
import { Switch } from '../../ui/Switch.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { funnelsQuery, saveFunnel, stepGoalsQuery, type FunnelInput } from './queries.ts';
import { StepField, type StepDraft } from './StepField.tsx';
import './funnel-form.css';

interface Props {
  orgId: string;
  siteId: string;
  /** null: a new one. */
  funnel: Funnel | null;
  onClose: () => void;
  onSaved: (funnel: Funnel) => void;
}

const stepLabels = Array.from({ length: FUNNEL_STEPS_MAX }, (_, index) =>
  ['', '.page_path', '.goal_id'].map((part) => [`steps.${index}${part}`, `Step ${index + 1}`]),
);
const LABELS = { name: 'Name', steps: 'Steps', ...Object.fromEntries(stepLabels.flat()) };

let lastKey = 0;
const emptyStep = (): StepDraft => ({ key: ++lastKey, goalId: null, path: '' });

const draftsOf = (funnel: Funnel | null): StepDraft[] =>
  funnel?.steps.map(({ goal_id, page_path }) => ({
    ...emptyStep(),
    goalId: goal_id,
    path: page_path ?? '',
  })) ?? Array.from({ length: FUNNEL_STEPS_MIN }, emptyStep);

const toInput = ({ goalId, path }: StepDraft): FunnelInput['steps'][number] =>
  goalId === null ? { page_path: path } : { goal_id: goalId };

export function FunnelForm({ orgId, siteId, funnel, onClose, onSaved }: Props) {
  const { data: goals = [] } = useQuery(stepGoalsQuery(orgId, siteId));
  const client = useQueryClient();
  const [name, setName] = useState(funnel?.name ?? '');
  const [isStrict, setStrict] = useState(funnel?.strict ?? false);
  const [steps, setSteps] = useState(() => draftsOf(funnel));
  const [sent, setSent] = useState(steps);
  const form = useSubmit({
    send: (input: FunnelInput) => saveFunnel({ orgId, siteId, id: funnel?.id ?? null }, input),
    labels: LABELS,
    onDone: async (saved) => {
      await client.invalidateQueries({ queryKey: funnelsQuery(orgId, siteId).queryKey });
      void client.invalidateQueries({ queryKey: ['stats', siteId, 'funnel', saved.id] });
      onSaved(saved);
    },
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title={funnel === null ? 'New funnel' : 'Edit steps'}
      description="Visitors take the steps in this order, within one day."
      form={(event) => {
        setSent(steps);
        form.submit(event, { name, strict: isStrict, steps: steps.map(toInput) });
      }}
      footer={
        <>
          <Button size="lg" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" variant="primary" size="lg" pending={form.pending}>
            {funnel === null ? 'Create funnel' : 'Save funnel'}
          </Button>
        </>
      }
    >
      <div className="grid gap-4.5">
        <TextField
          label="Name"
          name="funnel-name"
          autoComplete="off"
          placeholder="Pricing to purchase"
          value={name}
          onChange={(event) => setName(event.target.value)}
          error={form.fields['name']}
        />
        <Steps
          steps={steps}
          goals={goals}
          errorOf={(step, at) => (sent[at] === step ? stepError(form.fields, at) : undefined)}
          onChange={setSteps}
        />
        <div className="funnel-strict">
          <Switch
            label="Strict"
            description="Nothing else may happen between two steps: no other page, no other event."
            checked={isStrict}
            onChange={setStrict}
          />
        </div>
        <FormError message={form.problem ?? form.fields['steps']} />
      </div>
    </Dialog>
  );
}

/** What the server says of a step is true of it as it was sent, and where it stood. */
function stepError(fields: Readonly<Record<string, string>>, at: number): string | undefined {
  const path = `steps.${at}`;
  return fields[`${path}.page_path`] ?? fields[`${path}.goal_id`] ?? fields[path];
}

interface StepsProps {
  steps: readonly StepDraft[];
  goals: readonly Goal[];
  errorOf: (step: StepDraft, at: number) => string | undefined;
  onChange: (steps: StepDraft[]) => void;
}

function Steps({ steps, goals, errorOf, onChange }: StepsProps) {
  const replace = (index: number, step: StepDraft): void => onChange(steps.with(index, step));
  const remove = (index: number): void => onChange(steps.filter((_, place) => place !== index));
  const raise = (index: number): void =>
    onChange(steps.with(index, steps[index - 1]!).with(index - 1, steps[index]!));
  return (
    <fieldset className="funnel-steps">
      <legend className="field-label">Steps</legend>
      {steps.map((step, index) => (
        <StepField
          key={step.key}
          number={index + 1}
          step={step}
          goals={goals}
          error={errorOf(step, index)}
          onChange={(changed) => replace(index, changed)}
          onRaise={index === 0 ? undefined : () => raise(index)}
          onRemove={steps.length > FUNNEL_STEPS_MIN ? () => remove(index) : undefined}
        />
      ))}
      {steps.length < FUNNEL_STEPS_MAX && (
        <div>
          <Button icon={<Plus />} onClick={() => onChange([...steps, emptyStep()])}>
            Add step
          </Button>
        </div>
      )}
    </fieldset>
  );
}
