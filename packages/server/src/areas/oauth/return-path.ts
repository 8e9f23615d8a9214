/** Where a sign-in may lead back to: a path of this application, never another site. */

const HERE = 'http://here.invalid';
const MAX = 2_000;
/** Coming back to these would begin anew. */
const SIGN_IN_PAGES =
  /^\/(login|register|forgot-password|reset-password|sign-in-failed)(\/|\?|#|$)/;

/** @returns the path when it is one of ours, else `/` */
export function safeReturnPath(path: string | undefined): string {
  if (path === undefined || path.length > MAX || !/^\/(?![/\\])/.test(path)) return '/';
  if (/[\p{Cc}\\]/u.test(path) || !URL.canParse(path, HERE)) return '/';
  const url = new URL(path, HERE);
  // Dots may have led to two slashes.
  if (url.origin !== HERE || url.pathname.startsWith('//')) return '/';
  if (url.pathname.startsWith('/api/') || SIGN_IN_PAGES.test(url.pathname)) return '/';
  return `${url.pathname}${url.search}${url.hash}`;
}

/** The code of the invite link that the path is, if it is one. */
export function inviteCodeOf(path: string): string | null {
  return /^\/invite\/([\w-]{1,100})$/.exec(path)?.[1] ?? null;
}
