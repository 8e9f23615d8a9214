import type { RefObject } from 'react';
import { Menu } from '@base-ui/react/menu';
import Check from 'lucide-react/icons/check';
import { Link } from 'wouter';
import { classNames } from '../class-names.ts';
import type { MenuEntry, MenuProps } from '../Menu.tsx';

interface Props extends Omit<MenuProps, 'renderTrigger'> {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  anchor: RefObject<HTMLButtonElement | null>;
}

/** The open menu; see Menu.tsx for the interface. */
export function MenuPopup({ label, entries, align = 'start', widthPx, ...state }: Props) {
  const { open, onOpenChange, anchor } = state;
  return (
    <Menu.Root open={open} onOpenChange={onOpenChange}>
      <Menu.Portal>
        <Menu.Backdrop className="scrim sm:hidden" />
        <Menu.Positioner
          className="positioner is-sheet"
          anchor={anchor}
          align={align}
          sideOffset={6}
          collisionPadding={8}
        >
          <Menu.Popup
            className="menu"
            aria-label={label}
            finalFocus={anchor}
            style={widthPx === undefined ? undefined : { width: widthPx }}
          >
            {entries.map((entry, index) => (
              // Entries are a fixed list while the menu is open, and may repeat a label.
              <Entry key={index} entry={entry} />
            ))}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}

function Entry({ entry }: { entry: MenuEntry }) {
  if ('separator' in entry) return <Menu.Separator className="menu-sep" />;
  if ('heading' in entry) return <div className="menu-label">{entry.heading}</div>;
  if ('content' in entry) return <>{entry.content}</>;
  const className = classNames('menu-item', entry.danger && 'is-danger');
  const end = entry.end ?? (entry.checked ? <Check /> : null);
  const inside = (
    <>
      {entry.icon}
      <span className="truncate">{entry.label}</span>
      {end !== null && <span className="end">{end}</span>}
    </>
  );
  if (entry.href !== undefined) {
    return (
      <Menu.LinkItem
        closeOnClick
        label={entry.label}
        className={className}
        aria-current={entry.checked ? 'true' : undefined}
        render={<Link href={entry.href} />}
      >
        {inside}
      </Menu.LinkItem>
    );
  }
  if (entry.checked !== undefined) {
    return (
      <Menu.CheckboxItem
        closeOnClick
        label={entry.label}
        className={className}
        checked={entry.checked}
        disabled={entry.disabled}
        onCheckedChange={() => entry.onSelect?.()}
      >
        {inside}
      </Menu.CheckboxItem>
    );
  }
  return (
    <Menu.Item
      label={entry.label}
      className={className}
      disabled={entry.disabled}
      onClick={() => entry.onSelect?.()}
    >
      {inside}
    </Menu.Item>
  );
}
