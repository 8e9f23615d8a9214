import type { ReactNode } from 'react';
import CircleCheck from 'lucide-react/icons/circle-check';
import Info from 'lucide-react/icons/info';
import TriangleAlert from 'lucide-react/icons/triangle-alert';
import { classNames } from './class-names.ts';

interface Props {
  tone?: 'info' | 'success' | 'warning' | 'error';
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}

const ICONS = { info: Info, success: CircleCheck, warning: TriangleAlert, error: TriangleAlert };

/** A notice across the page. Errors are announced at once, the rest politely. */
export function Banner({ tone = 'info', title, children, action }: Props) {
  const Icon = ICONS[tone];
  return (
    <div
      className={classNames('banner', `banner-${tone}`)}
      role={tone === 'error' ? 'alert' : 'status'}
    >
      <Icon className="self-start mt-0.5" />
      <div>
        <b>{title}</b>
        {children && <p>{children}</p>}
      </div>
      {action}
    </div>
  );
}
