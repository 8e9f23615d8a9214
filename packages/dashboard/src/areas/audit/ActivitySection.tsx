import { useState } from 'react';
import type { AuditEntry, Org } from '@purestat/vocabulary';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import Download from 'lucide-react/icons/download';
import { Button, buttonClass } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Loaded } from '../../ui/Loaded.tsx';
import { SettingsSection } from '../../ui/SettingsSection.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { Avatar } from '../../ui/Tile.tsx';
import { membersQuery } from '../members/queries.ts';
import './activity.css';
import { type ActivityFilter, activityPath, activityQuery } from './queries.ts';
import { ACTION_LABELS, actorName, deedOf } from './words.ts';

const EVERYTHING: ActivityFilter = { action: '', actor: '', from: '', to: '' };
const TIME = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

/** Who changed what in the organization, newest first. */
export function ActivitySection({ org }: { org: Org }) {
  const [filter, setFilter] = useState(EVERYTHING);
  return (
    <SettingsSection
      id="activity"
      title="Activity"
      description="Who changed what here, in the last year. Entries hold names as they were, and no addresses."
    >
      <div className="panel">
        <Filters org={org} filter={filter} onChange={setFilter} />
        <Entries org={org} filter={filter} />
      </div>
    </SettingsSection>
  );
}

interface FiltersProps {
  org: Org;
  filter: ActivityFilter;
  onChange: (filter: ActivityFilter) => void;
}

function Filters({ org, filter, onChange }: FiltersProps) {
  const { data: members = [] } = useQuery(membersQuery(org.id));
  const people = members.map(({ user }) => ({ value: user.id, label: user.name }));
  const actions = ACTION_LABELS.map(({ action, label }) => ({ value: action, label }));
  return (
    <div className="activity-filters">
      <Choice
        label="What"
        all="Everything"
        items={actions}
        value={filter.action}
        onChange={(action) => onChange({ ...filter, action })}
      />
      <Choice
        label="Who"
        all="Everybody"
        items={people}
        value={filter.actor}
        onChange={(actor) => onChange({ ...filter, actor })}
      />
      {(['from', 'to'] as const).map((end) => (
        <label key={end} className="input-box is-sm">
          <span className="text-12">{end === 'from' ? 'From' : 'To'}</span>
          <input
            type="date"
            className="input"
            value={filter[end]}
            onChange={(event) => onChange({ ...filter, [end]: event.target.value })}
          />
        </label>
      ))}
      <a
        className={buttonClass({ size: 'md' }, 'ms-auto')}
        href={`/api${activityPath(org.id, filter, { format: 'csv' })}`}
        download
      >
        <Download />
        Export CSV
      </a>
    </div>
  );
}

interface ChoiceProps {
  label: string;
  /** Said where nothing is chosen. */
  all: string;
  items: ReadonlyArray<{ value: string; label: string }>;
  value: string;
  onChange: (value: string) => void;
}

function Choice({ label, all, items, value, onChange }: ChoiceProps) {
  return (
    <div className="input-box is-sm">
      <select
        className="input"
        aria-label={label}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      >
        <option value="">{all}</option>
        {items.map((item) => (
          <option key={item.value} value={item.value}>
            {item.label}
          </option>
        ))}
      </select>
    </div>
  );
}

function Entries({ org, filter }: Omit<FiltersProps, 'onChange'>) {
  const query = useInfiniteQuery(activityQuery(org.id, filter));
  const { isFetching, hasNextPage, fetchNextPage } = query;
  return (
    <>
      <Loaded
        query={query}
        what="The activity"
        headingLevel={3}
        bare
        skeleton={<Skeleton height={140} />}
      >
        {({ pages }) => <Rows entries={pages.flatMap((page) => page.entries)} />}
      </Loaded>
      {hasNextPage && (
        <div className="panel-foot">
          <Button pending={isFetching} onClick={() => void fetchNextPage()}>
            Show earlier
          </Button>
        </div>
      )}
    </>
  );
}

function Rows({ entries }: { entries: readonly AuditEntry[] }) {
  if (entries.length === 0) {
    return <EmptyState title="Nothing was changed">Choose other filters to see more.</EmptyState>;
  }
  return (
    <ul>
      {entries.map((entry) => (
        <Row key={entry.id} entry={entry} />
      ))}
    </ul>
  );
}

function Row({ entry }: { entry: AuditEntry }) {
  const name = actorName(entry);
  return (
    <li className="activity-row">
      <Avatar name={name} />
      <p className="min-w-0">
        <b className="font-medium">{name}</b> {deedOf(entry)}
      </p>
      <time dateTime={entry.at} className="text-12 text-ink-3">
        {TIME.format(new Date(entry.at))}
      </time>
    </li>
  );
}
