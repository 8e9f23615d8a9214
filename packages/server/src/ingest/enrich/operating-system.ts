import type { NameAndVersion } from './browser.ts';

type SystemRule = readonly [
  name: string,
  pattern: RegExp,
  version: (match: RegExpExecArray, ua: string) => string,
];

const WINDOWS_RELEASES: Record<string, string> = {
  '10.0': '10/11',
  '6.3': '8.1',
  '6.2': '8',
  '6.1': '7',
  '6.0': 'Vista',
  '5.2': 'XP',
  '5.1': 'XP',
  '5.0': '2000',
};

/** Windows 11 still calls itself 10. */
const windowsVersion = (match: RegExpExecArray): string => WINDOWS_RELEASES[match[1] ?? ''] ?? '';

/** Browsers stopped at 10.15.7, Firefox at 10.15: whatever is newer calls itself that. */
function macVersion(match: RegExpExecArray): string {
  const [major, minor] = [match[1], match[2]];
  if (major === undefined) return '';
  if (major !== '10') return major;
  return minor === '15' || minor === '16' ? '10.15+' : `10.${minor ?? ''}`.replace(/\.$/, '');
}

/** Chrome and Firefox call every newer Android 10; Chrome names the device `K` then. */
function androidVersion(match: RegExpExecArray, ua: string): string {
  const major = match[1] ?? '';
  const firefox = /\bFirefox\/(\d+)/.exec(ua)?.[1];
  const isFrozen = /Android 10; K\)/.test(ua) || (firefox !== undefined && Number(firefox) >= 122);
  return major === '10' && isFrozen ? '10+' : major;
}

/** Safari 26 froze the system's version; its own is that of the system. */
function iosVersion(match: RegExpExecArray, ua: string): string {
  const system = match[1] ?? '';
  const safari = /\bVersion\/(\d+)/.exec(ua)?.[1];
  return safari !== undefined && Number(safari) > Number(system) ? safari : system;
}

const firstGroup = (match: RegExpExecArray): string => match[1] ?? '';
const none = (): string => '';

/** First match wins: systems that imitate another stand before it. */
const RULES: readonly SystemRule[] = [
  ['Windows Phone', /Windows Phone(?: OS)? (\d+)/, firstGroup],
  ['Xbox', /\bXbox\b/, none],
  ['Windows', /\bWindows(?: NT (\d+\.\d+))?/, windowsVersion],
  ['PlayStation', /\bPlayStation(?: Vita|; PlayStation)?[ /]?(\d)?/, firstGroup],
  ['Nintendo', /\bNintendo\b/, none],
  ['iPadOS', /\biPad\b(?:.*?\bOS (\d+)_\d+)?/, iosVersion],
  ['iOS', /\b(?:iPhone|iPod)\b(?:.*?\bOS (\d+)_\d+)?/, iosVersion],
  ['tvOS', /\bApple ?TV\b/, none],
  ['macOS', /\bMac(?:intosh|_PowerPC)\b(?:.*?\bMac OS X (\d+)[._](\d+))?/, macVersion],
  ['HarmonyOS', /\b(?:OpenHarmony|HarmonyOS)(?:[ /](\d+))?/, firstGroup],
  ['KaiOS', /\bKAIOS\/(\d+)/, firstGroup],
  ['Tizen', /\bTizen[ /](\d+)?/, firstGroup],
  ['webOS', /\b(?:web0s|webOS)\b/i, none],
  ['Roku', /\bRoku\b/, none],
  ['Sailfish OS', /\bSailfish\b/, none],
  ['Android', /\bAndroid\b(?:[ -](\d+))?/, androidVersion],
  ['Chrome OS', /\bCrOS\b/, none],
  ['BlackBerry', /\b(?:BlackBerry|BB10)\b/, none],
  ['FreeBSD', /\bFreeBSD\b/, none],
  ['OpenBSD', /\bOpenBSD\b/, none],
  ['NetBSD', /\bNetBSD\b/, none],
  ['Solaris', /\bSunOS\b/, none],
  ['Haiku', /\bHaiku\b/, none],
  ['Linux', /\b(?:Linux|X11|Ubuntu|Fedora)\b/, none],
];

/** @returns name '' for an unknown system */
export function findOperatingSystem(ua: string): NameAndVersion {
  for (const [name, pattern, version] of RULES) {
    const match = pattern.exec(ua);
    if (match !== null) return { name, version: version(match, ua) };
  }
  return { name: '', version: '' };
}
