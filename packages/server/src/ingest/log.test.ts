import {
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
  appendFileSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { EVENT_COLUMNS, type EventRecord } from '../stores/event-record.ts';
import type { Segment } from '../stores/event-store.ts';
import { decodeSegment, encodeFrame, encodeRecord, readSegment } from '../stores/segment-file.ts';
import { leftoverSegments, openEventLog } from './log.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'purestat-log-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const record = (pathname: string): EventRecord => ({
  site: 1,
  day: '2026-03-01',
  ts: Date.UTC(2026, 2, 1, 12),
  visitor: '18446744073709551615',
  visit_started: Date.UTC(2026, 2, 1, 12),
  name: 'pageview',
  interactive: true,
  hostname: 'example.com',
  pathname,
  engaged_ms: 0,
  scroll_depth: 0,
  referrer: '',
  source: '',
  channel: 'Direct',
  utm_source: '',
  utm_medium: '',
  utm_campaign: '',
  utm_term: '',
  utm_content: '',
  country: 'DE',
  region: '',
  city: 'Köln',
  browser: 'Firefox',
  browser_version: '150',
  os: 'Linux',
  os_version: '',
  device_type: 'desktop',
  screen_size: 'laptop',
  language: 'de',
  props: { 'a "quoted"\nkey': 'line\nbreak' },
  revenue_amount: '29.99',
  revenue_currency: 'EUR',
  page_title: 'Café',
  own: { source: 'Google' },
});

function openLog(options: Partial<Parameters<typeof openEventLog>[0]> = {}) {
  const closed: Segment[] = [];
  const log = openEventLog({
    dir,
    lastNumber: 0,
    onSegmentClosed: (segment) => closed.push(segment),
    segmentAgeMs: 60_000,
    ...options,
  });
  return { log, closed };
}

test('what was appended is read back whole and in order, from one segment', async () => {
  const { log, closed } = openLog();
  const numbers = await Promise.all(
    ['/a', '/b', '/c'].map((path) => log.append(encodeRecord(record(path)))),
  );
  await log.append(encodeRecord(record('/d')));
  await log.rotate();
  expect(numbers).toEqual([1, 1, 1]);
  expect(closed.map(({ number }) => number)).toEqual([1]);
  expect(readSegment(closed[0]!.path)).toEqual(['/a', '/b', '/c', '/d'].map(record));
});

test('a rotation takes with it what was appended before it, and closing ends in a segment', async () => {
  const { log, closed } = openLog();
  const first = log.append(encodeRecord(record('/a')));
  await log.rotate();
  expect(await first).toBe(1);
  void log.append(encodeRecord(record('/b')));
  await log.close();
  expect(closed.map(({ path }) => readSegment(path).map(({ pathname }) => pathname))).toEqual([
    ['/a'],
    ['/b'],
  ]);
  await expect(log.append('x\n')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
});

test('a batch is one frame: all of it is read back, or nothing', async () => {
  const { log, closed } = openLog();
  const single = log.append(encodeRecord(record('/a')));
  const batch = log.appendAll(['/b', '/c'].map((path) => encodeRecord(record(path))));
  expect(await Promise.all([single, batch])).toEqual([1, 1]);
  const last = log.appendAll(['/d', '/e'].map((path) => encodeRecord(record(path))));
  await log.rotate();
  expect(await last).toBe(1);
  const { path } = closed[0]!;
  expect(readSegment(path)).toEqual(['/a', '/b', '/c', '/d', '/e'].map(record));
  truncateSync(path, statSync(path).size - 10);
  expect(readSegment(path)).toEqual(['/a', '/b', '/c'].map(record));
});

test('past their bound batches are refused, and take no single event’s place', async () => {
  const { log } = openLog({ maxWaitingBatches: 1, maxWaiting: 2 });
  const lines = Array.from({ length: 10 }, () => encodeRecord(record('/a')));
  const first = log.appendAll(lines);
  await expect(log.appendAll(lines)).rejects.toMatchObject({
    code: 'UNAVAILABLE',
    retryAfterSeconds: 1,
  });
  expect(await Promise.all([first, log.append(lines[0]!)])).toEqual([1, 1]);
  expect(await log.appendAll(lines)).toBe(1);
  await log.close();
  await expect(log.appendAll(lines)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
});

test('an event carries its id, and one without costs the log nothing', async () => {
  const withId = { ...record('/a'), event_id: '0123456789abcdef0123456789abcdef' };
  const { log, closed } = openLog();
  await log.appendAll([encodeRecord(withId), encodeRecord(record('/b'))]);
  await log.rotate();
  expect(readSegment(closed[0]!.path)).toEqual([withId, record('/b')]);
  expect(JSON.parse(encodeRecord(record('/b')))).toHaveLength(EVENT_COLUMNS.length);
  await log.close();
});

test('an empty log closes no segment', async () => {
  const { log, closed } = openLog();
  await log.rotate();
  await log.close();
  expect(closed).toEqual([]);
  expect(leftoverSegments(dir)).toEqual([]);
});

test('a segment closes by itself at its age and at its size', async () => {
  const aged = await new Promise<Segment>((resolve) => {
    const log = openEventLog({ dir, lastNumber: 0, onSegmentClosed: resolve, segmentAgeMs: 1 });
    void log.append(encodeRecord(record('/a')));
  });
  expect(aged.number).toBe(1);

  const { log, closed } = openLog({ segmentBytes: 1 });
  await log.append(encodeRecord(record('/b')));
  await log.append(encodeRecord(record('/c')));
  await log.close();
  expect(closed.map(({ number }) => number)).toEqual([2, 3]);
});

test('numbers go on above the leftovers and above what the store has', async () => {
  writeFileSync(join(dir, '000000000007.seg'), '');
  const above = openLog({ lastNumber: 3 });
  expect(await above.log.append(encodeRecord(record('/a')))).toBe(8);
  await above.log.close();
  const { log } = openLog({ lastNumber: 40 });
  expect(await log.append(encodeRecord(record('/b')))).toBe(41);
  await log.close();
  expect(leftoverSegments(dir).map(({ number }) => number)).toEqual([7, 8, 41]);
});

test('past the bound of waiting events an append is refused at once, and those taken are kept', async () => {
  const { log, closed } = openLog({ maxWaiting: 2 });
  const taken = [log.append(encodeRecord(record('/writing')))];
  taken.push(log.append(encodeRecord(record('/a'))), log.append(encodeRecord(record('/b'))));
  await expect(log.append(encodeRecord(record('/c')))).rejects.toMatchObject({
    code: 'UNAVAILABLE',
    retryAfterSeconds: 1,
  });
  await Promise.all(taken);
  await log.close();
  expect(readSegment(closed[0]!.path).map(({ pathname }) => pathname)).toEqual([
    '/writing',
    '/a',
    '/b',
  ]);
});

test('a disk that refuses is told to the sender, and the log goes on when it works again', async () => {
  const { log, closed } = openLog();
  rmSync(dir, { recursive: true });
  await expect(log.append(encodeRecord(record('/lost')))).rejects.toMatchObject({
    code: 'UNAVAILABLE',
  });
  leftoverSegments(dir); // makes the folder again
  await log.append(encodeRecord(record('/kept')));
  await log.close();
  expect(closed.flatMap(({ path }) => readSegment(path)).map(({ pathname }) => pathname)).toEqual([
    '/kept',
  ]);
});

test('on a disk that is nearly full events are refused before anything is written', async () => {
  const health: unknown[] = [];
  const { log } = openLog({
    minFreeBytes: Number.MAX_SAFE_INTEGER,
    onHealth: (trouble) => health.push(trouble),
  });
  for (let attempt = 0; attempt < 3; attempt++) {
    await expect(log.append(encodeRecord(record('/a')))).rejects.toMatchObject({
      code: 'UNAVAILABLE',
    });
  }
  expect(log.isFailing()).toBe(true);
  await log.close();
  expect(leftoverSegments(dir)).toEqual([]);
  // Told once, not for every event.
  expect(health).toEqual([
    expect.objectContaining({ message: expect.stringContaining('nearly full') }),
  ]);
});

test('trouble is told once when it begins and once when it is over', async () => {
  const health: unknown[] = [];
  const { log } = openLog({ onHealth: (trouble) => health.push(trouble) });
  rmSync(dir, { recursive: true });
  await expect(log.append('a\n')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  await expect(log.append('b\n')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  leftoverSegments(dir); // makes the folder again
  await log.append(encodeRecord(record('/c')));
  expect(health).toEqual([expect.objectContaining({ code: 'ENOENT' }), null]);
  expect(log.isFailing()).toBe(false);
  await log.close();
});

test('a rotation covers what waits behind a write that is under way', async () => {
  const { log, closed } = openLog();
  const inFlight = log.append(encodeRecord(record('/writing')));
  const behind = log.append(encodeRecord(record('/behind')));
  await log.rotate();
  expect(closed.flatMap(({ path }) => readSegment(path)).map(({ pathname }) => pathname)).toEqual([
    '/writing',
    '/behind',
  ]);
  await Promise.all([inFlight, behind]);
  await log.close();
});

describe('a segment after a crash', () => {
  const frames = ['/a', '/b'].map((path) => encodeFrame([encodeRecord(record(path))]));

  test('cut anywhere in its last frame, it gives all the frames before', () => {
    const whole = Buffer.concat(frames);
    const path = join(dir, 'cut.seg');
    for (let size = frames[0]!.length; size < whole.length; size++) {
      writeFileSync(path, whole);
      truncateSync(path, size);
      const { records, ...unreadable } = decodeSegment(readFileSync(path));
      expect(records.map(({ pathname }) => pathname)).toEqual(['/a']);
      expect(unreadable).toEqual({
        unreadableBytes: size - frames[0]!.length,
        isDamaged: false,
      });
    }
  });

  test('with a broken frame in the middle, it gives the frames around it', () => {
    const path = join(dir, 'broken.seg');
    const broken = Buffer.from(frames[0]!);
    broken[broken.length - 3] = broken.at(-3)! ^ 1;
    writeFileSync(path, broken);
    appendFileSync(path, frames[1]!);
    expect(decodeSegment(readFileSync(path))).toEqual({
      records: [record('/b')],
      unreadableBytes: statSync(path).size - frames[1]!.length,
      isDamaged: true,
    });
  });
});
