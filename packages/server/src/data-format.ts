import { CONFIG_STORE_FORMAT } from './db/index.ts';
import { EVENT_STORE_FORMAT } from './stores/open.ts';

/**
 * The version of all that lies in the data folder. Migrations only ever come to it, so their number
 * grows with every change that an older version must not meet.
 */
export const DATA_FORMAT = CONFIG_STORE_FORMAT + EVENT_STORE_FORMAT;
