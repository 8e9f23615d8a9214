/**
 * Browser, operating system and kind of device from a User-Agent, as far as it tells. What it
 * hides is not guessed: Brave calls itself Chrome, an iPad asking for desktop pages a Mac.
 */
import { LRUCache } from 'lru-cache';
import { findBrowser } from './browser.ts';
import { findDeviceType } from './device-type.ts';
import { findOperatingSystem } from './operating-system.ts';

export type DeviceType = 'desktop' | 'mobile' | 'tablet' | 'other';

/** '' stands for unknown. */
export interface UserAgentFacts {
  browser: string;
  /** Major version; Safari's with its minor one, for that is where its features come. */
  browser_version: string;
  os: string;
  /** Coarse; `10/11`, `10+` and `10.15+` where newer systems claim to be an old one. */
  os_version: string;
  device_type: DeviceType | '';
}

const UNKNOWN: Readonly<UserAgentFacts> = Object.freeze({
  browser: '',
  browser_version: '',
  os: '',
  os_version: '',
  device_type: '',
});

/** Longer than any browser's; the rest is not looked at, and the answer not kept. */
const MAX_LENGTH = 1_000;

/** The only place that keeps User-Agents: in memory, the most recent ones. */
const known = new LRUCache<string, Readonly<UserAgentFacts>>({ max: 5_000 });

function parse(ua: string): Readonly<UserAgentFacts> {
  const browser = findBrowser(ua);
  const os = findOperatingSystem(ua);
  return Object.freeze({
    browser: browser.name,
    browser_version: browser.version,
    os: os.name,
    os_version: os.version,
    device_type: findDeviceType(ua, os.name),
  });
}

/** @returns a frozen object, shared by all calls with the same text */
export function parseUserAgent(ua: string): Readonly<UserAgentFacts> {
  if (ua.length > MAX_LENGTH) return parse(ua.slice(0, MAX_LENGTH));
  const cached = known.get(ua);
  if (cached !== undefined) return cached;
  const facts = ua.trim() === '' ? UNKNOWN : parse(ua);
  known.set(ua, facts);
  return facts;
}
