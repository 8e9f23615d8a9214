import clickIds from '../../../data/click-ids.json' with { type: 'json' };
import type { Source } from './source-list.ts';
import { sourceByName } from './source-list.ts';

/** A platform that adds parameters of its own to the links it sends visitors through. */
interface ListedPlatform {
  source: string;
  /** Other sources of the same platform, on which its click ids appear as well. */
  also?: string[];
  /** Added to advertisements only. */
  paid?: string[];
  /** Added to any link. */
  unpaid?: string[];
}

export interface ClickId {
  readonly source: Source;
  readonly paid: boolean;
  /** Names of the sources that this click id is at home on. */
  readonly family: ReadonlySet<string>;
}

const CLICK_IDS = new Map<string, ClickId>();

function addPlatform(platform: ListedPlatform): void {
  const source = sourceByName(platform.source);
  if (source === undefined)
    throw new Error(`data/click-ids.json names no listed source: ${platform.source}`);
  const family = new Set([platform.source, ...(platform.also ?? [])]);
  for (const name of platform.paid ?? []) CLICK_IDS.set(name, { source, paid: true, family });
  for (const name of platform.unpaid ?? []) CLICK_IDS.set(name, { source, paid: false, family });
}
for (const platform of clickIds as ListedPlatform[]) addPlatform(platform);

/** @returns the first click id among the parameters, one of an advertisement before others; only names are read */
export function findClickId(parameters: URLSearchParams): ClickId | undefined {
  let found: ClickId | undefined;
  for (const name of parameters.keys()) {
    const clickId = CLICK_IDS.get(name);
    if (clickId?.paid === true) return clickId;
    found ??= clickId;
  }
  return found;
}
