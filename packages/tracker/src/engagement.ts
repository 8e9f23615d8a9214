/**
 * How long the present page was visible and how far it was scrolled. A report holds what was added
 * since the last one, so that reports can be summed and a lost one costs only its own share.
 */
import { track } from './track.ts';

/** Less is not worth a request of its own: it waits for the next report. */
const MIN_REPORT_MS = 100;

let engagedMs: number;
/** When the clock was started, by `performance.now()`; 0 while it stands still. */
let visibleSince: number;
/** The lowest line of the page that was on screen, in pixels from its top. */
let deepestPixel: number;

/** Starts anew, for another page. */
export function beginEngagement(): void {
  engagedMs = visibleSince = 0;
  // Without the scroll position: on a History API navigation it is the last page's still.
  deepestPixel = innerHeight;
  followVisibility();
}

/** Stops the clock and sends what was added; for a page that is hidden, left or replaced. */
export function reportEngagement(): void {
  if (!visibleSince) return;
  engagedMs += performance.now() - visibleSince;
  visibleSince = 0;
  if (engagedMs < MIN_REPORT_MS) return;
  measureScroll();
  track('engagement', {
    engaged_ms: Math.round(engagedMs),
    scroll_depth: Math.round(
      // The height at the end counts: pages grow while they load.
      Math.min(100, (100 * deepestPixel) / document.documentElement.scrollHeight),
    ),
  });
  engagedMs = 0;
}

/** Call once, when the first page has begun. */
export function watchEngagement(): void {
  addEventListener('visibilitychange', followVisibility, true);
  addEventListener('pagehide', reportEngagement, true);
  addEventListener('scroll', measureScroll, true);
}

function followVisibility(): void {
  if (document.hidden) reportEngagement();
  else visibleSince = visibleSince || performance.now();
}

function measureScroll(): void {
  deepestPixel = Math.max(deepestPixel, scrollY + innerHeight);
}
