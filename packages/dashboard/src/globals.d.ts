/** Folder of the country flags, `CODE.svg` each; set by vite.config.ts. */
declare const FLAGS_PATH: string;
