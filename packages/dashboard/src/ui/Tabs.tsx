import { type KeyboardEvent, type ReactNode, useId, useRef } from 'react';
import { classNames } from './class-names.ts';
import { nextTabIndex } from './next-tab-index.ts';
import { Tooltip, type TooltipLabel } from './Tooltip.tsx';

export { nextTabIndex };

export interface TabItem<Value extends string = string> {
  value: Value;
  label: ReactNode;
  /** Says more about the tab when it is pointed at. */
  tip?: TooltipLabel;
}

interface Props<Value extends string> {
  /** Names the group of tabs. */
  label: string;
  items: ReadonlyArray<TabItem<Value>>;
  value: Value;
  onChange: (value: Value) => void;
  /** Id of the element with `role="tabpanel"` that shows the chosen view. */
  panelId?: string | undefined;
  className?: string;
  /** Replaces the look of a tab; `aria-selected` tells which one is chosen. */
  tabClassName?: string;
}

/** Tabs with roving focus: arrow keys, Home and End choose; one tab stop for all. */
export function Tabs<Value extends string>(props: Props<Value>) {
  const { label, items, value, onChange, panelId, className, tabClassName = 'tab' } = props;
  const list = useRef<HTMLDivElement>(null);
  const id = useId();
  const onKeyDown = (event: KeyboardEvent, index: number) => {
    const next = nextTabIndex(event.key, index, items.length);
    const item = next === null ? undefined : items[next];
    if (next === null || item === undefined) return;
    event.preventDefault();
    onChange(item.value);
    list.current?.querySelectorAll<HTMLElement>('[role=tab]')[next]?.focus();
  };
  return (
    <div ref={list} role="tablist" aria-label={label} className={classNames('tabs', className)}>
      {items.map((item, index) => {
        const tab = (
          <button
            key={item.value}
            type="button"
            role="tab"
            id={`${id}-${item.value}`}
            className={tabClassName}
            aria-selected={item.value === value}
            aria-controls={panelId}
            tabIndex={item.value === value ? 0 : -1}
            onClick={() => onChange(item.value)}
            onKeyDown={(event) => onKeyDown(event, index)}
          >
            {item.label}
          </button>
        );
        return item.tip === undefined ? (
          tab
        ) : (
          <Tooltip key={item.value} label={item.tip}>
            {tab}
          </Tooltip>
        );
      })}
    </div>
  );
}
