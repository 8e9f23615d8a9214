/** The one reader of the environment. Every other file takes the frozen `Config` it returns. */
import { z } from 'zod';
import { missingBeside, OAUTH_FIELDS } from './oauth-config.ts';

const ALLOWED_PER_MINUTE = 'a whole number from 0 (off) to 1000000';
const ALLOWED_SECRET = 'a text of at least 32 characters';
const ALLOWED_TOKEN = 'a text of at least 16 characters';
const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
const REGISTRATION_MODES = ['open', 'invite', 'closed'] as const;

const perMinute = (fallback: number) =>
  z.coerce
    .number(ALLOWED_PER_MINUTE)
    .int(ALLOWED_PER_MINUTE)
    .min(0, ALLOWED_PER_MINUTE)
    .max(1_000_000, ALLOWED_PER_MINUTE)
    .default(fallback);

const ALLOWED_QUERY_TIMEOUT = 'a whole number of seconds from 1 to 600';
const ALLOWED_QUERY_MEMORY = 'a whole number of MB from 128 to 65536';
const ALLOWED_CLICKHOUSE_URL =
  'an http or https address, such as http://user:password@localhost:8123/purestat';
const ALLOWED_CLUSTER = 'the name of a cluster, of letters, digits, _ and -; needs CLICKHOUSE_URL';
const ALLOWED_SMTP_URL =
  'an smtp or smtps address, such as smtps://user:password@mail.example.com:465';
const ALLOWED_MAIL_FROM = 'name@example.com or Name <name@example.com>';
const ALLOWED_STRIPE_KEY = 'a secret key of Stripe, such as sk_live_…';
const ALLOWED_WEBHOOK_SECRET = 'the signing secret of the webhook, such as whsec_…';
const ALLOWED_PRICE = 'the id of a monthly price at Stripe, such as price_…';
const ALLOWED_STRIPE_BASE =
  'an http or https address without a path, such as http://localhost:3118';
const ALLOWED_PORT = 'a whole number from 0 to 65535';
const ALLOWED_URL = 'an http or https address, such as https://stats.example.com';

