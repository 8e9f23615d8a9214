/**
 * What an event that joins a visit said itself, where that is not what its visit says. Kept so that
 * a visit can be decided anew when an earlier event comes later: the first event's word counts.
 */
import { VISIT_PROPERTIES, type EventRecord } from '../../stores/event-record.ts';
import { acquisition, type Acquisition, type AcquisitionInput } from './acquisition.ts';
import { primaryLanguage, screenSize } from './device.ts';

/** Place, browser and system follow from address and user agent, as the visitor does: they never differ. */
type OwnProperties = Acquisition & Pick<EventRecord, 'screen_size' | 'language'>;

/** In the order of VISIT_PROPERTIES. */
const OWN_PROPERTIES = [
  'referrer',
  'source',
  'channel',
  'utm_source',
  'utm_medium',
  'utm_campaign',
  'utm_term',
  'utm_content',
  'screen_size',
  'language',
] as const satisfies ReadonlyArray<keyof OwnProperties>;

export interface OwnInput extends AcquisitionInput {
  screenWidth: number | undefined;
  acceptLanguage: string | undefined;
}

const DIRECT = acquisition({
  url: new URL('https://example.com/'),
  referrer: '',
  siteDomain: 'example.com',
});

/** @returns null when the event says nothing but what its visit says */
export function ownProperties(input: OwnInput, visit: OwnProperties): EventRecord['own'] {
  const said: OwnProperties = {
    ...(isWithinPages(input) ? DIRECT : acquisition(input)),
    screen_size: screenSize(input.screenWidth),
    language: primaryLanguage(input.acceptLanguage),
  };
  let own: Record<string, string> | null = null;
  for (const name of OWN_PROPERTIES) {
    if (said[name] !== visit[name]) (own ??= {})[name] = said[name];
  }
  return own;
}

/** The same where place, browser and system do not follow from the visitor, whom the sender names. */
export function differingProperties(
  said: Pick<EventRecord, (typeof VISIT_PROPERTIES)[number]>,
  visit: Pick<EventRecord, (typeof VISIT_PROPERTIES)[number]>,
): EventRecord['own'] {
  const differing = VISIT_PROPERTIES.filter((name) => said[name] !== visit[name]);
  if (differing.length === 0) return null;
  return Object.fromEntries(differing.map((name) => [name, said[name]]));
}

/** Nearly every event but a visit's first, and far cheaper to see than to derive. */
function isWithinPages({ url, referrer }: OwnInput): boolean {
  if (url.search !== '') return false;
  if (referrer === '') return true;
  // TRICKY: `url.origin` is made anew at each call, ten times the price of a slice.
  const origin = url.href.slice(0, url.href.indexOf('/', 'https://'.length));
  return (
    referrer.startsWith(origin) &&
    (referrer.length === origin.length || referrer[origin.length] === '/')
  );
}
