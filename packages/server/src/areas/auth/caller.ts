import type { Context } from 'hono';

/** What of a request the account library gets to see: never the address it came from. */
export interface Caller {
  cookie: string | undefined;
  /** Named coarsely when a session begins, and dropped. */
  userAgent: string | undefined;
}

export function callerOf(c: Context): Caller {
  return { cookie: c.req.header('cookie'), userAgent: c.req.header('user-agent') };
}

export function headersOf({ cookie, userAgent }: Partial<Caller>): Headers {
  const headers = new Headers();
  if (cookie !== undefined) headers.set('cookie', cookie);
  if (userAgent !== undefined) headers.set('user-agent', userAgent);
  return headers;
}
