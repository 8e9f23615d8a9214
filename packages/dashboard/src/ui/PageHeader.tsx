import type { ReactNode } from 'react';

interface Props {
  title: string;
  /** One sentence under the title. */
  children?: ReactNode;
  actions?: ReactNode;
}

/** The head of a page: its one h1, a sentence, its main action. */
export function PageHeader({ title, children, actions }: Props) {
  return (
    <div className="page-head">
      <div>
        <h1>{title}</h1>
        {children && <p>{children}</p>}
      </div>
      {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
    </div>
  );
}
