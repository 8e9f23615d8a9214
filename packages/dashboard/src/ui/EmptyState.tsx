import type { ReactNode } from 'react';

interface Props {
  icon?: ReactNode;
  /** A drawing instead of the icon, for a whole page. */
  art?: ReactNode;
  title: string;
  /** Why it is empty, and the one way forward. */
  children?: ReactNode;
  actions?: ReactNode;
  /** 1 where the state is all there is on the page. */
  headingLevel?: 1 | 2 | 3;
}

/** Nothing here yet, or nothing here any more. */
export function EmptyState({ icon, art, title, children, actions, headingLevel = 3 }: Props) {
  const Heading = `h${headingLevel}` as const;
  return (
    <div className="state">
      {art}
      {icon && <span className="state-icon">{icon}</span>}
      <Heading className="text-14 tracking-normal">{title}</Heading>
      {children && <p>{children}</p>}
      {actions && <div className="state-actions">{actions}</div>}
    </div>
  );
}
