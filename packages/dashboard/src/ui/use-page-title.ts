import { useEffect } from 'react';

/** Names the browser's tab. Most particular first: "Sites · Acme". */
export function usePageTitle(...parts: Array<string | undefined>): void {
  const title = [...parts.filter(Boolean), 'Purestat'].join(' · ');
  useEffect(() => {
    document.title = title;
  }, [title]);
}
