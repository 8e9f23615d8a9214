/** The one reader of the environment. Every other file takes the frozen `Config` it returns. */
import { z } from 'zod';

const perMinute = (fallback: number) =>
  z.coerce.number().int().min(0).max(1_000_000).default(fallback);

const schema = z.object({
  PORT: z.coerce.number().int().min(0).max(65535).default(3000),
  HOST: z.string().min(1).default('0.0.0.0'),
  /** Public address, without a trailing slash; absent: http://localhost:PORT. */
  BASE_URL: z
    .url({ protocol: /^https?$/ })
    .transform((url) => url.replace(/\/+$/, ''))
    .optional(),
  DATA_DIR: z.string().min(1).default('./data'),
  /** Signs sessions; absent: generated into DATA_DIR on first start. */
  SECRET_KEY: z.string().min(32, 'must have at least 32 characters').optional(),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  /** Comma-separated IPs and CIDRs whose X-Forwarded-* headers are believed. */
  TRUST_PROXY: z.string().default('loopback,private'),
  REGISTRATION: z.enum(['open', 'invite', 'closed']).default('open'),
  METRICS_TOKEN: z.string().min(16, 'must have at least 16 characters').optional(),
  GEOIP_DB: z.string().min(1).optional(),
  RATE_LIMIT_AUTH: perMinute(10),
  RATE_LIMIT_API: perMinute(600),
  RATE_LIMIT_STATS: perMinute(600),
  RATE_LIMIT_EVENTS: perMinute(1000),
});

export type Config = Readonly<Omit<z.infer<typeof schema>, 'BASE_URL'> & { BASE_URL: string }>;

/** A wrong value in the environment; the message is one line that names variable, value and what is allowed. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** Values that must not be echoed to a terminal or log. */
const SECRET_NAMES = /SECRET|TOKEN|PASSWORD|_URL$/;

/**
 * Reads and checks the configuration. An empty value counts as absent.
 * @throws ConfigError naming the first wrong variable
 */
export function loadConfig(env: NodeJS.ProcessEnv): Config {
  const present = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = schema.safeParse(present);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    const name = String(issue.path[0]);
    const found = SECRET_NAMES.test(name) && name !== 'BASE_URL' ? 'a value' : `"${env[name]}"`;
    throw new ConfigError(`${name}: found ${found}; ${issue.message}`);
  }
  const { BASE_URL, ...rest } = parsed.data;
  return Object.freeze({ ...rest, BASE_URL: BASE_URL ?? `http://localhost:${rest.PORT}` });
}
