/**
 * Where to go after signing in: the `next` parameter when it is a path of this application.
 * Anything else (another origin, a scheme, a protocol-relative address) is ignored.
 */
export function returnPath(search: string): string {
  const next = new URLSearchParams(search).get('next');
  if (next === null || !/^\/(?![/\\])/.test(next)) return '/';
  return /^\/(login|register)(\/|\?|$)/.test(next) ? '/' : next;
}

/** Address of the sign-in page that comes back to `path`. */
export function signInPath(path: string): string {
  return path === '/' ? '/login' : `/login?next=${encodeURIComponent(path)}`;
}