/** `name@example.com`, or that in angle brackets after a name without quotes, brackets and commas. */
function isSender(text: string): boolean {
  const address = /^[^<>"(),:;\\\p{Cc}]*<([^<>]+)>$/u.exec(text)?.[1] ?? text;
  return /^[\w.+-]+@localhost$/.test(address) || z.email().safeParse(address).success;
}

/** Messages say what is allowed; `loadConfig` puts variable and found value before them. */
const schema = z.object({
  PORT: z.coerce
    .number(ALLOWED_PORT)
    .int(ALLOWED_PORT)
    .min(0, ALLOWED_PORT)
    .max(65535, ALLOWED_PORT)
    .default(3000),
  HOST: z.string().default('0.0.0.0'),
  /** Public address, without a trailing slash; absent: http://localhost:PORT. */
  BASE_URL: z
    .url({ protocol: /^https?$/, message: ALLOWED_URL })
    .transform((url) => url.replace(/\/+$/, ''))
    .optional(),
  DATA_DIR: z.string().default('./data'),
  /** Signs sessions; absent: generated into DATA_DIR on first start. */
  SECRET_KEY: z.string().min(32, ALLOWED_SECRET).optional(),
  LOG_LEVEL: z.enum(LOG_LEVELS, `one of ${LOG_LEVELS.join(', ')}`).default('info'),
  /** Comma-separated IPs and CIDRs whose X-Forwarded-For is believed. */
  TRUST_PROXY: z.string().default('loopback,private'),
  REGISTRATION: z
    .enum(REGISTRATION_MODES, `one of ${REGISTRATION_MODES.join(', ')}`)
    .default('open'),
  /** The mail server; absent: mails are written to the log. */
  SMTP_URL: z
    .url({ protocol: /^smtps?$/, message: ALLOWED_SMTP_URL })
    .refine((url) => new URL(url).hostname !== '', ALLOWED_SMTP_URL)
    .optional(),
  /** Sender of all mails; absent: purestat@ the host of BASE_URL. */
  MAIL_FROM: z.string().refine(isSender, ALLOWED_MAIL_FROM).optional(),
  ...OAUTH_FIELDS,
  METRICS_TOKEN: z.string().min(16, ALLOWED_TOKEN).optional(),
  /** Path of an MMDB file. */
  GEOIP_DB: z.string().optional(),
  /** A ClickHouse server instead of the embedded event store; the path names the database. */
  CLICKHOUSE_URL: z.url({ protocol: /^https?$/, message: ALLOWED_CLICKHOUSE_URL }).optional(),
  /** Makes replicated and distributed tables on this cluster of the server's configuration. */
  CLICKHOUSE_CLUSTER: z
    .string()
    .regex(/^[\w-]+$/, ALLOWED_CLUSTER)
    .optional(),
  /** Seconds after which a query is stopped. */
  QUERY_TIMEOUT: z.coerce
    .number(ALLOWED_QUERY_TIMEOUT)
    .int(ALLOWED_QUERY_TIMEOUT)
    .min(1, ALLOWED_QUERY_TIMEOUT)
    .max(600, ALLOWED_QUERY_TIMEOUT)
    .default(30),
  /** MB that the embedded event store may hold in memory; what a query needs beyond goes to the disk. */
  QUERY_MEMORY: z.coerce
    .number(ALLOWED_QUERY_MEMORY)
    .int(ALLOWED_QUERY_MEMORY)
    .min(128, ALLOWED_QUERY_MEMORY)
    .max(65_536, ALLOWED_QUERY_MEMORY)
    .default(256),
  /** Turns billing on; needs the three after it. */
  STRIPE_SECRET_KEY: z.string().regex(/^\S+$/, ALLOWED_STRIPE_KEY).optional(),
  /** What Stripe signs its webhooks with. */
  STRIPE_WEBHOOK_SECRET: z.string().regex(/^\S+$/, ALLOWED_WEBHOOK_SECRET).optional(),
  STRIPE_PRICE_PRO: z.string().regex(/^\S+$/, ALLOWED_PRICE).optional(),
  STRIPE_PRICE_BUSINESS: z.string().regex(/^\S+$/, ALLOWED_PRICE).optional(),
  /** Another address than Stripe's own, without a path. */
  STRIPE_API_BASE: z
    .url({ protocol: /^https?$/, message: ALLOWED_STRIPE_BASE })
    .refine((url) => new URL(url).pathname === '/', ALLOWED_STRIPE_BASE)
    .optional(),
  RATE_LIMIT_AUTH: perMinute(10),
  RATE_LIMIT_API: perMinute(600),
  RATE_LIMIT_STATS: perMinute(600),
  RATE_LIMIT_EVENTS: perMinute(1000),
});

type Derived = 'BASE_URL' | 'MAIL_FROM';
export type Config = Readonly<Omit<z.infer<typeof schema>, Derived> & Record<Derived, string>>;

/** A wrong value in the environment; the message is one line that names variable, value and what is allowed. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** Variables of parts that this version does not have: to pass over them would be to lie. */
const NOT_YET = ['DATABASE_URL', 'REDIS_URL'];

/** Billing works with all of them or not at all. */
const STRIPE_NAMES = [
  'STRIPE_SECRET_KEY',
  'STRIPE_WEBHOOK_SECRET',
  'STRIPE_PRICE_PRO',
  'STRIPE_PRICE_BUSINESS',
] as const;

/** Values that must not be echoed to a terminal or log; an address may hold a password. */
const SECRET_NAMES = /SECRET|TOKEN|PASSWORD|CLICKHOUSE_URL|SMTP_URL/;

/**
 * Reads and checks the configuration. An empty value counts as absent.
 * @throws ConfigError naming the first wrong variable
 */
export function loadConfig(env: NodeJS.ProcessEnv): Config {
  const present = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const notYet = NOT_YET.find((name) => name in present);
  if (notYet !== undefined) {
    throw new ConfigError(`${notYet}: this version does not support it yet; leave it out`);
  }
  const parsed = schema.safeParse(present);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    const name = String(issue.path[0]);
    throw new ConfigError(
      `${name}: found ${shown(name, env[name] ?? '')}; allowed: ${issue.message}`,
    );
  }
  const missing = missingBeside(present);
  if (missing !== null) throw new ConfigError(missing);
  const { BASE_URL, MAIL_FROM, ...rest } = parsed.data;
  if (rest.CLICKHOUSE_CLUSTER !== undefined && rest.CLICKHOUSE_URL === undefined) {
    throw new ConfigError(
      `CLICKHOUSE_CLUSTER: found "${rest.CLICKHOUSE_CLUSTER}"; allowed: ${ALLOWED_CLUSTER}`,
    );
  }
  refuseHalfOfStripe(rest);
  const baseUrl = BASE_URL ?? `http://localhost:${rest.PORT}`;
  return Object.freeze({
    ...rest,
    BASE_URL: baseUrl,
    MAIL_FROM: MAIL_FROM ?? `Purestat <purestat@${new URL(baseUrl).hostname}>`,
  });
}

/** Whether organizations have plans that are paid for, and limits. */
export const isBillingOn = (config: Pick<Config, 'STRIPE_SECRET_KEY'>): boolean =>
  config.STRIPE_SECRET_KEY !== undefined;

function refuseHalfOfStripe(values: Pick<Config, (typeof STRIPE_NAMES)[number]>): void {
  const missing = STRIPE_NAMES.find((name) => values[name] === undefined);
  const given = STRIPE_NAMES.find((name) => values[name] !== undefined);
  if (missing !== undefined && given !== undefined) {
    throw new ConfigError(
      `${missing}: found nothing, though ${given} is set; allowed: all of ${STRIPE_NAMES.join(', ')}, or none`,
    );
  }
  const { STRIPE_PRICE_PRO: pro, STRIPE_PRICE_BUSINESS: business } = values;
  if (pro !== undefined && pro === business) {
    throw new ConfigError(
      `STRIPE_PRICE_BUSINESS: found "${business}"; allowed: another price than STRIPE_PRICE_PRO`,
    );
  }
}

function shown(name: string, value: string): string {
  return SECRET_NAMES.test(name) ? `a value of ${value.length} characters` : `"${value}"`;
}
