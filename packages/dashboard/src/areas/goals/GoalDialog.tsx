/** Asks what is to count: to add a goal, or to change one. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Goal } from '@purestat/vocabulary';
import { useSubmit } from '../../api/use-submit.ts';
import { Button } from '../../ui/Button.tsx';
import { formatFull } from '../../ui/charts/formats.ts';
import { Combobox } from '../../ui/Combobox.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { FormError } from '../../ui/FormError.tsx';
import { Switch } from '../../ui/Switch.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { showToast } from '../../ui/toast-store.ts';
import { currencyItems, DEFAULT_CURRENCY } from './currencies.ts';
import { callOf, draftOf, inputOf, NEW_DRAFT, type Draft } from './goal-words.ts';
import { GoalConditions } from './GoalConditions.tsx';
import { GoalTypes } from './GoalTypes.tsx';
import { ScriptBlock } from './ScriptBlock.tsx';
import {
  changeGoal,
  createGoal,
  goalsQuery,
  refreshGoals,
  suggestionsQuery,
  type GoalInput,
  type OfSite,
} from './queries.ts';

const LABELS = {
  event_name: 'Event name',
  page_path: 'Page',
  scroll_percent: 'Percent',
  name: 'Display name',
  currency: 'Currency',
  properties: 'Properties',
};

interface Props {
  site: OfSite;
  /** The goal to change; null: one is added. */
  goal: Goal | null;
  onClose: () => void;
}

export function GoalDialog({ site, goal, onClose }: Props) {
  const [draft, setDraft] = useState<Draft>(goal === null ? NEW_DRAFT : draftOf(goal));
  const set = (change: Partial<Draft>) => setDraft({ ...draft, ...change });
  const client = useQueryClient();
  const form = useSubmit({
    send: (input: GoalInput) =>
      goal === null ? createGoal(site, input) : changeGoal(site, goal.id, input),
    labels: LABELS,
    onDone: (saved) => {
      client.setQueryData(goalsQuery(site).queryKey, (known) =>
        goal === null
          ? [...(known ?? []), saved]
          : known?.map((other) => (other.id === saved.id ? saved : other)),
      );
      refreshGoals(client, site);
      onClose();
      showToast(goal === null ? `${saved.name} is a goal now` : `${saved.name} is saved`);
    },
  });
  return (
    <Dialog
      open
      onClose={onClose}
      size="md"
      title={goal === null ? 'Add a goal' : 'Edit goal'}
      form={(event) => form.submit(event, inputOf(draft))}
      footer={
        <>
          <Button size="lg" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" variant="primary" size="lg" pending={form.pending}>
            {goal === null ? 'Add goal' : 'Save goal'}
          </Button>
        </>
      }
    >
      <div className="grid gap-4.5">
        <GoalTypes value={draft.type} onChange={(type) => set({ type })} />
        <TargetFields site={site} draft={draft} set={set} errors={form.fields} />
        <TextField
          label="Display name"
          optional
          value={draft.name}
          onChange={(event) => set({ name: event.target.value })}
          error={form.fields['name']}
          autoComplete="off"
        />
        <GoalConditions
          conditions={draft.conditions}
          onChange={(conditions) => set({ conditions })}
          error={form.fields['properties']}
        />
        <Revenue draft={draft} set={set} error={form.fields['currency']} />
        {draft.type === 'event' && <ScriptBlock code={callOf(draft)} />}
        <FormError message={form.problem} />
      </div>
    </Dialog>
  );
}

interface FieldsProps {
  draft: Draft;
  set: (change: Partial<Draft>) => void;
}

function TargetFields({
  site,
  draft,
  set,
  errors,
}: FieldsProps & { site: OfSite; errors: Record<string, string> }) {
  if (draft.type === 'event') {
    return <EventField site={site} draft={draft} set={set} error={errors['event_name']} />;
  }
  const page = (
    <TextField
      label="Page"
      placeholder="/thank-you"
      hint="* stands for a part of the path, ** for anything: /blog/**"
      value={draft.page}
      onChange={(event) => set({ page: event.target.value })}
      error={errors['page_path']}
      className="mono"
      autoCapitalize="none"
      spellCheck={false}
    />
  );
  if (draft.type === 'page') return page;
  return (
    <>
      {page}
      <TextField
        label="Scrolled down to"
        inputMode="numeric"
        hint="Percent of the page, 1 to 100. Counts once for a visit and page."
        value={draft.percent}
        onChange={(event) => set({ percent: event.target.value })}
        error={errors['scroll_percent']}
        end={<span className="pr-3">%</span>}
      />
    </>
  );
}

function EventField({
  site,
  draft,
  set,
  error,
}: FieldsProps & { site: OfSite; error: string | undefined }) {
  const { data } = useQuery(suggestionsQuery(site));
  const seen = data?.suggestions.find(({ event_name }) => event_name === draft.event.trim());
  return (
    <>
      <TextField
        label="Event name"
        placeholder="signup"
        value={draft.event}
        onChange={(event) => set({ event: event.target.value })}
        error={error}
        hint={seen && `Seen ${formatFull(seen.events, 'count')} times in the last 91 days.`}
        list="goal-events"
        className="mono"
        autoCapitalize="none"
        autoComplete="off"
        spellCheck={false}
      />
      <datalist id="goal-events">
        {data?.suggestions.map(({ event_name }) => (
          <option key={event_name} value={event_name}>
            {event_name}
          </option>
        ))}
      </datalist>
    </>
  );
}

function Revenue({ draft, set, error }: FieldsProps & { error: string | undefined }) {
  const { currency } = draft;
  return (
    <div className="goal-revenue">
      <Switch
        label="Track revenue"
        description="Counts the amounts of one currency alone."
        checked={currency !== null}
        onChange={(on) => set({ currency: on ? DEFAULT_CURRENCY : null })}
      />
      {currency !== null && (
        <div className="goal-currency">
          <Combobox
            label="Currency"
            items={currencyItems()}
            value={currency}
            onChange={(chosen) => set({ currency: chosen })}
            error={error}
          />
        </div>
      )}
    </div>
  );
}
