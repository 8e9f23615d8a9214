import ChevronDown from 'lucide-react/icons/chevron-down';
import { useRef, type KeyboardEvent } from 'react';
import { Menu } from '../../ui/Menu.tsx';
import { nextTabIndex } from '../../ui/Tabs.tsx';
import {
  wordsOf,
  dimensionOf,
  PANELS,
  type PanelId,
  type PanelTab,
  type TabGroup,
} from './dimensions.ts';

interface PanelTabsProps {
  panel: PanelId;
  tab: PanelTab;
  onChoose: (tab: PanelTab) => void;
  panelId: string;
}

/**
 * The views of a panel. A group that offers several dimensions is a menu beside the tabs; one with
 * a finer dimension shows that its tab is chosen for both.
 */
export function PanelTabs({ panel, tab, onChoose, panelId }: PanelTabsProps) {
  const { title, groups } = PANELS[panel];
  const list = useRef<HTMLDivElement>(null);
  const plain = groups.filter((group) => group.menu !== true);
  const chosen = plain.findIndex((group) => group.tabs.includes(tab));
  const onKeyDown = (event: KeyboardEvent, index: number): void => {
    const next = nextTabIndex(event.key, index, plain.length);
    if (next === null) return;
    event.preventDefault();
    event.stopPropagation();
    onChoose(plain[next]!.tabs[0]!);
    list.current?.querySelectorAll<HTMLElement>('[role=tab]')[next]?.focus();
  };
  return (
    <div className="panel-tabs">
      <div ref={list} role="tablist" aria-label={title} className="tabs">
        {plain.map((group, index) => (
          <button
            key={group.label}
            type="button"
            role="tab"
            className="tab"
            aria-selected={index === chosen}
            aria-controls={panelId}
            tabIndex={index === Math.max(0, chosen) ? 0 : -1}
            onClick={() => onChoose(group.tabs[0]!)}
            onKeyDown={(event) => onKeyDown(event, index)}
          >
            {group.label}
          </button>
        ))}
      </div>
      {groups
        .filter((group) => group.menu === true)
        .map((group) => (
          <TabMenu key={group.label} group={group} tab={tab} onChoose={onChoose} />
        ))}
    </div>
  );
}

function words(tab: PanelTab): string {
  return wordsOf(dimensionOf(tab)).label;
}

function TabMenu(props: { group: TabGroup; tab: PanelTab; onChoose: (tab: PanelTab) => void }) {
  const { group, tab, onChoose } = props;
  const isChosen = group.tabs.includes(tab);
  return (
    <Menu
      label={group.label}
      align="end"
      entries={group.tabs.map((name) => ({
        label: words(name),
        checked: name === tab,
        onSelect: () => onChoose(name),
      }))}
      renderTrigger={(trigger) => (
        <button {...trigger} type="button" className={isChosen ? 'tab is-chosen' : 'tab'}>
          {isChosen ? words(tab) : group.label}
          <ChevronDown />
        </button>
      )}
    />
  );
}
