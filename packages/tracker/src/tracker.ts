/**
 * The script a site carries, served as /js/purestat.js. Keeps nothing in the browser. What the page
 * asks for beyond the core comes in a second file, which lies beside this one.
 */
import { queue, start, takeCalls } from './pages.ts';
import { tag } from './settings.ts';

/** Counts without the options should their file not be there. */
function startAsAsked(): void {
  if (
    // By the beginnings of their names: another attribute that begins so costs a request, no more.
    /data-(404|dow|ex|fo|ha|ma|ou)/.test(((tag || queue) as never as HTMLElement).outerHTML) ||
    document.querySelector('[data-purestat-event]')
  )
    // Not relative to this script, whose address an import from another origin is not told.
    import(new URL('options.js', tag.src) as never).then((file) => file.default(tag, start), start);
  else start();
}

if (!queue.loaded) {
  takeCalls();
  // Not by a function of its own, which costs three bytes.
  if ((document as { prerendering?: boolean }).prerendering) {
    addEventListener('prerenderingchange', startAsAsked, true);
  } else {
    startAsAsked();
  }
}
