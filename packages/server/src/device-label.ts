/** How a browser is named in the list of one's sessions. */
import { parseUserAgent } from './ingest/enrich/user-agent.ts';

/**
 * Coarse on purpose: no version, no model. The User-Agent itself is kept nowhere.
 * @returns such as "Firefox on Linux"; '' where nothing is known
 */
export function deviceLabel(userAgent: string): string {
  const { browser, os } = parseUserAgent(userAgent);
  return [browser, os].filter((name) => name !== '').join(' on ');
}
