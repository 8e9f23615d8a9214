import type { ReactNode } from 'react';

/** A key cap. Decoration for those who see it; shortcuts are also listed elsewhere. */
export function Kbd({ children }: { children: ReactNode }) {
  return (
    <kbd className="kbd" aria-hidden="true">
      {children}
    </kbd>
  );
}
