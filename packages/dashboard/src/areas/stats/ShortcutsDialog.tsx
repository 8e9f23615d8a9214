import './shortcuts.css';
import { Dialog } from '../../ui/Dialog.tsx';
import { PERIOD_WORDS, type ViewPeriod } from './periods.ts';

const PERIOD_KEYS = (Object.keys(PERIOD_WORDS) as ViewPeriod[]).flatMap((period) => {
  const { key, label } = PERIOD_WORDS[period];
  return key === undefined ? [] : [{ keys: [key], does: label }];
});

const DASHBOARD_KEYS = [
  { keys: ['/'], does: 'Add a filter' },
  { keys: ['Esc'], does: 'Clear filters, close' },
  { keys: ['X'], does: 'Turn comparison on or off' },
  { keys: ['I'], does: 'Change the interval' },
  { keys: ['1', 'to', '6'], does: 'Choose a metric' },
  { keys: ['←', '→'], does: 'Previous or next period' },
];

const SHELL_KEYS = [
  { keys: ['S'], does: 'Switch site' },
  { keys: ['O'], does: 'Switch organization' },
  { keys: ['⇧', 'D'], does: 'Light or dark' },
  { keys: ['?'], does: 'This list' },
];

/** Every key of the dashboard. */
export default function ShortcutsDialog({ onClose }: { onClose: () => void }) {
  return (
    <Dialog open onClose={onClose} title="Keyboard shortcuts">
      <div className="shortcuts">
        <Keys title="Period" entries={PERIOD_KEYS} />
        <div>
          <Keys title="Dashboard" entries={DASHBOARD_KEYS} />
          <Keys title="Anywhere" entries={SHELL_KEYS} />
        </div>
      </div>
    </Dialog>
  );
}

function Keys(props: { title: string; entries: { keys: string[]; does: string }[] }) {
  return (
    <section>
      <h3>{props.title}</h3>
      <dl>
        {props.entries.map(({ keys, does }) => (
          <div key={does}>
            <dt>{does}</dt>
            <dd>
              {keys.map((key) =>
                key === 'to' ? (
                  <span key={key}>to</span>
                ) : (
                  <kbd key={key} className="kbd">
                    {key}
                  </kbd>
                ),
              )}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
