import { Combobox } from '@base-ui/react/combobox';
import Check from 'lucide-react/icons/check';
import ChevronDown from 'lucide-react/icons/chevron-down';
import type { ComboboxControlProps, ComboboxItem } from '../Combobox.tsx';

function plain(text: string): string {
  return text.toLowerCase().replaceAll(/[\s_/-]+/g, ' ');
}

/** Separators and case do not matter: "new york" finds America/New_York. */
function matches(item: ComboboxItem, query: string): boolean {
  const words = plain(query).split(' ').filter(Boolean);
  const text = plain(`${item.label} ${item.detail ?? ''}`);
  return words.every((word) => text.includes(word));
}

/** The input with its list; see Combobox.tsx for the interface. */
export function ComboboxControl(props: ComboboxControlProps) {
  const { label, items, value, onChange, emptyText = 'Nothing matches.', control } = props;
  const chosen = items.find((item) => item.value === value) ?? null;
  return (
    <Combobox.Root
      items={items}
      value={chosen}
      onValueChange={(item) => item && onChange(item.value)}
      isItemEqualToValue={(item, other) => item.value === other.value}
      itemToStringLabel={(item) => item.label}
      filter={matches}
      autoHighlight
    >
      <Combobox.InputGroup className="input-box">
        <Combobox.Input
          {...control}
          // While the list is open all else is hidden from assistive technology, the label too.
          aria-label={label}
          className="input"
          spellCheck={false}
          onFocus={(event) => event.currentTarget.select()}
        />
        <Combobox.Trigger className="grid size-6 place-content-center" aria-label="Show all">
          <ChevronDown />
        </Combobox.Trigger>
      </Combobox.InputGroup>
      <Combobox.Portal>
        <Combobox.Positioner className="positioner in-dialog" sideOffset={6}>
          <Combobox.Popup className="menu w-(--anchor-width)">
            <Combobox.Empty className="px-2 py-1.5 text-ink-2 empty:hidden">
              {emptyText}
            </Combobox.Empty>
            <Combobox.List className="max-h-64 overflow-y-auto">
              {(item: ComboboxItem) => (
                <Combobox.Item key={item.value} value={item} className="menu-item">
                  <span className="truncate">{item.label}</span>
                  <span className="end">
                    {item.detail}
                    <Combobox.ItemIndicator>
                      <Check />
                    </Combobox.ItemIndicator>
                  </span>
                </Combobox.Item>
              )}
            </Combobox.List>
          </Combobox.Popup>
        </Combobox.Positioner>
      </Combobox.Portal>
    </Combobox.Root>
  );
}
