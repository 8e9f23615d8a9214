/** Requests of browsers, ready to be written to a socket: made-up traffic of many visitors. */
import { PROFILES } from '../src/seed/profiles/index.ts';
import { createTraffic } from '../src/seed/traffic.ts';
import { DOMAIN } from './product.ts';

/** Visitors of the day whose events are taken, in their order of time. */
const VISITORS = 20_000;
const DAY = { firstDate: '2026-03-02', days: 1, untilMs: Date.parse('2026-03-03T00:00:00Z') };

interface RequestParts {
  ip: string;
  userAgent: string;
  language?: string | undefined;
  body: unknown;
}

/** One `POST /api/event` as it goes over the wire. */
function encodeRequest({ ip, userAgent, language = 'en', body }: RequestParts): Buffer {
  const text = JSON.stringify(body);
  return Buffer.from(
    [
      'POST /api/event HTTP/1.1',
      'Host: 127.0.0.1',
      `User-Agent: ${userAgent}`,
      'Accept: */*',
      `Accept-Language: ${language}`,
      'Content-Type: text/plain;charset=UTF-8',
      `Origin: https://${DOMAIN}`,
      `Referer: https://${DOMAIN}/`,
      `X-Forwarded-For: ${ip}`,
      `Content-Length: ${Buffer.byteLength(text)}`,
      '',
      text,
    ].join('\r\n'),
  );
}

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0';

/** A pageview of this path; another `visitor` number is another visitor. */
export function pageviewRequest(path: string, visitor: number): Buffer {
  return encodeRequest({
    ip: `89.0.${visitor % 250}.${Math.floor(visitor / 250) % 250}`,
    userAgent: FIREFOX,
    body: { domain: DOMAIN, url: `https://${DOMAIN}${path}`, name: 'pageview' },
  });
}

/** The events of one busy day of a shop: about 6 for each of its visitors. */
export function shopRequests(): Buffer[] {
  const events = createTraffic({
    profile: PROFILES['shop']!,
    seed: 'bench',
    domain: DOMAIN,
    timezone: 'UTC',
    window: DAY,
    visitorsPerDay: VISITORS,
  });
  return Array.from(events, ({ body, sender }) =>
    encodeRequest({
      ip: sender.ip,
      userAgent: sender.userAgent,
      language: sender.acceptLanguage,
      body,
    }),
  );
}
