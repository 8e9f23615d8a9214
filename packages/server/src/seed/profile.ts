/** The shape of a traffic profile: a made-up site and its visitors, as data. */
import type { DeviceKind } from './browsers.ts';
import type { Weights } from './random.ts';

export interface Profile {
  /** What the help text says of it. */
  description: string;
  domain: string;
  siteName: string;
  /** IANA name. */
  timezone: string;
  /** Visitors by ISO 3166-1 alpha-2; each must stand in `places.json`. */
  countries: Weights;
  devices: Weights<DeviceKind>;
  /** How much goes on at each of the 24 hours of the site's day. */
  hours: readonly number[];
  /** How much goes on from Monday to Sunday. */
  weekdays: readonly number[];
  /** 1.5: half as much again after a year. */
  growthPerYear: number;
  arrivals: Readonly<Record<string, Arrival>>;
  /** Pages by kind. A visit walks from kind to kind. */
  pages: Readonly<Record<string, PageKind>>;
  events: readonly Happening[];
}

/** A way in which visits come. */
export interface Arrival {
  /** Share of the everyday visits; 0: only when something happens. */
  weight: number;
  /** '' for none. */
  referrer: string;
  /** Query of the address they land on; `{date}` is the day's date. */
  query?: Readonly<Record<string, string>>;
  /** Kinds of page they land on. */
  landing: Weights;
  /** They land on this very path of its kind. */
  path?: string;
  /** Multiplies the chance to leave at each page; above 1 they bounce more. */
  leaving: number;
  devices?: Weights<DeviceKind>;
  countries?: Weights;
}

export const EXIT = 'exit';

export interface PageKind {
  paths: Weights;
  /** Half of the visitors stay longer. */
  readSeconds: number;
  /** Where they go next, by kind; `exit` leaves. */
  next: Weights;
  actions?: readonly Action[];
}

/** A custom event that may happen on a page. */
export interface Action {
  name: string;
  probability: number;
  /** Values to choose from; the word `{page}` stands for the path's last part. */
  props?: Readonly<Record<string, Weights>>;
  revenue?: { currency: string; medianAmount: number };
  /** False: it does not clear a bounce. */
  interactive?: boolean;
}

/** Something that brings more visitors than usual. */
export interface Happening {
  /** Key of `arrivals`. */
  arrival: string;
  /** Extra visitors on the day and those after it, in parts of an average day's visitors. */
  days: readonly number[];
  /** The hour of the first day at which it begins. */
  fromHour: number;
  when: /** At this share of the whole time, once, if there are two weeks or more. */
    | { atShare: number }
    /** On this day (0 Monday … 6 Sunday) of every `everyWeeks`th week. */
    | { weekday: number; everyWeeks: number };
}
