import { type ReactNode, useEffect, useState } from 'react';
import Check from 'lucide-react/icons/check';
import Copy from 'lucide-react/icons/copy';
import { Button } from './Button.tsx';
import { copyText } from './copy-text.ts';
import { showToast } from './toast-store.ts';

interface Props {
  text: string;
  label?: string;
  /** Goes on from the label for who cannot see what the button stands beside: "for jane@example.com". */
  detail?: string;
  icon?: ReactNode;
  size?: 'sm' | 'md' | 'lg';
  /** `primary` where copying is what one is here for. */
  variant?: 'primary';
}

const CONFIRMED_MS = 1600;

/** Copies a text and says so. */
export function CopyButton({ text, label = 'Copy', detail, icon, size = 'sm', variant }: Props) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), CONFIRMED_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async () => {
    const done = await copyText(text);
    if (done) setCopied(true);
    else showToast('Your browser refused to copy. Select the text instead.', { tone: 'error' });
  };
  return (
    <>
      <Button
        size={size}
        {...(variant && { variant })}
        icon={copied ? <Check /> : (icon ?? <Copy />)}
        onClick={() => void copy()}
      >
        {copied ? 'Copied' : label}
        {detail !== undefined && <span className="sr"> {detail}</span>}
      </Button>
      <output className="sr">{copied ? 'Copied to the clipboard' : ''}</output>
    </>
  );
}
