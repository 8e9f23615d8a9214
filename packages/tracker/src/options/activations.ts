/** How people follow a link or press a button: by mouse, finger or key, also into another tab. */

const MIDDLE_BUTTON = 1;

type AnyElement = HTMLElement | SVGElement;

/**
 * Calls back with what was clicked, innermost first, also inside of shadow trees. Capturing, so that
 * no handler of the page can hide the click.
 */
export function onActivation(callback: (path: AnyElement[]) => void): void {
  const listen = (event: MouseEvent) => {
    const path = event.composedPath().filter((node): node is AnyElement => 'dataset' in node);
    // The middle button opens links; on anything else it does nothing, nor does the right one.
    const isOpening = event.button === MIDDLE_BUTTON && linkIn(path) !== null;
    if (event.type === 'click' || isOpening) callback(path);
  };
  addEventListener('click', listen, true);
  addEventListener('auxclick', listen, true);
}

/** @returns where the innermost link leads; null where there is none, or none to a page */
export function linkIn(path: AnyElement[]): { address: URL; link: AnyElement } | null {
  const link = path.find((node) => /^(a|area)$/i.test(node.tagName));
  // An object in SVG.
  const href = (link as { href?: string | SVGAnimatedString } | undefined)?.href;
  if (!link || !href) return null;
  try {
    const address = new URL(typeof href === 'string' ? href : href.baseVal, document.baseURI);
    return /^https?:$/.test(address.protocol) ? { address, link } : null;
  } catch {
    return null;
  }
}

/** Host and path: what people pass on in queries and fragments is none of our business. */
export function bare({ origin, pathname }: URL): string {
  return origin + pathname;
}
