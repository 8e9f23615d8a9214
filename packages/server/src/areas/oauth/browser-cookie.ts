/** The cookie that ties a sign-in under way to the browser that began it. */
import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { ATTEMPT_SECONDS, newSecret } from './attempts.ts';

const NAME = 'purestat.oauth';
/** Linking begins outside of `/api/oauth`, at `/api/me/sign-in-methods`. */
const PATH = '/api';
const SECRET = /^[\w-]{43}$/;

const prefix = (isHttps: boolean) => (isHttps ? 'secure' : undefined);

/** @returns the browser's secret; '' when it has none */
export function browserOf(c: Context, isHttps: boolean): string {
  const secret = getCookie(c, NAME, prefix(isHttps)) ?? '';
  return SECRET.test(secret) ? secret : '';
}

/** Keeps the browser's secret, or draws one: sign-ins in several tabs do not disturb each other. */
export function holdBrowser(c: Context, isHttps: boolean): string {
  const secret = browserOf(c, isHttps) || newSecret();
  setCookie(c, NAME, secret, {
    path: PATH,
    httpOnly: true,
    sameSite: 'Lax',
    secure: isHttps,
    maxAge: ATTEMPT_SECONDS,
    ...(isHttps && { prefix: 'secure' }),
  });
  return secret;
}
