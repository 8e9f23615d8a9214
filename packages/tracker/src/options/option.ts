import type { EventOptions } from '../types.ts';

/** What an option may use. */
export interface Site {
  domain: string;
  track(name: string, options?: EventOptions): void;
}

/** Watches the page for as long as it lives, and sends events. Never prevents or delays anything. */
export type Option = (site: Site) => void;
