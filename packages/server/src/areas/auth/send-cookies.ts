import type { Context } from 'hono';

/** A result and the cookies that go with it. */
export interface WithCookies<T> {
  value: T;
  setCookies: string[];
}

/** Puts the cookies on the answer. @returns the result they came with */
export function sendCookies<T>(c: Context, result: WithCookies<T>): T {
  for (const cookie of result.setCookies) c.header('Set-Cookie', cookie, { append: true });
  return result.value;
}
