/** All values of a dimension: search, sort, ten rows a page, more metrics. */
import './details.css';
import { useQuery } from '@tanstack/react-query';
import Search from 'lucide-react/icons/search';
import { useState } from 'react';
import { Dialog } from '../../ui/Dialog.tsx';
import { Segments } from '../../ui/Segments.tsx';
import { useDashboard } from './dashboard-context.ts';
import { formatRange } from './date-formats.ts';
import { DetailsTable } from './DetailsTable.tsx';
import { canSearch, DETAIL_ROWS, detailsQuery, type DetailsOrder } from './details-query.ts';
import { dimensionOf, wordsOf, PANELS, type PanelId, type PanelTab } from './dimensions.ts';
import { ExportButton } from './ExportButton.tsx';
import { filterInWords } from './filter-words.ts';
import { LoadError } from './LoadError.tsx';
import { Pager } from './Pager.tsx';
import { statsQuery } from './queries.ts';
import { panelQuery } from './requests.ts';
import { textOf } from './rows.ts';
import { useRowFilter } from './use-row-filter.ts';
import { useSettled } from './use-settled.ts';

const TYPING_MS = 200;

export default function DetailsDialog({ panel }: { panel: PanelId }) {
  const dashboard = useDashboard();
  const { view, change } = dashboard;
  const close = (): void => change({ details: null });
  const tab = view.tabs[panel];
  const dimension = dimensionOf(tab);
  const [typed, setTyped] = useState('');
  return (
    <Dialog open onClose={close} size="wide" title={titleOf(panel, tab)} description={<Scope />}>
      <div className="details">
        <div className="details-bar">
          <label className="input-box is-sm">
            <Search />
            <input
              className="input"
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
              disabled={!canSearch(view.filters, dimension)}
              placeholder={`Find ${/^[aeiou]/i.test(wordsOf(dimension).one) ? 'an' : 'a'} ${wordsOf(dimension).one}`}
              aria-label={`Find in ${wordsOf(dimension).many}`}
              autoComplete="off"
              spellCheck={false}
            />
          </label>
          <DetailTabs
            panel={panel}
            tab={tab}
            onChoose={(name) => {
              setTyped('');
              change({ tabs: { ...view.tabs, [panel]: name } });
            }}
          />
        </div>
        <Found key={tab} panel={panel} tab={tab} typed={typed.trim()} onPicked={close} />
      </div>
    </Dialog>
  );
}

function titleOf(panel: PanelId, tab: PanelTab): string {
  if (tab === 'pathname') return 'Top pages';
  const { many } = wordsOf(dimensionOf(tab));
  return many[0]!.toUpperCase() + many.slice(1) || PANELS[panel].title;
}

/** What the figures cover. */
function Scope() {
  const dashboard = useDashboard();
  const { view, today } = dashboard;
  const { data } = useQuery(
    statsQuery(dashboard, panelQuery(view.tabs[view.details ?? 'sources'])),
  );
  const meta = data?.answer.meta;
  const range =
    meta === undefined ? '' : formatRange({ from: meta.date_from, to: meta.date_to }, today);
  return <>{[range, ...view.filters.map(filterInWords)].filter(Boolean).join(' · ')}</>;
}

function DetailTabs(props: { panel: PanelId; tab: PanelTab; onChoose: (tab: PanelTab) => void }) {
  const { groups } = PANELS[props.panel];
  const shown = groups.filter((group) => !group.tabs.includes('map'));
  const active = shown.find((group) =>
    group.tabs.some((tab) => dimensionOf(tab) === dimensionOf(props.tab)),
  );
  return (
    <Segments
      label={PANELS[props.panel].title}
      items={shown.map((group) => ({ value: group.label, label: group.label }))}
      value={active?.label ?? ''}
      onChange={(label) => props.onChoose(shown.find((group) => group.label === label)!.tabs[0]!)}
    />
  );
}

interface FoundProps {
  panel: PanelId;
  tab: PanelTab;
  typed: string;
  onPicked: () => void;
}

function Found({ panel, tab, typed, onPicked }: FoundProps) {
  const dashboard = useDashboard();
  const { view } = dashboard;
  const dimension = dimensionOf(tab);
  const [order, setOrder] = useState<DetailsOrder>({ by: 'visitors', direction: 'desc' });
  // A page of what was searched for then is no page of what is searched for now.
  const [turned, setTurned] = useState({ search: '', page: 0 });
  const search = useSettled(typed, TYPING_MS);
  const page = turned.search === search ? turned.page : 0;
  const setPage = (next: number): void => setTurned({ search, page: next });
  const panelData = useQuery(statsQuery(dashboard, panelQuery(tab))).data;
  const known = (panelData?.answer.dimensions ?? []).map((row) => textOf(row, dimension));
  const asked = detailsQuery({ filters: view.filters, dimension, search, known, order, page });
  const { limit: _limit, offset: _offset, ...allRows } = asked;
  const query = useQuery(statsQuery(dashboard, asked));
  const filterBy = useRowFilter(panel);
  const answer = query.data?.answer;
  if (answer === undefined && query.error !== null) {
    return <LoadError what="The list" error={query.error} onRetry={() => void query.refetch()} />;
  }
  return (
    <>
      <DetailsTable
        dimension={dimension}
        rows={answer?.dimensions}
        total={panelData?.answer.metrics['visitors'] ?? 0}
        order={order}
        search={search}
        stale={query.isPlaceholderData}
        onOrder={(next) => {
          setOrder(next);
          setPage(0);
        }}
        onPick={(press) => {
          onPicked();
          filterBy(tab, press);
        }}
      />
      <div className="details-foot">
        <ExportButton query={{ ...dashboard.base, ...allRows }} />
        {answer !== undefined && (
          <Pager page={page} size={DETAIL_ROWS} total={answer.meta.total_rows} onTurn={setPage} />
        )}
      </div>
    </>
  );
}
