import { clientKeyOf } from './http/index.ts';
import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';

/**
 * Counts the events of each client, in memory. A client is an IPv4 address or an IPv6 network.
 * @param perMinute 0 turns the limit off
 * @returns for each request null, or the seconds to wait when the client is over its limit
 */
export function createEventLimit(
  perMinute: number,
): (clientIp: string) => Promise<number | null> | null {
  if (perMinute === 0) return () => null;
  const limiter = new RateLimiterMemory({ points: perMinute, duration: 60 });
  return (clientIp) =>
    limiter.consume(clientKeyOf(clientIp)).then(
      () => null,
      (refused: RateLimiterRes) => Math.ceil(refused.msBeforeNext / 1000),
    );
}
