import type { ReactNode } from 'react';
import { CopyButton } from './CopyButton.tsx';
import { highlightHtml } from './highlight-html.ts';

interface Props {
  /** HTML, as it is to be copied. */
  code: string;
  /** Names the block. */
  label: string;
  /** Left end of the head: what is known about it. */
  head?: ReactNode;
}

/** A snippet of HTML with a copy button. */
export function CodeBlock({ code, label, head }: Props) {
  return (
    <figure className="code" aria-label={label}>
      <div className="code-head">
        <span className="flex items-center gap-2.5">{head}</span>
        <CopyButton text={code} />
      </div>
      <pre>
        <code>
          {highlightHtml(code).map((token, index) => (
            // The tokens of a text never move.
            <span key={index} className={token.kind === 'plain' ? undefined : token.kind}>
              {token.text}
            </span>
          ))}
        </code>
      </pre>
    </figure>
  );
}
