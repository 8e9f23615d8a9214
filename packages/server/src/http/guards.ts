/** What every request passes before its route: who counts it, what may not be sent, what is noted. */
import type { Context, MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { getCookie } from 'hono/cookie';
import ipaddr from 'ipaddr.js';
import type { Logger } from 'pino';
import { sentKey, type AppEnv } from '../access/index.ts';
import type { Clock } from '../clock.ts';
import { AppError, invalidField } from '../errors.ts';

const MAX_BODY_BYTES = 256 * 1024;
const READING = new Set(['GET', 'HEAD', 'OPTIONS']);

/** @returns the connection's remote address, '' inside a test that has no connection */
export function peerOf(c: Context<AppEnv>): string {
  return c.env?.incoming?.socket.remoteAddress ?? '';
}

/** A household has a whole /64 of IPv6, and could otherwise take a new address for each request. */
export function clientKeyOf(address: string): string {
  if (!ipaddr.IPv6.isValid(address)) return address;
  return `${ipaddr.IPv6.parse(address).toNormalizedString().split(':').slice(0, 4).join(':')}::/64`;
}

export function identifyClient(
  clientIp: (peer: string, header: (name: string) => string | undefined) => string,
): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    c.set('clientKey', clientKeyOf(clientIp(peerOf(c), (name) => c.req.header(name))));
    await next();
  };
}

/** A short line for each request; nothing in it tells who asked, or with which parameters. */
export function logRequests(log: Logger, clock: Clock): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const startedAtMs = clock.nowMs();
    await next();
    const ms = clock.nowMs() - startedAtMs;
    log.debug({ method: c.req.method, route: c.var.route, status: c.res.status, ms }, 'request');
  };
}

function isSameOrigin(origin: string, baseUrl: string, host: string | undefined): boolean {
  if (!URL.canParse(origin)) return false;
  const from = new URL(origin);
  return from.origin === new URL(baseUrl).origin || from.host === host;
}

/**
 * A request that sends an API key acts for the key alone, so it may come from anywhere: whatever
 * session is sent along is gone before anybody looks.
 */
export const forgetCookieBesideKey: MiddlewareHandler<AppEnv> = async (c, next) => {
  if (sentKey((name) => c.req.header(name)) !== null) c.req.raw.headers.delete('cookie');
  await next();
};

/** A request that changes something and carries the session must come from our own pages. */
export function refuseForeignOrigins(options: {
  baseUrl: string;
  sessionCookie: string;
}): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const isRisky = !READING.has(c.req.method) && getCookie(c, options.sessionCookie) !== undefined;
    const origin = c.req.header('origin') ?? '';
    if (isRisky && !isSameOrigin(origin, options.baseUrl, c.req.header('host'))) {
      throw new AppError(
        'FORBIDDEN',
        `A change made with a session cookie must carry the Origin ${options.baseUrl}; found ${origin === '' ? 'none' : JSON.stringify(origin.slice(0, 200))}.`,
      );
    }
    await next();
  };
}

/** A body that is made as it is taken would wait for ever, and hold what others wait for. */
export const letGoOfBodyForHead: MiddlewareHandler<AppEnv> = async (c, next) => {
  await next();
  if (c.req.method === 'HEAD') await c.res.body?.cancel();
};

/** A question that long is a wrong one, like any other that asks for more than is allowed. */
const QUESTIONS = /^\/api\/org\/[^/]+\/site\/[^/]+\/stats(\/batch)?$/;
const TOO_MUCH_ASKED = `has more than ${MAX_BODY_BYTES / 1024} KB; a filter takes at most 500 values, a query at most 100 conditions.`;

const limitToMax: MiddlewareHandler<AppEnv> = bodyLimit({
  maxSize: MAX_BODY_BYTES,
  onError: (c) => {
    // What is left of the body would be taken for the next request.
    c.header('Connection', 'close');
    if (QUESTIONS.test(c.req.path)) throw invalidField('body', TOO_MUCH_ASKED);
    throw new AppError(
      'PAYLOAD_TOO_LARGE',
      `The request body is too large: at most ${MAX_BODY_BYTES / 1024} KB.`,
    );
  },
});

/** Routes that read their body as a stream, and limit it themselves. */
const STREAMED = /^\/api\/org\/[^/]+\/site\/[^/]+\/events$/;

export const limitBody: MiddlewareHandler<AppEnv> = (c, next) =>
  STREAMED.test(c.req.path) ? next() : limitToMax(c, next);
