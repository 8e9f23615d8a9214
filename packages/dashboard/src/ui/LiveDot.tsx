import { classNames } from './class-names.ts';

/** The pink point: something is happening now. Grey when `off`. Decoration. */
export function LiveDot({ off }: { off?: boolean }) {
  return <span className={classNames('dot', off && 'is-off')} aria-hidden="true" />;
}
