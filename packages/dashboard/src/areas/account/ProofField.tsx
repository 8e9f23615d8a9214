import type { Me } from '@purestat/vocabulary';
import { PasswordField } from '../../ui/PasswordField.tsx';
import type { Proof } from './queries.ts';

export const PROOF_LABELS = { current_password: 'Present password' };

/** @returns what is sent of it: nothing where the account has no password */
export const proofOf = (me: Me, typed: string): Proof =>
  me.has_password ? { current_password: typed } : {};

interface Props {
  me: Me;
  value: string;
  onChange: (typed: string) => void;
  error: string | undefined;
}

/** Asks for the password, where there is one; else the server asks for a recent sign-in. */
export function ProofField({ me, value, onChange, error }: Props) {
  if (!me.has_password) return null;
  return (
    <PasswordField
      label={PROOF_LABELS.current_password}
      name="current-password"
      autoComplete="current-password"
      value={value}
      onChange={(event) => onChange(event.target.value)}
      error={error}
    />
  );
}
