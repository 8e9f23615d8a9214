import type { ReactNode } from 'react';

interface Props {
  /** Where a side navigation jumps to. */
  id: string;
  title: string;
  description?: ReactNode;
  children: ReactNode;
}

/** A titled part of a settings page; the panels are its children. */
export function SettingsSection({ id, title, description, children }: Props) {
  return (
    <section id={id} aria-labelledby={`${id}-title`} className="mb-9 scroll-mt-22">
      <h2 id={`${id}-title`} className="mb-1">
        {title}
      </h2>
      {description && <p className="mb-3.5 text-13 text-ink-2">{description}</p>}
      {children}
    </section>
  );
}
