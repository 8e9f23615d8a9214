/**
 * The one place that every new session passes, however somebody signed in: the library calls it for
 * each. A session of an account with a second factor begins as one that waits for it, so that no way
 * in can be forgotten; only `startSession` makes it a whole one.
 */
import type { BetterAuthPlugin } from 'better-auth';
import { createAuthEndpoint } from 'better-auth/api';
import { setSessionCookie } from 'better-auth/cookies';
import { z } from 'zod';
import { AppError } from '../../errors.ts';

/** Ours among the fields of the library's session. */
export const SESSION_FIELDS = {
  device: { type: 'string', required: false, input: false },
  awaitsSecondFactor: {
    type: 'number',
    fieldName: 'awaits_second_factor',
    required: false,
    input: false,
  },
} as const;

/** Ours among the fields of the library's user. */
export const USER_FIELDS = {
  twoFactor: { type: 'number', fieldName: 'two_factor', required: false, input: false },
} as const;

interface NewSession {
  userId: string;
  userAgent?: string | null | undefined;
}

/** The session that the request came with, where the library has looked it up. */
interface Present {
  userId: string;
  device?: string | null;
  awaitsSecondFactor?: number | null;
}

export interface NewSessionParts {
  /** Names a browser from its User-Agent. */
  deviceLabel(userAgent: string): string;
  hasTwoFactor(userId: string): Promise<boolean>;
}

/** @returns the fields that differ from what the library would store */
export async function fieldsOfNewSession(
  { userId, userAgent }: NewSession,
  present: Present | undefined,
  { deviceLabel, hasTwoFactor }: NewSessionParts,
) {
  // A change of the password turns the session: it stays what it was.
  const isTurned = present?.userId === userId && present.awaitsSecondFactor === 0;
  return {
    // Addresses and User-Agents of people who sign in are not kept, whatever the library's defaults.
    ipAddress: null,
    userAgent: null,
    device: isTurned ? (present.device ?? '') : deviceLabel(userAgent ?? ''),
    awaitsSecondFactor: Number(!isTurned && (await hasTwoFactor(userId))),
  };
}

const startBody = z.object({ waitingToken: z.string(), userId: z.string(), device: z.string() });

/** The library's endpoint behind the second step: ends the waiting session and starts a whole one. */
export const sessionStarter = {
  id: 'session-starter',
  endpoints: {
    startSession: createAuthEndpoint.serverOnly(
      { method: 'POST', body: startBody },
      async (ctx) => {
        const { internalAdapter } = ctx.context;
        const { waitingToken, userId, device } = ctx.body;
        const user = await internalAdapter.findUserById(userId);
        if (user === null) throw new AppError('UNAUTHORIZED');
        const made = await internalAdapter.createSession(userId);
        const whole = { device, awaitsSecondFactor: 0 };
        const session = await internalAdapter.updateSession(made.token, whole);
        if (session === null) throw new AppError('UNAUTHORIZED');
        await internalAdapter.deleteSession(waitingToken);
        await setSessionCookie(ctx, { session: { ...made, ...session }, user });
        return { user };
      },
    ),
  },
} satisfies BetterAuthPlugin;
