/** Live figures in memory: what other folders may use of them. */
export { LiveSites, type LiveLoader } from './sites.ts';
export {
  firstMinuteOf,
  LISTED,
  LISTS,
  MINUTE_MS,
  PRESENT_MS,
  recentFrom,
  secondOf,
  SHOWN_MINUTES,
  type ListKind,
  type LiveCounts,
  type LiveEvent,
} from './window.ts';
