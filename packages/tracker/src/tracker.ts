/**
 * The script a site carries, served as /js/purestat.js: one pageview for each page, engagement for
 * the time on it, and `window.purestat` for custom events. Keeps nothing in the browser.
 */
import { beginEngagement, reportEngagement, watchEngagement } from './engagement.ts';
import { followUrl, setPage, track, url } from './track.ts';
import type { Purestat } from './types.ts';

const earlier: Partial<Purestat> = window.purestat || {};
/** Calls made before the first pageview, which goes first: it tells where the visit came from. */
const queue = earlier.q || [];

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
  if (url.split(end)[0] != location.href.split(end)[0]) {
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

function start(): void {
  countPageview(document.referrer);
  queue.forEach((queue.push = (args) => track(...args) as never));
  watchEngagement();
  watchHistory('pushState', true);
  watchHistory('replaceState');
  // Capturing, to be ahead of the router that draws the next page.
  addEventListener('popstate', followAddress, true);
  addEventListener('pageshow', restore, true);
}

/** A page from the back-forward cache is seen again, though nothing was loaded. */
function restore(event: PageTransitionEvent): void {
  if (event.persisted) countPageview('');
}

if (!earlier.loaded) {
  const purestat: Purestat = (...args) => {
    queue.push(args);
  };
  window.purestat = purestat;
  purestat.q = queue;
  purestat.loaded = true;
  if ((document as { prerendering?: boolean }).prerendering) {
    addEventListener('prerenderingchange', start, true);
  } else {
    start();
  }
}
