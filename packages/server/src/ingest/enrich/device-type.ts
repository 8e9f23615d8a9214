import type { DeviceType } from './user-agent.ts';

const TELEVISION =
  /\b(?:SMART-TV|SmartTV|Smart TV|GoogleTV|Android TV|AppleTV|Apple TV|HbbTV|NetCast|BRAVIA|AFT[A-Z]\w*|CrKey|Roku|Viera|TV Safari|VIDAA|DTV|Tizen.*\bTV)\b|Web0S/i;
const CONSOLE = /\b(?:PlayStation|Xbox|Nintendo)\b/;
const HEADSET_OR_WATCH = /\b(?:OculusBrowser|Quest \d|Wolvic|VR;|SM-R\d{3}|Watch OS|Wear OS)\b/;
const CAR = /\b(?:Tesla|QtCarBrowser)\b/;
const TABLET =
  /\biPad\b|\bTablet\b|\bPlayBook\b|\bKindle\b|\bSilk\/(?!.*\bMobile\b)|\bKF[A-Z]{2,4}\b/;
const MOBILE =
  /\bMobile\b|\bMobi\b|\biPhone\b|\biPod\b|Windows Phone|\bOpera Mini\b|\bOpera Mobi\b|\bBlackBerry\b|\bBB10\b|\bKAIOS\b/i;
const DESKTOP_SYSTEMS = new Set([
  'Windows',
  'macOS',
  'Linux',
  'Chrome OS',
  'FreeBSD',
  'OpenBSD',
  'NetBSD',
  'Solaris',
  'Haiku',
]);

/** @returns `other` for televisions, consoles, headsets and cars; '' where nothing tells */
export function findDeviceType(ua: string, os: string): DeviceType | '' {
  if ([TELEVISION, CONSOLE, HEADSET_OR_WATCH, CAR].some((pattern) => pattern.test(ua)))
    return 'other';
  if (os === 'Windows') return 'desktop';
  if (TABLET.test(ua)) return 'tablet';
  if (MOBILE.test(ua)) return 'mobile';
  // Android leaves out "Mobile" on tablets.
  if (os === 'Android' || os === 'HarmonyOS') return 'tablet';
  return DESKTOP_SYSTEMS.has(os) ? 'desktop' : '';
}
