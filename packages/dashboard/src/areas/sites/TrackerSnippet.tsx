import type { Site } from '@purestat/vocabulary';
import { useId, useState } from 'react';
import { CodeBlock } from '../../ui/CodeBlock.tsx';
import { LiveDot } from '../../ui/LiveDot.tsx';
import { SNIPPET_OPTIONS, trackerSnippet, type SnippetOption } from './snippet.ts';

/** The site's snippet, with what is ticked. Nothing is kept: the snippet itself is the setting. */
export function TrackerSnippet({ site }: { site: Site }) {
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const attributes = SNIPPET_OPTIONS.map(({ attribute }) => attribute).filter((attribute) =>
    chosen.includes(attribute),
  );
  const toggle = (attribute: string) =>
    setChosen(
      chosen.includes(attribute)
        ? chosen.filter((other) => other !== attribute)
        : [...chosen, attribute],
    );
  return (
    <>
      <CodeBlock
        label="Tracker snippet"
        code={trackerSnippet(site.domain, window.location.origin, attributes)}
        head={<TrackerState site={site} />}
      />
      <fieldset className="snippet-options">
        <legend>Count more by itself</legend>
        {SNIPPET_OPTIONS.map((option) => (
          <OptionRow
            key={option.attribute}
            option={option}
            checked={chosen.includes(option.attribute)}
            onToggle={() => toggle(option.attribute)}
          />
        ))}
      </fieldset>
    </>
  );
}

interface RowProps {
  option: SnippetOption;
  checked: boolean;
  onToggle: () => void;
}

function OptionRow({ option, checked, onToggle }: RowProps) {
  const id = useId();
  return (
    <div className="snippet-option">
      <input
        id={id}
        type="checkbox"
        className="check"
        checked={checked}
        aria-describedby={`${id}-about`}
        onChange={onToggle}
      />
      <div>
        <label htmlFor={id}>{option.label}</label>
        <p id={`${id}-about`}>{option.about}</p>
      </div>
    </div>
  );
}

function TrackerState({ site }: { site: Site }) {
  if (site.first_event_at === null) {
    return (
      <>
        <LiveDot />
        Waiting for the first event
      </>
    );
  }
  const since = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });
  return <>Receiving events since {since.format(new Date(site.first_event_at))}</>;
}
