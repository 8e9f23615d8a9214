/**
 * Custom properties on the dashboard: the keys that were seen, and under a chosen one its values. A
 * press on a value filters everything by it.
 */
import {
  PROPERTY_PREFIX,
  type PropertyDimension,
  type StatsAnswer,
  type StatsQuery,
} from '@purestat/vocabulary';
import { useQuery } from '@tanstack/react-query';
import ArrowLeft from 'lucide-react/icons/arrow-left';
import Tag from 'lucide-react/icons/tag';
import { useRef, useState, type ReactNode } from 'react';
import { Button } from '../../ui/Button.tsx';
import { formatFull } from '../../ui/charts/formats.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { useDashboard } from '../stats/dashboard-context.ts';
import { countOf } from '../stats/dimensions.ts';
import { isFilteredBy } from '../stats/filters.ts';
import { LoadError } from '../stats/LoadError.tsx';
import { statsQuery } from '../stats/queries.ts';
import { RowsSkeleton } from '../stats/RowsSkeleton.tsx';
import { useRowFilter } from '../stats/use-row-filter.ts';
import './properties-tab.css';
import { PropertyNumbers } from './PropertyNumbers.tsx';
import { PropertyRows } from './PropertyRows.tsx';

const FIRST_ROWS = 9;
const MORE_ROWS = 50;

/** Shows the values of a property; null: the keys. */
type Show = (property: string | null) => void;

export default function PropertiesTab() {
  const { view, change } = useDashboard();
  const { property } = view;
  const box = useRef<HTMLDivElement>(null);
  const show: Show = (key) => {
    change({ property: key });
    // What was pressed is gone with the rows: the keyboard goes on from here.
    box.current?.focus({ preventScroll: true });
  };
  return (
    <div ref={box} tabIndex={-1} className="property-box">
      {property === null ? (
        <Keys show={show} />
      ) : (
        <Values key={property} dimension={`${PROPERTY_PREFIX}${property}`} show={show} />
      )}
    </div>
  );
}

/** Rows of one dimension, at first a few. */
function useRows(dimension: PropertyDimension | 'property') {
  const dashboard = useDashboard();
  const [limit, setLimit] = useState(FIRST_ROWS);
  const query: Partial<StatsQuery> = {
    metrics: ['visitors', 'events'],
    dimensions: [dimension],
    limit,
  };
  const asked = useQuery(statsQuery(dashboard, query));
  return { ...asked, answer: asked.data?.answer, more: () => setLimit(limit + MORE_ROWS) };
}

type Asked = ReturnType<typeof useRows>;

function Keys({ show }: { show: Show }) {
  const asked = useRows('property');
  const { answer } = asked;
  const count = answer?.meta.total_rows ?? 0;
  return (
    <>
      <Body asked={asked}>
        {({ dimensions }) => (
          <PropertyRows
            dimension="property"
            head="Property"
            rows={dimensions}
            about="Show its values."
            onPress={({ value }) => show(value)}
          />
        )}
      </Body>
      <Foot asked={asked}>
        {`${formatFull(count, 'count')} ${count === 1 ? 'property' : 'properties'}`}
      </Foot>
    </>
  );
}

function Values({ dimension, show }: { dimension: PropertyDimension; show: Show }) {
  const { view } = useDashboard();
  const filterBy = useRowFilter(null);
  const asked = useRows(dimension);
  const count = asked.answer?.meta.total_rows ?? 0;
  return (
    <>
      <div className="property-back">
        <Button variant="ghost" size="sm" icon={<ArrowLeft />} onClick={() => show(null)}>
          All properties
        </Button>
        <PropertyNumbers property={view.property ?? ''} />
      </div>
      <Body asked={asked}>
        {({ dimensions }) => (
          <PropertyRows
            dimension={dimension}
            head={view.property ?? ''}
            rows={dimensions}
            about="Filter by this."
            isOn={(value) => isFilteredBy(view.filters, dimension, value)}
            onPress={(press) => filterBy(dimension, press)}
          />
        )}
      </Body>
      <Foot asked={asked}>{countOf(dimension, count, formatFull(count, 'count'))}</Foot>
    </>
  );
}

function Body(props: { asked: Asked; children: (answer: StatsAnswer) => ReactNode }) {
  const { answer, error, refetch, isPlaceholderData, isFetching } = props.asked;
  return (
    <div
      className={isPlaceholderData ? 'goals-body is-stale' : 'goals-body'}
      aria-busy={isFetching || undefined}
    >
      {answer !== undefined && answer.dimensions.length > 0 && props.children(answer)}
      {answer?.dimensions.length === 0 && <Empty />}
      {answer === undefined && error !== null && (
        <LoadError what="Properties" error={error} onRetry={() => void refetch()} />
      )}
      {answer === undefined && error === null && <RowsSkeleton />}
    </div>
  );
}

function Empty() {
  const { view } = useDashboard();
  return (
    <EmptyState icon={<Tag />} title="No properties here">
      {view.filters.length > 0 ? (
        'No event of this period that matches the filters carries one.'
      ) : (
        <>
          Events may carry what you know of them:{' '}
          <code className="code-inline">{"purestat('signup', { props: { plan: 'pro' } })"}</code>
        </>
      )}
    </EmptyState>
  );
}

function Foot({ asked, children }: { asked: Asked; children: string }) {
  const { answer, more } = asked;
  const hasMore = answer !== undefined && answer.meta.total_rows > answer.dimensions.length;
  return (
    <div className="panel-foot">
      <span>{answer === undefined ? '' : children}</span>
      {hasMore && (
        <Button variant="ghost" size="sm" onClick={more}>
          Show more
        </Button>
      )}
    </div>
  );
}
