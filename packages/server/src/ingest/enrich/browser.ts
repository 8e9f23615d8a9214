import { parse } from 'bowser';

export interface NameAndVersion {
  name: string;
  /** '' where unknown. */
  version: string;
}

/** Name, what shows it, and where its version stands when that is another place. First match wins. */
type BrowserRule = readonly [name: string, pattern: RegExp];

/**
 * Browsers inside apps first (they carry the engine's tokens too), then browsers built on another's
 * engine, then the engines' own. The first group of a pattern is the version.
 */
const RULES: readonly BrowserRule[] = [
  ['Facebook', /\bFB(?:AN|_IAB)\/[^;\]]*(?:;FBAV\/(\d+))?/],
  ['Instagram', /\bInstagram (\d+)/],
  ['Threads', /\bBarcelona (\d+)/],
  ['WeChat', /\bMicroMessenger\/(\d+)/i],
  ['LINE', /\bLine\/(\d+)/],
  ['KakaoTalk', /\bKAKAOTALK[ /](\d+)/i],
  ['TikTok', /\b(?:musical_ly|BytedanceWebview|TikTok|trill)_?[^ ]*?(?:\/|_)(\d+)/i],
  ['Snapchat', /\bSnapchat\/(\d+)/],
  ['Pinterest', /\[?Pinterest\/(?:iOS|Android(?:[ /](\d+))?|(\d+))/],
  ['LinkedIn', /\bLinkedInApp\]?(?:\/(\d+))?/],
  ['X (Twitter)', /\bTwitter(?:Android|\/| for i(?:Phone|Pad))(?:[ /]?(\d+))?/],
  ['Reddit', /\bReddit\/(?:Version |)(\d+)/],
  ['Telegram', /\bTelegram-Android\/(\d+)/],
  ['Slack', /\bSlack_SSB\/(\d+)|\bSlack\/(\d+)/],
  ['Discord', /\bdiscord\/(\d+)/i],
  ['Weibo', /\bWeibo \(|__weibo__(\d+)/],
  ['Alipay', /\bAlipayClient\/(\d+)/],
  ['Baidu', /\b(?:baiduboxapp|baidubrowser)\/(\d+)/i],
  ['Naver', /\bNAVER\(inapp;[^;]*;\s*\d+;\s*(\d+)/],
  ['Google App', /\bGSA\/(\d+)/],
  ['Edge', /\b(?:Edge|Edg|EdgA|EdgiOS)\/(\d+)/],
  ['Opera Mini', /\bOpera Mini\/(?:att\/)?(\d+)|\bOPiOS\/(\d+)/],
  ['Opera', /\b(?:OPR|OPT|OPX)\/(\d+)/],
  ['Opera', /\bOpera(?:\/9\.80.*Version\/|[ /])(\d+)/],
  ['Samsung Internet', /\bSamsungBrowser\/(\d+)/],
  ['DuckDuckGo', /\bDdg\/(\d+)|\bDuckDuckGo\/(\d+)/],
  ['Vivaldi', /\bVivaldi\/(\d+)/],
  ['Yandex Browser', /\bYa(?:App_|Search)?Browser\/(\d+)/],
  ['Huawei Browser', /\bHuaweiBrowser\/(\d+)|\bHBPC\/(\d+)/],
  ['UC Browser', /\b(?:UCBrowser|UBrowser|UCWEB)\/?(\d+)/],
  ['MIUI Browser', /\bMiuiBrowser\/(\d+)/],
  ['Oppo Browser', /\b(?:HeyTapBrowser|OppoBrowser)\/(\d+)/],
  ['Vivo Browser', /\bVivoBrowser\/(\d+)/],
  ['QQ Browser', /\bM?QQBrowser(?:Lite)?\/(\d+)/],
  ['QQ', /\bQQ\/(\d+)/],
  ['360 Browser', /\bQihooBrowser\/(\d+)|\b360[SE]E\b|\bQHBrowser\/(\d+)/],
  ['Sogou Explorer', /\bSE (\d+)\.X MetaSr|\bSogouMobileBrowser\/(\d+)/],
  ['Whale', /\bWhale\/(\d+)/],
  ['Coc Coc', /\bcoc_coc_browser\/(\d+)/],
  ['Maxthon', /\bMaxthon[ /](\d+)/],
  ['Puffin', /\bPuffin\/(\d+)/],
  ['Silk', /\bSilk\/(\d+)/],
  ['Seznam', /\bSznProhlizec\/(\d+)/],
  ['Ecosia', /\bEcosia (?:ios|android)@(\d+)/i],
  ['Brave', /\bBrave\/(\d+)/],
  ['Avast Secure Browser', /\bAvast\/(\d+)/],
  ['AVG Secure Browser', /\bAVG\/(\d+)/],
  ['Avira Secure Browser', /\bAvira\/(\d+)/],
  ['Norton Browser', /\bNorton\/(\d+)/],
  ['CCleaner Browser', /\bCCleaner\/(\d+)/],
  ['Iron', /\bIron(?:\/(\d+))?\b/],
  ['Oculus Browser', /\bOculusBrowser\/(\d+)/],
  ['Wolvic', /\bWolvic\/(\d+)/],
  ['Electron', /\bElectron\/(\d+)/],
  ['Tor Browser', /\bTorBrowser\/(\d+)/],
  ['LibreWolf', /\bLibreWolf\/(\d+)/],
  ['Waterfox', /\bWaterfox\/(\d+)/],
  ['Pale Moon', /\bPaleMoon\/(\d+)/],
  ['SeaMonkey', /\bSeaMonkey\/(\d+)/],
  ['Firefox Focus', /\b(?:Focus|Klar)\/(\d+)/],
  ['Firefox', /\b(?:Firefox|FxiOS)\/(\d+)/],
  ['Internet Explorer', /\bMSIE (\d+)|\bTrident\/.*\brv:(\d+)/],
  ['GNOME Web', /\bEpiphany\/(\d+)/],
  ['Falkon', /\b(?:Falkon|QupZilla)\/(\d+)/],
  ['Konqueror', /\bKonqueror\/(\d+)/],
  ['PlayStation', /\bPlayStation\b/],
  ['Nintendo Browser', /\bNintendo\b(?:.*\bNintendoBrowser\/(\d+))?/],
  ['Android WebView', /\bVersion\/4\.0 Chrome\/(\d+)|; wv\).*\bChrome\/(\d+)/],
  ['Chromium', /\bChromium\/(\d+)/],
  ['Chrome', /\b(?:Chrome|CriOS|CrMo)\/(\d+)/],
  ['Android Browser', /\bAndroid\b.*\bVersion\/(\d+)/],
  ['Safari', /\bVersion\/(\d+(?:\.\d+)?)[\d.]* (?:Mobile\/\w+ )?(?:Safari)\//],
];

/** An app's web view on iOS: WebKit without the name of a browser. */
const IOS_WEB_VIEW = /\b(?:iPhone|iPad|iPod)\b.*\bAppleWebKit\/.*\bMobile\/\w+(?! .*Safari)/;

function findByLibrary(ua: string): NameAndVersion {
  const { name = '', version = '' } = parse(ua).browser;
  return { name, version: /^\d+/.exec(version)?.[0] ?? '' };
}

/** @returns name '' for what is no known browser */
export function findBrowser(ua: string): NameAndVersion {
  for (const [name, pattern] of RULES) {
    const match = pattern.exec(ua);
    if (match !== null)
      return { name, version: match.slice(1).find((group) => group !== undefined) ?? '' };
  }
  if (IOS_WEB_VIEW.test(ua)) return { name: 'iOS WebView', version: '' };
  return findByLibrary(ua);
}
