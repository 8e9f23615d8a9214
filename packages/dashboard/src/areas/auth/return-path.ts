/**
 * Where to go after signing in: the `next` parameter when it is a path of this application.
 * Anything else (another origin, a scheme, a protocol-relative address) is ignored.
 */
export function returnPath(search: string): string {
  const next = new URLSearchParams(search).get('next');
  if (next === null || !/^\/(?![/\\])/.test(next)) return '/';
  return /^\/(login|register|forgot-password|reset-password)(\/|\?|$)/.test(next) ? '/' : next;
}

/** The code of the invite link that one came by; null where one came from elsewhere. */
export function inviteCodeIn(search: string): string | null {
  return /^\/invite\/([\w-]+)$/.exec(returnPath(search))?.[1] ?? null;
}

/** Address of the page that makes an account and then comes back to `path`. */
export function signUpPath(path: string): string {
  return `/register?next=${encodeURIComponent(path)}`;
}

/** Address of the sign-in page that comes back to `path`. */
export function signInPath(path: string): string {
  return path === '/' ? '/login' : `/login?next=${encodeURIComponent(path)}`;
}

/** Address of the second step of signing in, which goes on to `path`. */
export function secondStepPath(path: string): string {
  return path === '/' ? '/login/code' : `/login/code?next=${encodeURIComponent(path)}`;
}
