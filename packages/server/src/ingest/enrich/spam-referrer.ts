import { domainToUnicode } from 'node:url';
import spamHosts from '../../../data/spam-hosts.json' with { type: 'json' };

const SPAM_HOSTS = new Set(spamHosts.map((host) => domainToUnicode(host) || host));

/**
 * Whether a referrer's host is known for faked visits that advertise it.
 * @param host host name in any case, with or without `www.`; subdomains of a listed host count too
 */
export function isSpamReferrer(host: string): boolean {
  const lower = host.toLowerCase().replace(/\.$/, '');
  let name = lower.includes('xn--') ? domainToUnicode(lower) : lower;
  while (name !== '') {
    if (SPAM_HOSTS.has(name)) return true;
    const dot = name.indexOf('.');
    if (dot < 0) return false;
    name = name.slice(dot + 1);
  }
  return false;
}
