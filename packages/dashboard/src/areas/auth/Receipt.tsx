import { Flag } from '../../ui/Flag.tsx';
import { LiveDot } from '../../ui/LiveDot.tsx';

const KEPT: ReadonlyArray<[name: string, value: string]> = [
  ['Page', 'example.com/pricing'],
  ['Came from', 'duckduckgo.com'],
  ['Device', 'Firefox 141 on Linux, desktop'],
  ['Language', 'nl'],
  ['Visitor', 'random number, for today only'],
];

const NEVER_KEPT = ['Cookie', 'IP address', 'User-Agent', 'Name, email'];

/** What one pageview leaves behind, and what it does not. */
export function Receipt() {
  return (
    <aside className="auth-side" aria-label="What one pageview leaves behind">
      <div className="receipt">
        <h2>Count visits, not people.</h2>
        <p className="mb-7 text-16 text-ink-2">This is what one pageview leaves behind.</p>
        <div className="panel">
          <div className="flex items-center justify-between border-b px-5 py-3.5 text-13">
            <b>Pageview</b>
            <span className="flex items-center gap-2 text-12 text-ink-3">
              <LiveDot />
              just now
            </span>
          </div>
          <dl>
            <dt>Place</dt>
            <dd className="flex items-center gap-2">
              <Flag country="NL" />
              Netherlands, Utrecht
            </dd>
            {KEPT.map(([name, value]) => (
              <KeptRow key={name} name={name} value={value} />
            ))}
          </dl>
          <dl className="missing">
            {NEVER_KEPT.map((name) => (
              <MissingRow key={name} name={name} />
            ))}
          </dl>
          <p className="px-5 pb-3.5 text-12 text-ink-3">Hatched means we never store it.</p>
        </div>
      </div>
    </aside>
  );
}

function KeptRow({ name, value }: { name: string; value: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  );
}

function MissingRow({ name }: { name: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd className="hatch">
        <span className="sr">never stored</span>
      </dd>
    </>
  );
}
