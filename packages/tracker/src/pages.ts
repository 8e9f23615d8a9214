/** One pageview for each page, engagement for the time on it, and the calls the page makes itself. */
import { beginEngagement, reportEngagement, watchEngagement } from './engagement.ts';
import { isManual, place } from './modes.ts';
import { followUrl, setPage, setUrl, track, url } from './track.ts';
import type { Calls, EventOptions, Purestat } from './types.ts';

/** Calls made before the first pageview, which goes first: it tells where the visit came from. */
export const queue = findCalls();

function findCalls(): Calls {
  // A module may be imported where there is no page at all.
  if (MODES && typeof window === 'undefined') return [];
  return (window.purestat || (0 as Partial<Purestat>)).q || [];
}

function countPageview(referrer: string): void {
  setPage(referrer);
  beginEngagement();
  track('pageview');
}

/**
 * Another path is another page. So is another query, unless it was merely replaced: that is how
 * pages keep the state of a search field or filter. A fragment never is.
 */
function followAddress(isNewEntry?: unknown): void {
  const end = isNewEntry ? '#' : /[?#]/;
  if (url.split(end)[0] != place.href.split(end)[0]) {
    reportEngagement();
    // Come to from this very site, which is no source.
    countPageview('');
  }
  followUrl();
}

function watchHistory(method: 'pushState' | 'replaceState', isNewEntry?: boolean): void {
  const original = history[method];
  history[method] = (...args) => {
    original.apply(history, args);
    followAddress(isNewEntry);
  };
}

function watchPages(): void {
  watchEngagement();
  watchHistory('pushState', true);
  watchHistory('replaceState');
  // Capturing, to be ahead of the router that draws the next page.
  addEventListener('popstate', followAddress, true);
  // A page from the back-forward cache is seen again, though nothing was loaded.
  addEventListener('pageshow', (event) => event.persisted && countPageview(''), true);
}

let hasManualPage: boolean;

/** In manual mode: what counts is what the page says. */
function callManually(name: string, options?: EventOptions | null): void {
  if (name == 'pageview') {
    reportEngagement();
    setPage(hasManualPage ? '' : document.referrer);
    if (options?.url) setUrl(options.url);
    beginEngagement();
    if (!hasManualPage) watchEngagement();
    hasManualPage = true;
  } else if (!hasManualPage) setPage(document.referrer);
  track(name, options);
}

/** Begins to count. */
export function start(): void {
  if (isManual()) {
    queue.forEach((queue.push = (args) => callManually(...args) as never));
  } else {
    countPageview(document.referrer);
    queue.forEach((queue.push = (args) => track(...args) as never));
    watchPages();
  }
}

/** The page's calls come here from now on. A second copy on the page sees it, and stays inert. */
export function takeCalls(): void {
  const purestat: Purestat = (...args) => {
    queue.push(args);
  };
  (window.purestat = purestat).q = queue;
  queue.loaded = true;
}
