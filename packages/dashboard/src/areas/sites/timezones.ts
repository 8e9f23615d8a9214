import type { ComboboxItem } from '../../ui/Combobox.tsx';

/** The zone of this browser. */
export function browserTimezone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
}

/** `UTC+1`, `UTC−3:30`, `UTC`: the zone's offset at that moment; '' for a name unknown here. */
export function offsetOf(timezone: string, at: Date): string {
  try {
    const format = new Intl.DateTimeFormat('en-US', {
      timeZone: timezone,
      timeZoneName: 'shortOffset',
    });
    const part = format.formatToParts(at).find(({ type }) => type === 'timeZoneName');
    return (part?.value ?? '').replace('GMT', 'UTC').replace('-', '−').replace(/[+]0$/, '');
  } catch {
    return '';
  }
}

/** Every zone this browser knows, with its offset now; `chosen` is among them in any case. */
export function timezoneItems(chosen: string, at: Date): ComboboxItem[] {
  const names = new Set([...Intl.supportedValuesOf('timeZone'), 'UTC', chosen]);
  return [...names].sort().map((name) => ({
    value: name,
    label: name,
    detail: offsetOf(name, at),
  }));
}
