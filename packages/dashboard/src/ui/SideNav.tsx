import { type ReactNode, useSyncExternalStore } from 'react';

interface Props {
  label: string;
  items: ReadonlyArray<{ id: string; label: string; icon: ReactNode }>;
}

function subscribe(listener: () => void): () => void {
  window.addEventListener('hashchange', listener);
  return () => window.removeEventListener('hashchange', listener);
}

/** Links to the sections of a long page; the address says which one is open. */
export function SideNav({ label, items }: Props) {
  const hash = useSyncExternalStore(subscribe, () => window.location.hash.slice(1));
  const current = items.some((item) => item.id === hash) ? hash : items[0]?.id;
  return (
    <nav className="sidenav" aria-label={label}>
      {items.map((item) => (
        <a
          key={item.id}
          href={`#${item.id}`}
          aria-current={item.id === current ? 'true' : undefined}
        >
          {item.icon}
          {item.label}
        </a>
      ))}
    </nav>
  );
}
