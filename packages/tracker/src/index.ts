/** The tracker as a module. Importing it does nothing, and without a page nothing here does anything. */
import type { Option } from './options/option.ts';
import { queue, start, takeCalls } from './pages.ts';
import { configure } from './settings.ts';
import type { EventOptions, Purestat } from './types.ts';

export { downloads } from './options/downloads.ts';
export { forms } from './options/forms.ts';
export { notFound } from './options/not-found.ts';
export type { Option, Site } from './options/option.ts';
export { outbound } from './options/outbound.ts';
export { taggedElements } from './options/tagged.ts';
export type { EventOptions, PropertyValue } from './types.ts';

export interface InitOptions {
  /** The site that the events belong to, as entered in Purestat. */
  domain: string;
  /** Where to send events: `https://stats.example.org/api/event`, or an address of your own site. */
  api: string;
  /** What to count by itself besides pageviews and engagement: `outbound()`, `downloads()`, … */
  options?: readonly Option[];
  /** The fragment is part of the page's address. */
  hash?: boolean;
  /** No pageview by itself: `track('pageview')` counts one. */
  manual?: boolean;
  /** Paths on which nothing is sent; `*` is one or more characters but `/`, `**` any. */
  exclude?: readonly string[];
  /** `off`: count visitors who send Do Not Track or Global Privacy Control too. */
  dnt?: 'off';
  /** Send from localhost and from automated browsers too. */
  local?: boolean;
}

/**
 * Begins to count. Does nothing without a page (on a server), and when the page counts already: by an
 * earlier call, or by the script.
 * @throws TypeError when `domain` or `api` is missing
 */
export function init(given: InitOptions): void {
  for (const name of ['domain', 'api'] as const) {
    if (!given[name]) throw new TypeError(`init: ${name} must be a text that is not empty`);
  }
  if (typeof window === 'undefined') return;
  if (window.purestat?.q?.loaded) {
    // The page's own queue has been answered, or will be by whoever began.
    if (queue !== window.purestat.q) for (const call of queue.splice(0)) window.purestat(...call);
    return;
  }
  configure({ dataset: attributesOf(given), src: '' });
  takeCalls();
  whenSeen(() => {
    start();
    for (const option of given.options ?? []) option({ domain: given.domain, track });
  });
}

/** Sends an event. Calls before `init` wait for it. Never throws. */
export function track(name: string, options?: EventOptions): void {
  if (typeof window !== 'undefined') (window.purestat ?? wait)(name, options);
}

const wait: Purestat = (...call) => {
  queue.push(call);
};

/** Calls back when the page is seen: now, or when it is no longer only prerendered. */
function whenSeen(begin: () => void): void {
  if ((document as { prerendering?: boolean }).prerendering) {
    addEventListener('prerenderingchange', begin, true);
  } else {
    begin();
  }
}

/** What is there at all, is asked for. */
function attributesOf({ domain, api, dnt, local, hash, manual, exclude }: InitOptions) {
  return {
    domain,
    api,
    ...(dnt && { dnt }),
    ...(local && { local: '' }),
    ...(hash && { hash: '' }),
    ...(manual && { manual: '' }),
    ...(exclude && { exclude: exclude.join(',') }),
  };
}
