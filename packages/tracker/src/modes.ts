/**
 * The modes that change what a page is: `hash`, `manual`, `exclude`. They are compiled into the
 * module and into the file that the core script fetches for them, and left out of the core.
 */
import { tag } from './settings.ts';

/** Where the present page is. */
export const place: { readonly href: string } = MODES
  ? {
      get href() {
        return tag.dataset.hash == null ? location.href : addressWithFragment();
      },
    }
  : location;

export function isManual(): boolean {
  return MODES && tag.dataset.manual != null;
}

export function isExcluded(url: string): boolean {
  if (!MODES || tag.dataset.exclude == null) return false;
  const { pathname } = new URL(url, location.href);
  return tag.dataset.exclude
    .split(',')
    .some((pattern) => matches(readable(pathname), pattern.trim()));
}

/**
 * The fragment moved into the path, as the server and the figures know no fragments:
 * `/app?a=1#/orders?b=2` → `/app%23/orders?a=1&b=2`, which reads `/app#/orders` on the dashboard.
 */
function addressWithFragment(): string {
  const { origin, pathname, search, hash } = location;
  const [path, query] = hash.slice(1).split(/\?(.*)/s);
  const queries = [search.slice(1), query].filter(Boolean).join('&');
  return `${origin}${pathname}${path && `%23${path}`}${queries && `?${queries}`}`;
}

/** Percent-decoded, as the dashboard shows it; what cannot be decoded stays. */
function readable(pathname: string): string {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return pathname;
  }
}

/** As in goals and filters: `*` is one or more characters but `/`, `**` any. */
function matches(pathname: string, pattern: string): boolean {
  const source = pattern
    .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
    .replace(/\*\*|\*/g, (star) => (star === '**' ? '.*' : '[^/]+'));
  return new RegExp(`^${source}$`, 's').test(pathname);
}

declare global {
  /**
   * Set by the build: whether the modes are compiled in, and the tag is given instead of found.
   * Where it is false, all that it guards is dropped.
   */
  const MODES: boolean;
}
