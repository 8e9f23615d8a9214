import { useState } from 'react';
import { Combobox } from '../../ui/Combobox.tsx';
import { timezoneItems } from './timezones.ts';

interface Props {
  value: string;
  onChange: (timezone: string) => void;
  hint?: string;
  error?: string | undefined;
}

/** Picks an IANA time zone by typing a part of its name or offset. */
export function TimezoneField({ value, onChange, hint, error }: Props) {
  // What the site had stays on offer while another is being tried.
  const [items] = useState(() => timezoneItems(value, new Date()));
  return (
    <Combobox
      label="Time zone"
      items={items}
      value={value}
      onChange={onChange}
      hint={hint}
      error={error}
      emptyText="No time zone of that name. Try a city, such as Berlin."
    />
  );
}
