/** Finds the display name and kind of a source by host, Android app or campaign tag. */
import { getPublicSuffix } from 'tldts';
import ads from '../../../data/sources/ads.json' with { type: 'json' };
import affiliates from '../../../data/sources/affiliates.json' with { type: 'json' };
import ai from '../../../data/sources/ai.json' with { type: 'json' };
import mail from '../../../data/sources/mail.json' with { type: 'json' };
import news from '../../../data/sources/news.json' with { type: 'json' };
import search from '../../../data/sources/search.json' with { type: 'json' };
import shopping from '../../../data/sources/shopping.json' with { type: 'json' };
import sites from '../../../data/sources/sites.json' with { type: 'json' };
import social from '../../../data/sources/social.json' with { type: 'json' };
import video from '../../../data/sources/video.json' with { type: 'json' };

/** An entry of a list in `data/sources`; docs/reference/sources.md says how hosts are matched. */
interface ListedSource {
  name: string;
  hosts?: string[];
  apps?: string[];
  aliases?: string[];
}

const LISTS = {
  search,
  ai,
  social,
  video,
  shopping,
  mail,
  news,
  ads,
  affiliates,
  sites,
} satisfies Record<string, ListedSource[]>;
export type SourceKind = keyof typeof LISTS;

export interface Source {
  /** Display name. */
  readonly name: string;
  readonly kind: SourceKind;
}

const exactHosts = new Map<string, Source>();
const hostTrees = new Map<string, Source>();
const apps = new Map<string, Source>();
const aliases = new Map<string, Source>();

function addSource(listed: ListedSource, kind: SourceKind): void {
  const source: Source = { name: listed.name, kind };
  for (const host of listed.hosts ?? []) {
    if (host.startsWith('=')) exactHosts.set(host.slice(1), source);
    else hostTrees.set(host, source);
  }
  for (const app of listed.apps ?? []) apps.set(app, source);
  for (const alias of [listed.name.toLowerCase(), ...(listed.aliases ?? [])])
    aliases.set(alias, source);
}

for (const [kind, list] of Object.entries(LISTS)) {
  for (const listed of list) addSource(listed, kind as SourceKind);
}

/** `google.co.uk` → `google.*`; undefined when the name ends in nothing but a suffix. */
function withAnySuffix(name: string, suffix: string): string | undefined {
  return name.length > suffix.length + 1 ? `${name.slice(0, -suffix.length)}*` : undefined;
}

function lookUp(
  map: ReadonlyMap<string, Source>,
  name: string,
  suffix: string,
): Source | undefined {
  const found = map.get(name);
  if (found !== undefined) return found;
  const pattern = withAnySuffix(name, suffix);
  return pattern === undefined ? undefined : map.get(pattern);
}

/**
 * @param host lower case, without `www.`
 * @returns the source listed for the host itself, else for the nearest parent that is listed with its subdomains
 */
export function sourceByHost(host: string): Source | undefined {
  const suffix = getPublicSuffix(host) ?? '';
  if (suffix === '') return undefined;
  const exact = lookUp(exactHosts, host, suffix);
  if (exact !== undefined) return exact;
  for (let name = host; name.length > suffix.length; name = name.slice(name.indexOf('.') + 1)) {
    const found = lookUp(hostTrees, name, suffix);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** @param app package name of an Android app, lower case */
export function sourceByApp(app: string): Source | undefined {
  return apps.get(app);
}

/** @param tag value of utm_source, source or ref; case does not matter */
export function sourceByTag(tag: string): Source | undefined {
  const lower = tag.toLowerCase();
  return (
    aliases.get(lower) ??
    (lower.includes('.') ? sourceByHost(lower.replace(/^www\./, '')) : undefined)
  );
}

/** @param name a display name as the lists spell it */
export function sourceByName(name: string): Source | undefined {
  const source = aliases.get(name.toLowerCase());
  return source?.name === name ? source : undefined;
}
