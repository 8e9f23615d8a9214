/** The currencies to choose from, with their names in the reader's language. */
import type { ComboboxItem } from '../../ui/Combobox.tsx';

export const DEFAULT_CURRENCY = 'EUR';

let items: ComboboxItem[] | null = null;

export function currencyItems(): ComboboxItem[] {
  if (items !== null) return items;
  const names = new Intl.DisplayNames(undefined, { type: 'currency' });
  items = Intl.supportedValuesOf('currency').map((code) => ({
    value: code,
    label: `${code}, ${names.of(code) ?? code}`,
  }));
  return items;
}
