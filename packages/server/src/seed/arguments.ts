/** The command line of `npm run seed`: what may be asked for, and one clear line when it may not. */
import { parseArgs } from 'node:util';
import { isTimezone } from '../calendar.ts';
import { normaliseDomain } from '../domain.ts';
import { PROFILES } from './profiles/index.ts';
import type { Profile } from './profile.ts';

export interface SeedArguments {
  profile: Profile;
  profileName: string;
  days: number;
  visitorsPerDay: number;
  seed: string;
  domain: string;
  /** Undefined: as the site has it, for a new one as the profile has it. */
  timezone: string | undefined;
  dataDir: string;
  isClearing: boolean;
  /** Last day, `YYYY-MM-DD`; undefined: today, so far. */
  until: string | undefined;
  email: string | undefined;
  password: string | undefined;
}

/** What was asked for cannot be done; the message is the one line to print. */
export class ArgumentError extends Error {
  override readonly name = 'ArgumentError';
}

const OPTIONS = {
  profile: { type: 'string', default: 'shop' },
  days: { type: 'string', default: '90' },
  visitors: { type: 'string', default: '500' },
  seed: { type: 'string', default: '1' },
  domain: { type: 'string' },
  timezone: { type: 'string' },
  data: { type: 'string', default: './data' },
  until: { type: 'string' },
  email: { type: 'string' },
  password: { type: 'string' },
  clear: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

const MAX_DAYS = 1_830;
const MAX_VISITORS = 100_000;
const MIN_PASSWORD = 8;

export function helpText(): string {
  const profiles = Object.entries(PROFILES)
    .map(([name, { description }]) => `                     ${name.padEnd(5)} ${description}`)
    .join('\n');
  return `Fills a site with made-up, lifelike traffic. The same seed and days give the same events.

npm run seed -- [options]

  --profile NAME     what kind of site (shop):
${profiles}
  --days N           whole days before today, 1 to ${MAX_DAYS} (90); today so far comes on top
  --visitors N       visitors a day, on average over those days, 1 to ${MAX_VISITORS} (500)
  --seed TEXT        another text gives other traffic (1)
  --domain HOST      the site; made if there is none (shop.example, and so on by profile)
  --timezone ZONE    the time zone of a site that is made (Europe/Berlin, and so on by profile)
  --until DATE       last day, YYYY-MM-DD, instead of today
  --data DIR         data folder (DATA_DIR, else ./data); no server may be running on it
  --clear            deletes the site's events first
  --email ADDRESS    account that is made when there is none, and its
  --password TEXT    password (one is made up and printed)`;
}

/**
 * Reads the arguments.
 * @returns null when only help was asked for
 * @throws ArgumentError naming the option, what was found and what is allowed
 */
export function readArguments(args: readonly string[]): SeedArguments | null {
  const values = parse(args);
  if (values.help) return null;
  const profile = Object.hasOwn(PROFILES, values.profile) ? PROFILES[values.profile] : undefined;
  if (profile === undefined)
    throw refusal('profile', values.profile, `one of ${Object.keys(PROFILES).join(', ')}`);
  return {
    profile,
    profileName: values.profile,
    days: readWhole('days', values.days, MAX_DAYS),
    visitorsPerDay: readWhole('visitors', values.visitors, MAX_VISITORS),
    seed: values.seed,
    domain: readDomain(values.domain ?? profile.domain),
    timezone: readTimezone(values.timezone),
    dataDir: readText('data', values.data, 'the path of a folder'),
    isClearing: values.clear,
    until: readDate(values.until),
    email: values.email,
    password: readPassword(values.password),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, strict: true }).values;
  } catch (error) {
    const reason = (error as Error).message.split(/[.\n]/)[0];
    const allowed = Object.keys(OPTIONS).map((name) => `--${name}`);
    throw new ArgumentError(`${reason}. Allowed are ${allowed.join(', ')}.`, { cause: error });
  }
}

function refusal(option: string, found: string, allowed: string): ArgumentError {
  return new ArgumentError(`--${option}: found "${found}"; allowed is ${allowed}.`);
}

function readText(option: string, text: string, allowed: string): string {
  if (text.trim() === '') throw refusal(option, text, allowed);
  return text;
}

function readWhole(option: string, text: string, max: number): number {
  const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (number >= 1 && number <= max) return number;
  throw refusal(option, text, `a whole number from 1 to ${max}`);
}

function readDomain(text: string): string {
  const domain = normaliseDomain(text);
  if (domain === null) throw refusal('domain', text, 'a host name such as shop.example');
  return domain;
}

function readTimezone(text: string | undefined): string | undefined {
  if (text !== undefined && !isTimezone(text))
    throw refusal('timezone', text, 'an IANA name such as Europe/Berlin');
  return text;
}

function readDate(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const atMs = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  // The parser takes 2026-02-30 for the second of March.
  if (!Number.isNaN(atMs) && new Date(atMs).toISOString().startsWith(text)) return text;
  throw refusal('until', text, 'a date such as 2026-03-31');
}

function readPassword(text: string | undefined): string | undefined {
  if (text !== undefined && text.length < MIN_PASSWORD)
    throw new ArgumentError(`--password: must have at least ${MIN_PASSWORD} characters.`);
  return text;
}
