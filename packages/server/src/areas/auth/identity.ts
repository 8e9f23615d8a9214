/** better-auth, set up for identity alone: its own routes, limits and checks stay off, ours stand in front. */
import { betterAuth, type BetterAuthOptions } from 'better-auth';
import type { Logger } from 'pino';
import type { Clock } from '../../clock.ts';
import { newId, type ConfigStore } from '../../db/index.ts';
import type { Mailer } from '../../mail/index.ts';
import { sessionBeginner } from './begin-session.ts';
import { resetMail } from './mails.ts';
import { hashPassword, verifyPassword } from './password.ts';
import {
  fieldsOfNewSession,
  SESSION_FIELDS,
  sessionStarter,
  USER_FIELDS,
  type NewSessionParts,
} from './new-session.ts';
import { PASSWORD_MAX, PASSWORD_MIN } from './schema.ts';
import { SESSION_DAYS_IDLE } from './session-limits.ts';
import type { IdentityUser } from './to-user.ts';

const DAY_SECONDS = 86_400;
const RESET_WITHIN_SECONDS = 3_600;

const TIMESTAMPS = { createdAt: 'created_at', updatedAt: 'updated_at' };

/** The library's tables under our names. */
const TABLES = {
  user: {
    modelName: 'users',
    fields: { emailVerified: 'email_verified', ...TIMESTAMPS },
    additionalFields: USER_FIELDS,
  },
  session: {
    modelName: 'sessions',
    fields: {
      userId: 'user_id',
      expiresAt: 'expires_at',
      ipAddress: 'ip_address',
      userAgent: 'user_agent',
      ...TIMESTAMPS,
    },
    additionalFields: SESSION_FIELDS,
  },
  account: {
    modelName: 'identities',
    fields: {
      userId: 'user_id',
      accountId: 'account_id',
      providerId: 'provider_id',
      accessToken: 'access_token',
      refreshToken: 'refresh_token',
      idToken: 'id_token',
      accessTokenExpiresAt: 'access_token_expires_at',
      refreshTokenExpiresAt: 'refresh_token_expires_at',
      ...TIMESTAMPS,
    },
    additionalFields: { label: { type: 'string', required: false, input: false } },
  },
  verification: {
    modelName: 'verifications',
    fields: { expiresAt: 'expires_at', ...TIMESTAMPS },
  },
} satisfies Partial<BetterAuthOptions>;

export interface IdentityParts {
  configStore: ConfigStore;
  secretKey: string;
  baseUrl: string;
  log: Logger;
  clock: Clock;
  mailer: Mailer;
  deviceLabel: NewSessionParts['deviceLabel'];
}

/** Warnings and notes of the library name e-mail addresses, so only faults reach the log. */
function faultsOnly(log: Logger): BetterAuthOptions['logger'] {
  return {
    level: 'error',
    log: (_level, message, ...rest) => {
      log.error({ err: rest.find((part) => part instanceof Error) }, `accounts: ${message}`);
    },
  };
}

function databaseHooks(clock: Clock, parts: NewSessionParts) {
  return {
    user: {
      create: {
        before: async (user: object) => ({ data: { ...user, createdAt: new Date(clock.nowMs()) } }),
      },
    },
    session: {
      create: {
        before: async (session, context) => {
          const present = context?.context.session?.session;
          return { data: { ...session, ...(await fieldsOfNewSession(session, present, parts)) } };
        },
      },
    },
  } satisfies BetterAuthOptions['databaseHooks'];
}

export function createIdentity(parts: IdentityParts) {
  const { configStore, secretKey, baseUrl, log, clock, mailer, deviceLabel } = parts;
  let hasTwoFactor: NewSessionParts['hasTwoFactor'];
  const identity = betterAuth({
    ...TABLES,
    database: { db: configStore.db, type: configStore.engine, transaction: true },
    secret: secretKey,
    baseURL: baseUrl,
    logger: faultsOnly(log),
    telemetry: { enabled: false },
    rateLimit: { enabled: false },
    databaseHooks: databaseHooks(clock, { deviceLabel, hasTwoFactor: (id) => hasTwoFactor(id) }),
    plugins: [sessionStarter, sessionBeginner],
    session: {
      ...TABLES.session,
      expiresIn: SESSION_DAYS_IDLE * DAY_SECONDS,
      updateAge: DAY_SECONDS,
    },
    emailAndPassword: {
      enabled: true,
      minPasswordLength: PASSWORD_MIN,
      maxPasswordLength: PASSWORD_MAX,
      password: {
        hash: hashPassword,
        verify: ({ hash, password }) => verifyPassword(password, hash),
      },
      resetPasswordTokenExpiresIn: RESET_WITHIN_SECONDS,
      revokeSessionsOnPasswordReset: true,
      sendResetPassword: async ({ user, token }) =>
        mailer.send(resetMail(user.email, `${baseUrl}/reset-password?token=${token}`)),
    },
    // Whoever reads the table cannot use what he finds there.
    verification: { ...TABLES.verification, storeIdentifier: 'hashed' },
    advanced: {
      cookiePrefix: 'purestat',
      useSecureCookies: baseUrl.startsWith('https:'),
      ipAddress: { disableIpTracking: true },
      database: { generateId: newId },
      defaultCookieAttributes: { httpOnly: true, sameSite: 'lax', path: '/' },
    },
  });
  // By the library's own way: inside a transaction of its, no other would get an answer.
  hasTwoFactor = async (userId) => {
    const { internalAdapter } = await identity.$context;
    const user: IdentityUser | null = await internalAdapter.findUserById(userId);
    return user?.twoFactor === 1;
  };
  return identity;
}

export type Identity = ReturnType<typeof createIdentity>;
