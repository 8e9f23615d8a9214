import { CopyButton } from '../../ui/CopyButton.tsx';

/** The call that sends the event. */
export function ScriptBlock({ code }: { code: string }) {
  return (
    <figure className="code" aria-label="Send it from your site">
      <div className="code-head">
        <span>Send it from your site</span>
        <CopyButton text={code} />
      </div>
      <pre>
        <code>{code}</code>
      </pre>
    </figure>
  );
}
