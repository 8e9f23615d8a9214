/** How many requests a client may make in a minute, and how many mails an address gets in an hour. */
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Config } from '../config.ts';
import { AppError } from '../errors.ts';

export type LimitName =
  | 'auth'
  | 'api'
  | 'stats'
  | 'events'
  | 'mail'
  | 'invite_mail'
  | 'second_factor'
  | 'none';

const MINUTE_SECONDS = 60;
const HOUR_SECONDS = 3_600;
/** Nobody needs more, and nobody should be able to fill somebody's mailbox from here. */
const MAILS_PER_HOUR = 5;
/** That one account may cause; more invitations are sent by hand. */
const INVITE_MAILS_PER_HOUR = 30;
/** Of a million codes three are right at a time: at this pace a guess takes decades. */
const SECOND_FACTORS = { points: 10, duration: 15 * MINUTE_SECONDS };

/** How a limit's window is called. */
const WINDOWS: Partial<Record<LimitName, string>> = {
  mail: 'an hour',
  invite_mail: 'an hour',
  second_factor: 'in 15 minutes',
};

/** Where a client stands after a request; the figures of the RateLimit-* headers. */
export interface LimitState {
  limit: number;
  remaining: number;
  resetSeconds: number;
}

/** The client is past the limit. */
export class RateLimitedError extends AppError {
  readonly state: LimitState;

  constructor(state: LimitState, window: string) {
    super(
      'RATE_LIMITED',
      `Too many requests: ${state.limit} ${window} are allowed. Try again in ${state.resetSeconds} seconds.`,
      { retryAfterSeconds: state.resetSeconds },
    );
    this.state = state;
  }
}

function stateOf(limit: number, result: RateLimiterRes): LimitState {
  return {
    limit,
    remaining: Math.max(0, result.remainingPoints),
    resetSeconds: Math.max(1, Math.ceil(result.msBeforeNext / 1000)),
  };
}

function perMinute(points: number): RateLimiterMemory | null {
  return points === 0 ? null : new RateLimiterMemory({ points, duration: MINUTE_SECONDS });
}

export class RateLimits {
  readonly #limiters: Record<Exclude<LimitName, 'none'>, RateLimiterMemory | null>;

  constructor(config: Config) {
    const unlessOff = (window: { points: number; duration: number }) =>
      config.RATE_LIMIT_AUTH === 0 ? null : new RateLimiterMemory(window);
    this.#limiters = {
      auth: perMinute(config.RATE_LIMIT_AUTH),
      api: perMinute(config.RATE_LIMIT_API),
      stats: perMinute(config.RATE_LIMIT_STATS),
      events: perMinute(config.RATE_LIMIT_EVENTS),
      mail: unlessOff({ points: MAILS_PER_HOUR, duration: HOUR_SECONDS }),
      invite_mail: unlessOff({ points: INVITE_MAILS_PER_HOUR, duration: HOUR_SECONDS }),
      second_factor: unlessOff(SECOND_FACTORS),
    };
  }

  /**
   * Counts one request.
   * @param key the client, or for sign-in also the account that is tried, or the address that is mailed to
   * @returns null where there is no limit
   * @throws RateLimitedError
   */
  async consume(name: LimitName, key: string): Promise<LimitState | null> {
    const limiter = name === 'none' ? null : this.#limiters[name];
    if (limiter === null) return null;
    try {
      return stateOf(limiter.points, await limiter.consume(key));
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error;
      throw new RateLimitedError(stateOf(limiter.points, error), WINDOWS[name] ?? 'a minute');
    }
  }

  /** Counts one request, for what is left out past the limit rather than refused. @returns whether it is within */
  async allows(name: LimitName, key: string): Promise<boolean> {
    try {
      await this.consume(name, key);
      return true;
    } catch (error) {
      if (error instanceof RateLimitedError) return false;
      throw error;
    }
  }
}
