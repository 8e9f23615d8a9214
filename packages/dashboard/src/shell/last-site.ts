/** The site looked at last in this browser, where "/" leads. */
const STORAGE_KEY = 'ps-last-site';

export function lastSitePath(): string | null {
  try {
    const path = localStorage.getItem(STORAGE_KEY);
    return path !== null && /^\/org\/[^/]+\/site\/[^/]+$/.test(path) ? path : null;
  } catch {
    return null;
  }
}

/** @param path null forgets. */
export function rememberLastSite(path: string | null): void {
  try {
    if (path === null) localStorage.removeItem(STORAGE_KEY);
    else localStorage.setItem(STORAGE_KEY, path);
  } catch {
    // Storage is forbidden: "/" leads to the organizations.
  }
}
