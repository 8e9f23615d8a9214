/** Who comes: address, browser, screen and language of a made-up person. */
import type { Sender } from '../ingest/index.ts';
import { DEVICES, userAgentAt } from './browsers.ts';
import places from '../../data/seed/places.json' with { type: 'json' };
import type { Arrival, Profile } from './profile.ts';
import type { Random } from './random.ts';

export interface Visitor {
  sender: Sender;
  screenWidth: number;
}

interface Place {
  language: string;
  cities: ReadonlyArray<{ city: string; weight: number; networks: readonly string[] }>;
}
const PLACES: Readonly<Record<string, Place>> = places;

/** Some have their browser speak English wherever they live. */
const ENGLISH_EVERYWHERE = { share: 0.07, language: 'en-US,en;q=0.9' };

/** Makes a visitor as the profile (or this way of arriving) would have him. */
export function createVisitor(
  profile: Profile,
  arrival: Arrival,
  atMs: number,
  random: Random,
): Visitor {
  const country = random.weighted(arrival.countries ?? profile.countries);
  const place = PLACES[country]!;
  const device = DEVICES[random.weighted(arrival.devices ?? profile.devices)];
  const template = random.weighted(device.userAgents);
  const speaksEnglish = random.chance(ENGLISH_EVERYWHERE.share);
  return {
    sender: {
      ip: addressIn(networkOf(place, random), random),
      userAgent: userAgentAt(template, atMs, releasesBehind(random)),
      acceptLanguage: speaksEnglish ? ENGLISH_EVERYWHERE.language : place.language,
    },
    screenWidth: Number(random.weighted(device.screenWidths)),
  };
}

function networkOf({ cities }: Place, random: Random): string {
  const weights = Object.fromEntries(cities.map(({ weight }, index) => [String(index), weight]));
  return random.oneOf(cities[Number(random.weighted(weights))]!.networks);
}

/** Most browsers update themselves within weeks. */
function releasesBehind(random: Random): number {
  return Number(random.weighted({ 0: 74, 1: 18, 2: 5, 6: 3 }));
}

/** @param network a /24 of IPv4 or a /48 of IPv6, as `places.json` holds them */
function addressIn(network: string, random: Random): string {
  const prefix = network.split('/')[0]!;
  if (!prefix.includes(':')) return prefix.replace(/\d+$/, String(random.whole(1, 254)));
  const group = () => random.whole(1, 0xffff).toString(16);
  return `${prefix.replace('::', '')}:${group()}:${group()}:${group()}:${group()}:${group()}`;
}
