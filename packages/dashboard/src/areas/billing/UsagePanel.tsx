import type { CSSProperties } from 'react';
import { UNLIMITED, type Usage } from '@purestat/vocabulary';
import { formatFull, formatShort } from '../../ui/charts/formats.ts';
import { Badge } from '../../ui/Badge.tsx';
import { classNames } from '../../ui/class-names.ts';
import { daysOfMonth } from './words.ts';

const COLOURS = 6;
const count = (value: number): string => formatFull(value, 'count');
const colour = (index: number): string => `var(--cat-${(index % COLOURS) + 1})`;

/** The month's pageviews: how many of how many, from which sites, and where it is going. */
export function UsagePanel({ usage }: { usage: Usage }) {
  const { pageviews, month } = usage;
  const { first, last } = daysOfMonth(month);
  const hasLimit = pageviews.limit !== UNLIMITED;
  return (
    <section className="panel use" aria-labelledby="use-title">
      <div className="use-head">
        <div>
          <h2 id="use-title">Pageviews this month</h2>
          <p>
            {first} to {last}, UTC
          </p>
        </div>
        {pageviews.percent !== null && (
          <Badge tone={toneOf(pageviews.percent)}>{pageviews.percent}% used</Badge>
        )}
      </div>
      <p className="use-n num">
        {count(pageviews.used)}{' '}
        <small>{hasLimit ? `of ${count(pageviews.limit)}` : 'no limit'}</small>
      </p>
      <Bar pageviews={pageviews} lastDay={last} />
      {pageviews.sites.length > 0 && (
        <ul className="use-by">
          {pageviews.sites.map((site, index) => (
            <li key={site.site_id ?? 'deleted'}>
              <i
                className={classNames(site.pageviews === 0 && 'hatch')}
                style={site.pageviews === 0 ? undefined : { background: colour(index) }}
              />
              <span>{site.domain ?? 'Deleted sites'}</span>
              <span className="num">{count(site.pageviews)}</span>
              <span className="num">{site.percent === null ? '' : `${site.percent}%`}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

const toneOf = (percent: number) =>
  percent >= 100 ? ('error' as const) : percent >= 80 ? ('warning' as const) : ('primary' as const);

interface BarProps {
  pageviews: Usage['pageviews'];
  lastDay: string;
}

/** Parts by site; hatched what is expected. Its widths are places on the scale, no figures. */
function Bar({ pageviews, lastDay }: BarProps) {
  const { used, limit, expected, sites } = pageviews;
  const hasLimit = limit !== UNLIMITED;
  const end = Math.max(used, hasLimit ? limit : 0, expected ?? 0, 1);
  const at = (value: number): string => `${(100 * value) / end}%`;
  const rest = Math.max(0, (expected ?? 0) - used);
  return (
    <>
      <div className="use-bar">
        <div
          className="meter"
          // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a meter element has one colour
          role="meter"
          aria-label="Pageviews used"
          aria-valuemin={0}
          aria-valuemax={hasLimit ? Math.max(limit, used) : end}
          aria-valuenow={used}
          aria-valuetext={hasLimit ? `${count(used)} of ${count(limit)}` : count(used)}
        >
          {sites.map((site, index) => (
            <i
              key={site.site_id ?? 'deleted'}
              style={{ width: at(site.pageviews), background: colour(index) }}
            />
          ))}
          {rest > 0 && <i className="expected" style={{ width: at(rest) }} />}
        </div>
        {hasLimit && <span className="use-limit" style={{ left: at(limit) } as CSSProperties} />}
      </div>
      <p className="use-scale">
        <span>{hasLimit && `Limit ${formatShort(limit, 'count')}`}</span>
        {expected !== null && (
          <span>
            {formatShort(expected, 'count')} expected by {lastDay}
          </span>
        )}
      </p>
    </>
  );
}

interface SmallProps {
  label: string;
  meter: Usage['sites'];
  hint?: string;
}

/** `Sites 4 of 5`, with a bar where there is a limit. */
export function SmallMeter({ label, meter: { used, limit, percent }, hint }: SmallProps) {
  const text =
    limit === UNLIMITED ? `${count(used)}, no limit` : `${count(used)} of ${count(limit)}`;
  return (
    <div className="use-small">
      <p>
        <span>{label}</span>
        <span className="num">{text}</span>
      </p>
      {percent !== null && (
        <div
          className="meter meter-sm"
          // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- as above
          role="meter"
          aria-label={label}
          aria-valuemin={0}
          aria-valuemax={Math.max(limit, used)}
          aria-valuenow={used}
          aria-valuetext={text}
        >
          <i
            className={classNames(percent > 100 && 'over')}
            style={{ width: `${Math.min(percent, 100)}%` }}
          />
        </div>
      )}
      {hint && <small>{hint}</small>}
    </div>
  );
}
