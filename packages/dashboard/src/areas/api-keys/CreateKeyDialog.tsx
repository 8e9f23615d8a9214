import { useState } from 'react';
import { API_KEY_SCOPES, type ApiKeyScope } from '@purestat/vocabulary';
import { useQueryClient } from '@tanstack/react-query';
import { useSubmit } from '../../api/use-submit.ts';
import { Button } from '../../ui/Button.tsx';
import { Checkbox } from '../../ui/Checkbox.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Field } from '../../ui/Field.tsx';
import { FormError } from '../../ui/FormError.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { endOf, type Lifetime, LIFETIMES } from './instants.ts';
import {
  apiKeysQuery,
  createApiKey,
  type NewApiKey,
  type NewKeyInput,
  type SiteIds,
} from './queries.ts';
import { SCOPE_WORDS } from './words.ts';

const LABELS = { name: 'Name', scopes: 'What it may do', expires_at: 'The end' };

interface Props {
  ids: SiteIds;
  open: boolean;
  onClose: () => void;
  onCreated: (key: NewApiKey) => void;
}

/** Asks what a new key is called, what it may do and when it ends. */
export function CreateKeyDialog({ ids, open, onClose, onCreated }: Props) {
  const input = useKeyInput();
  const client = useQueryClient();
  const form = useSubmit({
    send: (wanted: NewKeyInput) => createApiKey(ids, wanted),
    labels: LABELS,
    onDone: (created) => {
      const { key: _, ...listed } = created;
      client.setQueryData(apiKeysQuery(ids).queryKey, (keys) => [...(keys ?? []), listed]);
      input.reset();
      onCreated(created);
    },
  });
  const close = () => {
    input.reset();
    form.reset();
    onClose();
  };
  return (
    <Dialog
      open={open}
      onClose={close}
      title="Create an API key"
      form={(event) => form.submit(event, input.read())}
      footer={
        <>
          <Button size="lg" onClick={close}>
            Cancel
          </Button>
          <Button type="submit" variant="primary" size="lg" pending={form.pending}>
            Create key
          </Button>
        </>
      }
    >
      <div className="grid gap-4.5">
        <TextField
          label="Name"
          name="key-name"
          autoComplete="off"
          placeholder="Nightly export"
          value={input.name}
          onChange={(event) => input.setName(event.target.value)}
          error={form.fields['name']}
        />
        <fieldset className="grid gap-2.5">
          <legend className="field-label mb-2">What may it do?</legend>
          {API_KEY_SCOPES.map((scope) => (
            <Checkbox
              key={scope}
              label={<code>{scope}</code>}
              description={SCOPE_WORDS[scope]}
              checked={input.scopes.includes(scope)}
              onChange={(checked) => input.toggle(scope, checked)}
            />
          ))}
          <FormError message={form.fields['scopes']} />
        </fieldset>
        <ExpiryFields input={input} error={form.fields['expires_at']} />
        <FormError message={form.problem} />
      </div>
    </Dialog>
  );
}

function ExpiryFields({ input, error }: { input: KeyInput; error: string | undefined }) {
  const isDay = input.lifetime === 'date';
  return (
    <div className="key-expiry">
      <Field label="Expires" error={isDay ? undefined : error}>
        {(control) => (
          <div className="input-box">
            <select
              {...control}
              className="input"
              value={input.lifetime}
              onChange={(event) => input.setLifetime(event.target.value as Lifetime)}
            >
              {LIFETIMES.map(({ value, label }) => (
                <option key={value} value={value}>
                  {label}
                </option>
              ))}
            </select>
          </div>
        )}
      </Field>
      {isDay && (
        <TextField
          label="Day"
          type="date"
          value={input.day}
          onChange={(event) => input.setDay(event.target.value)}
          error={error}
        />
      )}
    </div>
  );
}

type KeyInput = ReturnType<typeof useKeyInput>;

function useKeyInput() {
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<ApiKeyScope[]>(['stats:read']);
  const [lifetime, setLifetime] = useState<Lifetime>('never');
  const [day, setDay] = useState('');
  return {
    name,
    setName,
    scopes,
    lifetime,
    setLifetime,
    day,
    setDay,
    toggle: (scope: ApiKeyScope, checked: boolean) =>
      setScopes(
        API_KEY_SCOPES.filter((known) => (known === scope ? checked : scopes.includes(known))),
      ),
    read: (): NewKeyInput => ({ name, scopes, expires_at: endOf(lifetime, day, Date.now()) }),
    reset: () => {
      setName('');
      setScopes(['stats:read']);
      setLifetime('never');
      setDay('');
    },
  };
}
