import { isbot } from 'isbot';
import { LRUCache } from 'lru-cache';

/**
 * Programs the library does not know or takes for browsers. Not here, on purpose: Electron (people
 * use apps made of web pages) and in-app browsers.
 */
const PROGRAMS = new RegExp(
  [
    'headless',
    'phantomjs|slimerjs|htmlunit|jsdom|zombie\\.js',
    'puppeteer|playwright|selenium|webdriver|cypress|nightwatch|testcafe|browserless',
    'lighthouse|pagespeed|gtmetrix|webpagetest|ptst/|calibre|sitespeed|dareboost|speedcurve',
    'prerender|rendertron|screenshot|thumbnail|wkhtmlto|cutycapt',
    'curl/|wget/|httpie/|aria2|lynx/|w3m/|libwww|lwp[:-]|winhttp|axios/|undici|node-fetch|got \\(',
    'python|aiohttp|httpx|scrapy|urllib|go-http-client|go-resty|okhttp|java/|apache-httpclient|jakarta',
    'ruby|faraday|guzzle|php/|perl/|dart[:/ ]|reqwest|hyper/|powershell|postman|insomnia|k6/|jmeter|vegeta|autocannon',
    'uptime|pingdom|statuscake|site24x7|better ?stack|hetrix|freshping|monitis|checkly|datadog|new ?relic|nagios|zabbix|icinga|blackbox',
    '(?<! cu)bot\\b|crawl|spider|slurp|scrape|fetcher|archiver|validator|facebookexternalhit|embedly|link ?preview|whatsapp/',
    'gptbot|chatgpt-user|oai-searchbot|claude-|claudebot|anthropic|perplexity|bytespider|ccbot|amazonbot|google-extended|googleother|meta-external',
  ].join('|'),
  'i',
);

/** Apps of people whose names the library takes for a program's. */
const APPS = /SmartNews|NewsBreak|NewsArticle|SogouMobileBrowser|SogouMSE|Google ?TV/g;

/** Longer than any browser's; the rest is not looked at, and the answer not kept. */
const MAX_LENGTH = 1_000;

const verdicts = new LRUCache<string, boolean>({ max: 5_000 });

function judge(ua: string): boolean {
  return ua.trim() === '' || PROGRAMS.test(ua) || isbot(ua.replace(APPS, ''));
}

/**
 * Whether a User-Agent names a program rather than a person's browser. An empty one is a bot:
 * every browser names itself. User-Agents stay in memory.
 */
export function isBot(ua: string): boolean {
  if (ua.length > MAX_LENGTH) return judge(ua.slice(0, MAX_LENGTH));
  let verdict = verdicts.get(ua);
  if (verdict === undefined) verdicts.set(ua, (verdict = judge(ua)));
  return verdict;
}
