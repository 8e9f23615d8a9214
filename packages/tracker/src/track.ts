/** The way out: whether anything may leave this page at all, what an event says, how it is sent. */
import { isExcluded, place } from './modes.ts';
import { tag } from './settings.ts';
import type { EventOptions } from './types.ts';

/** The server refuses longer ones; a cut address is better than a lost event. */
const MAX_URL_CHARACTERS = 2_000;
/** How long a page that waits for its callback (to leave, say) is made to wait at most. */
const MAX_WAIT_MS = 1_000;

/** Address of the page counted last; events belong to it, unless told otherwise. */
export let url: string;
/** Where the visitor came from; on every event, as any may be the first of its visit to arrive. */
let referrer: string;
/** What the page was called when it was counted; later it may count messages, say. */
let title: string;

/** Events from now on belong to the page at the present address. */
export function setPage(from: string): void {
  referrer = from;
  title = document.title;
  followUrl();
}

/** The address of the same page has changed. */
export function followUrl(): void {
  url = place.href;
}

/** The page says itself where it is. */
export function setUrl(to: string): void {
  url = to;
}

/** On the wire only in engagement events. */
interface EngagementFields {
  engaged_ms?: number;
  scroll_depth?: number;
}

/**
 * Sends one event, at once (the page may be leaving), and never fails: what goes wrong here is of
 * no concern to the page. The callback is never called before this function has returned.
 */
export function track(name: string, given?: (EventOptions & EngagementFields) | null): void {
  const options = given || {};
  // Whatever throws in here (a script without a tag, props that are no JSON) only rejects.
  const done = () => {
    if (options.callback) options.callback();
  };
  new Promise<void | Response>((settle) => {
    setTimeout(settle, MAX_WAIT_MS);
    if (isExcluded(options.url || url) || isSilent()) settle();
    else post(name, options).then(settle, settle);
  }).then(done, done);
}

function post(name: string, options: EventOptions): Promise<Response> {
  return fetch(tag.dataset.api || new URL('/api/event', tag.src), {
    method: 'POST',
    keepalive: true,
    credentials: 'omit',
    // A text body needs no preflight.
    body: JSON.stringify({
      referrer,
      title,
      screen_width: screen.width,
      ...options,
      domain: tag.dataset.domain,
      name,
      // No fragment: neither server nor figures need it, and some keep secrets there.
      url: `${options.url || url}`.split('#')[0]!.slice(0, MAX_URL_CHARACTERS),
    }),
  });
}

/** `data-dnt="off"` and `data-local` lift one reason each. */
function isSilent(): unknown {
  return (
    (tag.dataset.dnt != 'off' &&
      (navigator.globalPrivacyControl ||
        (navigator.doNotTrack || window.doNotTrack) == (1 as never))) ||
    (tag.dataset.local == null &&
      // No host name: a file.
      (/^((.*\.)?localhost|127[.\d]+|\[::1]|)$/.test(location.hostname) ||
        navigator.webdriver ||
        window.Cypress))
  );
}

/** What TypeScript does not know of: privacy signals, and the trace of a test driver. */
declare global {
  interface Navigator {
    globalPrivacyControl?: boolean;
  }
  interface Window {
    doNotTrack?: string | null;
    Cypress?: object;
  }
}
