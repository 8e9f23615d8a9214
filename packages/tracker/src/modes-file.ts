/**
 * The tracker with its modes, served as /js/modes.js: takes the place of the core script, which has
 * not started, and the calls that wait there.
 */
import { start } from './pages.ts';
import { configure, type Tag } from './settings.ts';

export default function takeOver(tag: Tag): void {
  configure(tag);
  start();
}
