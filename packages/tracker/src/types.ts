/** What a page may call, and what goes over the wire. */

/** A property's value; anything that is not scalar is refused by the server. */
export type PropertyValue = string | number | boolean | null | undefined;

export interface EventOptions {
  /** Up to 30; keys up to 64 and values up to 2,000 characters. */
  props?: Record<string, PropertyValue>;
  /** `amount`: a decimal number with at most 4 digits after the point; `currency`: ISO 4217. */
  revenue?: { amount: number | string; currency: string };
  /** False: the event does not clear a bounce. Default true. */
  interactive?: boolean;
  /** Counts the event for another address than the present one; relative ones are resolved. */
  url?: string;
  /**
   * Called once, without arguments, when the event was answered, could not be sent, or was not
   * meant to be sent, after a second at the latest. Never says which.
   */
  callback?: () => void;
}

/** Calls on their way to the script. */
export type Calls = Array<[name: string, options?: EventOptions]> & {
  /** Set by the script: a second copy on the page stays inert. */
  loaded?: boolean;
};

/** `window.purestat`. Never throws. */
export interface Purestat {
  (name: string, options?: EventOptions): void;
  /** Calls made before the script has loaded. */
  q?: Calls;
}

declare global {
  interface Window {
    purestat?: Purestat;
  }
}
