import type { ReactNode } from 'react';
import { CopyButton } from './CopyButton.tsx';
import { highlightHtml } from './highlight-html.ts';
import { highlightShell } from './highlight-shell.ts';

interface Props {
  /** As it is to be copied. */
  code: string;
  /** HTML unless told. */
  language?: 'html' | 'shell';
  /** Names the block. */
  label: string;
  /** Left end of the head: what is known about it. */
  head?: ReactNode;
}

/** A snippet with a copy button. */
export function CodeBlock({ code, language = 'html', label, head }: Props) {
  const tokens = language === 'html' ? highlightHtml(code) : highlightShell(code);
  return (
    <figure className="code" aria-label={label}>
      <div className="code-head">
        <span className="flex items-center gap-2.5">{head}</span>
        <CopyButton text={code} />
      </div>
      <pre>
        <code>
          {tokens.map((token, index) => (
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
