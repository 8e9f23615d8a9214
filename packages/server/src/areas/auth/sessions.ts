/** Sessions: whose a cookie is, which ones a person has, and how they end. */
import type { Kysely } from 'kysely';
import type { Session, User } from '@purestat/vocabulary';
import { systemClock } from '../../clock.ts';
import type { Schema } from '../../db/index.ts';
import { AppError } from '../../errors.ts';
import { headersOf } from './caller.ts';
import type { Identity } from './identity.ts';
import * as queries from './queries.ts';
import { isSignedOut } from './refusals.ts';
import type { WithCookies } from './send-cookies.ts';
import { SESSION_DAYS_AT_MOST, WAITING_MINUTES } from './session-limits.ts';
import { toUser } from './to-user.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** Who asks, and in which session. */
export interface Present {
  user: User;
  session: { id: string; token: string; device: string; startedAtMs: number };
}

interface Found extends Present {
  awaitsSecondFactor: boolean;
}

export interface SessionsParts {
  identity: Identity;
  db: Kysely<Schema>;
  /** Whether addresses are confirmed here. */
  confirms: boolean;
  /** Called when sessions of the account have ended: what is open in them has to end. */
  onAccessEnded(userId: string): void;
}

// Sessions are the library's, which goes by the system's time.
const ageMs = ({ session }: Present) => systemClock.nowMs() - session.startedAtMs;

export class Sessions {
  readonly #parts: SessionsParts;

  constructor(parts: SessionsParts) {
    this.#parts = parts;
  }

  /** @returns who the cookie belongs to; a session in use is prolonged, hence the cookies */
  async identify(cookie: string | undefined): Promise<WithCookies<User | null>> {
    const { value, setCookies } = await this.#whole(cookie);
    return { value: value?.user ?? null, setCookies };
  }

  /** @throws AppError UNAUTHORIZED */
  async present(cookie: string | undefined): Promise<Present> {
    const { value } = await this.#whole(cookie);
    if (value === null) throw new AppError('UNAUTHORIZED', 'Sign in first.');
    return value;
  }

  /** Who has shown one factor of two, a moment ago. @throws AppError UNAUTHORIZED */
  async waiting(cookie: string | undefined): Promise<Present> {
    const { value } = await this.#find(cookie);
    if (value?.awaitsSecondFactor && ageMs(value) < WAITING_MINUTES * MINUTE_MS) return value;
    throw new AppError(
      'UNAUTHORIZED',
      `Sign in first: this is its second step, and follows within ${WAITING_MINUTES} minutes.`,
    );
  }

  /** Latest first. */
  async list({ user, session }: Present): Promise<Session[]> {
    const now = systemClock.nowMs();
    const rows = await queries.sessionsOf(this.#parts.db, user.id, {
      now: new Date(now).toISOString(),
      startedAfter: new Date(now - SESSION_DAYS_AT_MOST * DAY_MS).toISOString(),
    });
    return rows.map(({ id, device, created_at, updated_at }) => ({
      id,
      device,
      created_at: new Date(created_at).toISOString(),
      last_used_at: new Date(updated_at).toISOString(),
      current: id === session.id,
    }));
  }

  /** @throws AppError NOT_FOUND when the person has no such session */
  async end(userId: string, sessionId: string): Promise<void> {
    if (!(await queries.deleteSession(this.#parts.db, userId, sessionId))) {
      throw new AppError('NOT_FOUND', 'You have no such session, or it has ended already.');
    }
    this.#parts.onAccessEnded(userId);
  }

  /** @param exceptId the one that goes on, if any */
  async endAll(userId: string, exceptId: string | null): Promise<void> {
    await queries.deleteSessions(this.#parts.db, userId, exceptId);
    this.#parts.onAccessEnded(userId);
  }

  /** Ends the session that a browser had, when it signs in anew or out. */
  async endPrevious(cookie: string | undefined): Promise<void> {
    const { value } = await this.#find(cookie);
    if (value === null) return;
    await queries.deleteSession(this.#parts.db, value.user.id, value.session.id);
    this.#parts.onAccessEnded(value.user.id);
  }

  async #whole(cookie: string | undefined): Promise<WithCookies<Present | null>> {
    const found = await this.#find(cookie);
    const { value } = found;
    if (value === null) return { value, setCookies: found.setCookies };
    const isOver = ageMs(value) >= SESSION_DAYS_AT_MOST * DAY_MS;
    return value.awaitsSecondFactor || isOver
      ? { value: null, setCookies: [] }
      : { value, setCookies: found.setCookies };
  }

  async #find(cookie: string | undefined): Promise<WithCookies<Found | null>> {
    if (cookie === undefined) return { value: null, setCookies: [] };
    const { identity, confirms } = this.#parts;
    try {
      const { response, headers } = await identity.api.getSession({
        headers: headersOf({ cookie }),
        returnHeaders: true,
      });
      if (response === null) return { value: null, setCookies: headers.getSetCookie() };
      const { id, token, device, createdAt, awaitsSecondFactor } = response.session;
      const startedAtMs = new Date(createdAt).getTime();
      return {
        value: {
          user: toUser(response.user, confirms),
          session: { id, token, device: device ?? '', startedAtMs },
          awaitsSecondFactor: awaitsSecondFactor !== 0,
        },
        setCookies: headers.getSetCookie(),
      };
    } catch (error) {
      // The session ended between being found and being prolonged.
      if (isSignedOut(error)) return { value: null, setCookies: [] };
      throw error;
    }
  }
}
