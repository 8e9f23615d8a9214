/** Browsers of made-up visitors: User-Agent templates, screens, and how common each is. */
import type { Weights } from './random.ts';

export interface Device {
  /** Templates; `{chrome}`, `{firefox}` and `{safari}` stand for the version current at the time. */
  userAgents: Weights;
  screenWidths: Weights;
}

export type DeviceKind = 'desktop' | 'iphone' | 'android' | 'tablet';

export const DEVICES: Readonly<Record<DeviceKind, Device>> = {
  desktop: {
    userAgents: {
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{chrome}.0.0.0 Safari/537.36': 42,
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{chrome}.0.0.0 Safari/537.36': 15,
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/{safari} Safari/605.1.15': 12,
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{chrome}.0.0.0 Safari/537.36 Edg/{chrome}.0.0.0': 11,
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:{firefox}.0) Gecko/20100101 Firefox/{firefox}.0': 7,
      'Mozilla/5.0 (X11; Linux x86_64; rv:{firefox}.0) Gecko/20100101 Firefox/{firefox}.0': 4,
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{chrome}.0.0.0 Safari/537.36': 4,
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:{firefox}.0) Gecko/20100101 Firefox/{firefox}.0': 3,
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{chrome}.0.0.0 Safari/537.36 OPR/127.0.0.0': 2,
    },
    screenWidths: {
      1920: 36,
      1536: 15,
      1440: 12,
      2560: 12,
      1366: 9,
      1680: 5,
      1280: 6,
      3840: 3,
      1728: 4,
    },
  },
  iphone: {
    userAgents: {
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/{safari} Mobile/15E148 Safari/604.1': 84,
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/{chrome}.0.7204.119 Mobile/15E148 Safari/604.1': 12,
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) FxiOS/{firefox}.0 Mobile/15E148 Safari/605.1.15': 2,
    },
    screenWidths: { 393: 34, 390: 30, 430: 15, 402: 10, 375: 8, 414: 3 },
  },
  android: {
    userAgents: {
      'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{chrome}.0.0.0 Mobile Safari/537.36': 80,
      'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/29.0 Chrome/136.0.0.0 Mobile Safari/537.36': 13,
      'Mozilla/5.0 (Android 15; Mobile; rv:{firefox}.0) Gecko/{firefox}.0 Firefox/{firefox}.0': 5,
    },
    screenWidths: { 412: 32, 360: 34, 384: 12, 393: 18, 432: 4 },
  },
  tablet: {
    userAgents: {
      'Mozilla/5.0 (iPad; CPU OS 17_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.7 Mobile/15E148 Safari/604.1': 70,
      'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{chrome}.0.0.0 Safari/537.36': 30,
    },
    screenWidths: { 820: 30, 768: 25, 810: 20, 834: 15, 800: 10 },
  },
};

/** A train of releases: `major` came out at `atMs`, another one every four weeks. */
const TRAINS = {
  chrome: { major: 131, atMs: Date.parse('2024-11-12T00:00:00Z') },
  firefox: { major: 132, atMs: Date.parse('2024-10-29T00:00:00Z') },
} as const;
const FOUR_WEEKS_MS = 28 * 86_400_000;

const SAFARI_VERSIONS = [
  { version: '18.4', fromMs: 0 },
  { version: '18.6', fromMs: Date.parse('2025-07-30T00:00:00Z') },
  { version: '26.0', fromMs: Date.parse('2025-09-16T00:00:00Z') },
  { version: '26.2', fromMs: Date.parse('2025-12-15T00:00:00Z') },
  { version: '26.4', fromMs: Date.parse('2026-04-01T00:00:00Z') },
] as const;

/** The User-Agent of somebody whose browser is `releasesBehind` the newest at that time. */
export function userAgentAt(template: string, atMs: number, releasesBehind: number): string {
  const majorOf = ({ major, atMs: fromMs }: (typeof TRAINS)['chrome' | 'firefox']) =>
    String(major + Math.floor((atMs - fromMs) / FOUR_WEEKS_MS) - releasesBehind);
  const safari = SAFARI_VERSIONS.findLast(({ fromMs }) => fromMs <= atMs)!.version;
  return template
    .replaceAll('{chrome}', majorOf(TRAINS.chrome))
    .replaceAll('{firefox}', majorOf(TRAINS.firefox))
    .replaceAll('{safari}', safari);
}
