import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';

interface Props {
  /** `now` is for what is happening this minute and nothing else. */
  tone?: 'primary' | 'success' | 'warning' | 'error' | 'now';
  children: ReactNode;
}

/** A word in a tinted box. */
export function Badge({ tone, children }: Props) {
  return <span className={classNames('badge', tone && `badge-${tone}`)}>{children}</span>;
}
