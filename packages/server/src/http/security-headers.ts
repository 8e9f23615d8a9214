import type { MiddlewareHandler } from 'hono';
import type { AppEnv } from '../access/index.ts';

/** Pages load what this server serves and nothing else; no inline script or style. */
const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

const HEADERS: ReadonlyArray<readonly [string, string]> = [
  ['Content-Security-Policy', PAGE_POLICY],
  ['X-Content-Type-Options', 'nosniff'],
  ['X-Frame-Options', 'DENY'],
  ['Referrer-Policy', 'strict-origin-when-cross-origin'],
  ['Cross-Origin-Opener-Policy', 'same-origin'],
  ['Cross-Origin-Resource-Policy', 'same-origin'],
  ['Permissions-Policy', 'camera=(), geolocation=(), microphone=(), payment=(), usb=()'],
];

/**
 * On every answer; a route that is meant for other sites says so itself. Strict-Transport-Security
 * is left to whoever ends TLS: a server that is tried over https once must not be bound to it.
 */
export const securityHeaders: MiddlewareHandler<AppEnv> = async (c, next) => {
  await next();
  const isApi = c.req.path.startsWith('/api/');
  if (isApi && !c.res.headers.has('Cache-Control')) c.header('Cache-Control', 'no-store');
  for (const [name, value] of HEADERS) if (!c.res.headers.has(name)) c.header(name, value);
};
