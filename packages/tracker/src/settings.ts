/** What the site asked for: the attributes of the script tag, or what was given to `init`. */

/** As much of a script tag as is read: a real one, or one made up by the module. */
export interface Tag {
  /** The attributes without `data-`. What is there at all, is asked for. */
  dataset: {
    domain?: string;
    api?: string;
    dnt?: string;
    local?: string;
    hash?: string;
    manual?: string;
    exclude?: string;
  };
  /** Address of the script: the collector is at its origin unless `api` says otherwise. */
  src: string;
}

/** Read late, where it throws into a promise: a script that somebody inlined may have no tag. */
export let tag: Tag = MODES ? (undefined as never) : (document.currentScript as never);

/** Before anything is sent; only where the modes are compiled in. */
export function configure(given: Tag): void {
  tag = given;
}
