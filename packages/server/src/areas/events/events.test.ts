import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openEventsApp, type EventsApp } from '../../testing/events-app.ts';

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0';
const url = 'https://example.com/';
const MB = 1024 * 1024;

let events: EventsApp;
beforeEach(async () => {
  events = await openEventsApp();
});
afterEach(() => events.close());

const taken = (accepted: number) => ({ accepted, duplicates: 0, dropped: 0, errors: [] });
const now = (fields: object = {}) => ({ url, visitor_id: 'ann', ...fields });
const lines = (rows: readonly unknown[]) => rows.map((row) => JSON.stringify(row)).join('\n');
const many = (count: number, fields: object = {}) =>
  Array.from({ length: count }, () => now(fields));
const refusal = (path: string, message: string) => ({
  error: { code: 'VALIDATION_ERROR', message: `${path}: ${message}`, details: [{ path, message }] },
});
const at = (timestamp: unknown, fields: object = {}) => now({ timestamp, ...fields });
const withId = (id: unknown, fields: object = {}) => now({ id, ...fields });
const duplicate = (accepted: number, duplicates: number) => ({ ...taken(accepted), duplicates });
const visitors = async () => (await events.stored('count(DISTINCT visitor) AS n'))[0]!.n;
const unavailable = (message: string) => ({ error: { code: 'UNAVAILABLE', message } });
const countStored = async () => (await events.stored('count(*) AS n'))[0]!.n;

test('an array of events is taken, and every field of theirs is kept', async () => {
  const answer = await events.post([
    now({ ip: '203.0.113.7', user_agent: FIREFOX, language: 'de-AT', page_title: 'Home' }),
    now({ name: 'signup', props: { plan: 'pro' }, revenue: { amount: 2.5, currency: 'eur' } }),
  ]);
  expect([answer.status, answer.body]).toEqual([202, taken(2)]);
  const ofVisit = { country: 'DE', browser: 'Firefox', language: 'de' };
  expect(
    await events.stored('name, country, browser, language, page_title, props, revenue_amount'),
  ).toEqual([
    { name: 'pageview', ...ofVisit, page_title: 'Home', props: null, revenue_amount: null },
    {
      name: 'signup',
      ...ofVisit,
      page_title: '',
      props: "{'plan': 'pro'}",
      revenue_amount: '2.5000',
    },
  ]);
  expect(events.acceptedEvents).toBe(2);
});

describe('the forms of a body', () => {
  const row = now();
  test.each([
    { name: 'lines', body: `${lines([row, row])}\n` },
    {
      name: 'lines without an end, with Windows’ ends and empty ones',
      body: `\r\n${JSON.stringify(row)}\r\n\r\n  \n${JSON.stringify(row)}`,
    },
    { name: 'an array over many lines', body: JSON.stringify([row, row], null, 2) },
    { name: 'an array with a byte order mark', body: `\uFEFF ${JSON.stringify([row, row])}\n` },
    {
      name: 'brackets, commas and quotes within texts',
      body: JSON.stringify([row, { ...row, props: { a: ']},"\\', b: '[{' } }]),
    },
  ])('$name', async ({ body }) => {
    const answer = await events.post(body);
    expect([answer.status, answer.body]).toEqual([202, taken(2)]);
  });

  test('one event on its own', async () => {
    expect((await events.post(now())).body).toEqual(taken(1));
  });

  test('an empty array is taken for what it is', async () => {
    expect((await events.post(' [ ] ')).body).toEqual(taken(0));
  });

  test('no matter how it is cut into pieces', async () => {
    const rows = [now({ page_title: 'größe 🙂' }), now({ props: { a: '\\"' } })];
    for (const body of [JSON.stringify(rows), lines(rows)]) {
      const bytes = new TextEncoder().encode(body);
      const chunks = (async function* () {
        for (const byte of bytes) yield Uint8Array.of(byte);
      })();
      const site = events.app.deps.sites.byDomain('example.com')!;
      expect(await events.ingest.acceptAll(site, chunks)).toEqual(taken(2));
    }
    const titles = await events.stored('DISTINCT page_title');
    expect(titles).toEqual([{ page_title: '' }, { page_title: 'größe 🙂' }]);
  });

  test('gzip', async () => {
    const response = await events.app.app.request(`${events.path}/events`, {
      method: 'POST',
      headers: { cookie: events.as, origin: 'http://purestat.test', 'content-encoding': 'gzip' },
      body: gzipSync(lines([row, row])),
    });
    expect([response.status, await response.json()]).toEqual([202, taken(2)]);
  });
});

describe('a whole request is refused, and nothing of it is taken, for', () => {
  const gz = { 'content-encoding': 'gzip' };
  const empty = refusal('body', 'is empty; send a JSON array of events, or one event a line');
  const noArray = (what: string) => refusal('body', `is no JSON array: ${what}. Nothing was taken`);
  const row = JSON.stringify(now());
  const tooMany = {
    error: {
      code: 'PAYLOAD_TOO_LARGE',
      message:
        'A request may hold at most 10000 events, and nothing of this one was taken. Send the events in several requests.',
    },
  };
  const tooLarge = {
    error: {
      code: 'PAYLOAD_TOO_LARGE',
      message:
        'The request body is too large: at most 32 MB. Nothing was taken; send the events in several requests.',
    },
  };
  const encoding = 'found "br"; allowed is gzip, or none';

  test.each([
    { name: 'no body', body: '', status: 400, expected: empty },
    { name: 'a body of nothing', body: ' \n', status: 400, expected: empty },
    {
      name: 'an array that breaks off',
      body: `[${row}, {"url"`,
      status: 400,
      expected: noArray('it ends before the array does'),
    },
    {
      name: 'an array without its end',
      body: `[${row}`,
      status: 400,
      expected: noArray('it ends before the array does'),
    },
    {
      name: 'an element that is not JSON',
      body: `[${row}, {url: 1}]`,
      status: 400,
      expected: noArray('its element 1 (counted from 0) is not JSON'),
    },
    {
      name: 'a comma too many',
      body: `[${row},]`,
      status: 400,
      expected: noArray('its element 1 (counted from 0) is not JSON'),
    },
    {
      name: 'brackets that do not match',
      body: `[${row}, {"a": 1]}`,
      status: 400,
      expected: noArray('it ends before the array does'),
    },
    {
      name: 'something behind the array',
      body: `[${row}] ${row}`,
      status: 400,
      expected: noArray('something follows the end of the array'),
    },
    { name: 'an array of 10,001 events', body: many(10_001), status: 413, expected: tooMany },
    { name: '10,001 lines', body: lines(many(10_001)), status: 413, expected: tooMany },
    { name: 'over 32 MB', body: `${row}\n`.padEnd(32 * MB + 1), status: 413, expected: tooLarge },
    {
      name: 'a damaged gzip',
      body: 'no gzip',
      headers: gz,
      status: 400,
      expected: refusal('body', 'is not valid gzip'),
    },
    {
      name: 'an unknown encoding',
      body: row,
      headers: { 'content-encoding': 'br' },
      status: 400,
      expected: refusal('Content-Encoding', encoding),
    },
  ])('$name', async ({ body, headers, status, expected }) => {
    const answer = await events.post(body, { ...(headers && { headers }) });
    expect([answer.status, answer.body]).toEqual([status, expected]);
    expect([await countStored(), events.acceptedEvents]).toEqual([0, 0]);
  });

  test.each([
    {
      name: 'a gzip that unpacks to over 32 MB',
      body: gzipSync(`${row}\n`.padEnd(33 * MB)),
      expected: tooLarge,
    },
    {
      name: 'a gzip that breaks off',
      body: gzipSync(lines(many(2000))).subarray(0, 100),
      expected: refusal('body', 'is not valid gzip'),
    },
  ])('$name', async ({ body, expected }) => {
    const response = await events.app.app.request(`${events.path}/events`, {
      method: 'POST',
      headers: { cookie: events.as, origin: 'http://purestat.test', ...gz },
      body,
    });
    expect(await response.json()).toEqual(expected);
    expect(await countStored()).toBe(0);
  });

  test('10,000 events are not too many', async () => {
    expect((await events.post(many(10_000))).body).toEqual(taken(10_000));
    expect(await countStored()).toBe(10_000);
  });
});

test('a bad row is told by its place and does not spoil its neighbours', async () => {
  const bad: Array<[row: unknown, message: string]> = [
    [7, 'event: must be a JSON object with at least "url"'],
    [null, 'event: must be a JSON object with at least "url"'],
    [[now()], 'event: must be a JSON object with at least "url"'],
    [{ visitor_id: 'ann' }, 'url: is missing'],
    [
      now({ url: '/a' }),
      'url: must be an absolute http or https address, such as https://example.com/page',
    ],
    [now({ name: '' }), 'name: must be a text that is not empty'],
    [now({ domain: 'other.example' }), "domain: must be example.com, the site's own, or left out"],
    [now({ domain: 7 }), "domain: must be example.com, the site's own, or left out"],
    [{ url }, 'visitor_id: is missing, and so is ip: one of them must tell the visitor'],
    [
      { url, user_agent: FIREFOX },
      'visitor_id: is missing, and so is ip: one of them must tell the visitor',
    ],
    [
      now({ visitor_id: '' }),
      'visitor_id: must be a text of 1 to 256 characters or a whole number',
    ],
    [
      now({ visitor_id: 1.5 }),
      'visitor_id: must be a text of 1 to 256 characters or a whole number',
    ],
    [
      now({ visitor_id: 'x'.repeat(257) }),
      'visitor_id: must be a text of 1 to 256 characters or a whole number',
    ],
    [now({ id: {} }), 'id: must be a text of 1 to 256 characters or a whole number'],
    [now({ ip: '203.0.113' }), 'ip: must be an IPv4 or IPv6 address'],
    [now({ ip: 1 }), 'ip: must be an IPv4 or IPv6 address'],
    [
      now({ user_agent: 'x'.repeat(2001) }),
      'user_agent: must be a text of at most 2000 characters',
    ],
    [now({ language: 7 }), 'language: must be a text of at most 1000 characters'],
    [now({ props: { a: {} } }), 'props.a: must be a text, a number or a boolean'],
    [now({ props: { a: 'x'.repeat(17_000) } }), 'has 17066 bytes; an event may have at most 16384'],
  ];
  const rows = [now(), ...bad.map(([row]) => row), now({ domain: 'https://www.Example.com/' })];
  const errors = bad.map(([, message], place) => ({ index: place + 1, message }));
  for (const body of [rows, lines(rows)]) {
    const answer = await events.post(body);
    expect([answer.status, answer.body]).toEqual([202, { ...taken(2), errors }]);
  }
  expect((await events.post(`${lines([now()])}\n{"url": \n${lines([now()])}`)).body).toEqual({
    ...taken(2),
    errors: [{ index: 1, message: 'is not JSON' }],
  });
});

test('what is past a limit is cut, and the answer names it', async () => {
  const rows = [now(), now({ props: { note: 'x'.repeat(3000) } })];
  expect((await events.post(rows)).body).toEqual({
    ...taken(2),
    cut: [{ index: 1, paths: ['props.note'] }],
  });
});

describe('timestamps', () => {
  const allowed =
    'an instant in ISO 8601 with Z or an offset, such as 2026-03-01T10:00:00Z, or whole milliseconds since 1970';

  const tooOld = 'lies more than 5 years back, before 2021-03-10T12:00:00.000Z';
  test.each([
    ['2026-03-10T12:05:00.001Z', 'lies more than 5 minutes ahead'],
    ['2021-03-10T11:59:59.999Z', tooOld],
    [1_772_000_000, `${tooOld}; a number is milliseconds, not seconds`],
    ['2026-03-01T10:00:00', `has no offset, so it is no instant; must be ${allowed}`],
    ['2026-03-01', `has no offset, so it is no instant; must be ${allowed}`],
    ['2026-02-29T10:00:00Z', `must be ${allowed}`],
    ['2026-13-01T10:00:00Z', `must be ${allowed}`],
    ['2026-00-10T10:00:00Z', `must be ${allowed}`],
    ['2026-03-01T24:00:00Z', `must be ${allowed}`],
    ['2026-03-01T10:00:00+24:00', `must be ${allowed}`],
    ['yesterday', `must be ${allowed}`],
    ['1772000000000', `must be ${allowed}`],
    [1.5, `must be ${allowed}`],
    [true, `must be ${allowed}`],
    ['', `must be ${allowed}`],
  ])('%s is refused', async (timestamp, message) => {
    expect((await events.post([at(timestamp)])).body).toEqual({
      ...taken(0),
      errors: [{ index: 0, message: `timestamp: ${message}` }],
    });
  });
});

describe('who is who', () => {
  test('a name is the visitor, whatever address and User-Agent it comes with', async () => {
    await events.send([now(), now({ ip: '203.0.113.7' }), now({ user_agent: FIREFOX })]);
    expect(await visitors()).toBe(1);
  });

  test('without a name there are no visitors on days whose salt is destroyed', async () => {
    const row = { url, ip: '203.0.113.7', timestamp: '2026-03-01T10:00:00Z' };
    expect((await events.post([row, now({ ...row, visitor_id: 'ann' })])).body).toEqual({
      ...taken(1),
      errors: [
        {
          index: 0,
          message:
            'visitor_id: is missing; the key that makes visitors of addresses on 2026-03-01 is destroyed, so events of that day need one',
        },
      ],
    });
  });
});

describe('what is not counted on purpose', () => {
  test('a program’s User-Agent is no bot here, and none leaves browser and device unknown', async () => {
    await events.send([now({ user_agent: 'curl/8.0' }), now({ visitor_id: 'bob' })]);
    expect(await events.stored('browser, device_type')).toEqual([
      { browser: '', device_type: '' },
      { browser: '', device_type: '' },
    ]);
  });

  test('spam referrers are dropped, and engagement of now without a visit; each is noted', async () => {
    const referrer = 'https://semalt.com/';
    const answer = await events.post([
      now({ referrer, timestamp: '2026-03-01T10:00:00Z' }),
      now({ referrer }),
      now({ name: 'engagement', engaged_ms: 5 }),
      now(),
      now({ name: 'engagement', engaged_ms: 5 }),
    ]);
    expect(answer.body).toEqual({ ...taken(2), dropped: 3 });
    expect(events.drops).toEqual([
      ['2026-03-01', 'spam_referrer'],
      ['2026-03-10', 'spam_referrer'],
      ['2026-03-10', 'no_visit'],
    ]);
  });
});

describe('ids', () => {
  test('the same id counts once, in a request and in the next one', async () => {
    const rows = [withId('a'), withId('a'), withId('b'), now(), now()];
    expect((await events.post(rows)).body).toEqual(duplicate(4, 1));
    expect((await events.post([withId('b'), withId(5), withId('5')])).body).toEqual(
      duplicate(1, 2),
    );
    expect(await countStored()).toBe(5);
  });

  test('a row that is not valid takes no id', async () => {
    expect((await events.post([withId('a', { url: '' }), withId('a')])).body).toEqual({
      ...taken(1),
      errors: [{ index: 0, message: 'url: must be the address of the page' }],
    });
  });

  test('they are known when the store has them, after a crash before that, and after another start', async () => {
    await events.send([withId('logged')]);
    await events.crashAndRestart();
    expect((await events.post([withId('logged'), withId('stored')])).body).toEqual(duplicate(1, 1));
    await events.ingest.flush();
    await events.crashAndRestart();
    expect((await events.post([withId('logged'), withId('stored')])).body).toEqual(duplicate(0, 2));
    expect(await countStored()).toBe(2);
  });

  test('of requests at once with the same ids one wins, the others report duplicates', async () => {
    const rows = Array.from({ length: 500 }, (_, id) => withId(id));
    const receipts = await Promise.all([1, 2, 3].map(() => events.send(rows)));
    expect(receipts.map(({ accepted }) => accepted).toSorted()).toEqual([0, 0, 500]);
    expect(receipts.map(({ duplicates }) => duplicates).toSorted()).toEqual([0, 500, 500]);
    expect(await countStored()).toBe(500);
  });

  test('an id is of its site, and goes with it', async () => {
    await events.send([withId('a')]);
    const { app, as, path } = events;
    const org = path.split('/site/')[0]!;
    const create = async (domain: string) =>
      (await app.ask('POST', `${org}/site`, { as, body: { domain } })).body.site.id as string;
    const other = await create('other.example');
    const post = (site: string) =>
      app.ask('POST', `${org}/site/${site}/events`, { as, body: [withId('a')] });
    expect((await post(other)).body).toEqual(taken(1));
    await app.ask('DELETE', path, { as });
    const count = { text: 'SELECT site, count(*) AS n FROM event_ids GROUP BY site', params: [] };
    expect(await events.store.query(count)).toEqual([
      { site: app.deps.sites.byId(other)!.number, n: 1 },
    ]);
    expect((await post(await create('example.com'))).body).toEqual(taken(1));
  });
});

describe('who may', () => {
  test('nobody without a session, from another origin, or for another organization’s site', async () => {
    const { app, path, as } = events;
    const foreign = await app.register('bob');
    const answers = await Promise.all([
      app.ask('POST', `${path}/events`, { body: [now()] }),
      app.ask('POST', `${path}/events`, {
        as,
        body: [now()],
        headers: { origin: 'https://evil.example' },
      }),
      app.ask('POST', `${path}/events`, { as: foreign, body: [now()] }),
      app.ask('POST', `${path}x/events`, { as, body: [now()] }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([401, 403, 404, 404]);
    expect(await countStored()).toBe(0);
  });

  test('past its limit a client has to wait', async () => {
    const limited = await openEventsApp({ env: { RATE_LIMIT_EVENTS: '2' } });
    const statuses = [];
    for (let sent = 0; sent < 3; sent++) statuses.push((await limited.post([now()])).status);
    await limited.close();
    expect(statuses).toEqual([202, 202, 429]);
  });
});

describe('when it cannot be taken now', () => {
  test('the store does not say which ids are known: 503, and later the same request is taken', async () => {
    const knownIds = events.store.knownIds;
    events.store.knownIds = () => Promise.reject(new Error('store down'));
    const answer = await events.post([now({ id: 'a' })]);
    expect([answer.status, answer.headers.get('retry-after'), answer.body]).toEqual([
      503,
      '5',
      unavailable(
        'The event store does not answer, so it cannot be told which ids are counted already.',
      ),
    ]);
    events.store.knownIds = knownIds;
    expect((await events.post([now({ id: 'a' })])).body).toEqual(taken(1));
  });

  test('the log refuses: 503, nothing is taken, and the visits of the rows never were', async () => {
    const log = join(events.dataDir, 'log');
    renameSync(log, `${log}-gone`);
    const rows = [now({ id: 'a' }), now()];
    const answer = await events.post(rows);
    expect([answer.status, answer.headers.get('retry-after'), answer.body]).toEqual([
      503,
      '1',
      unavailable('The event could not be written to disk.'),
    ]);
    expect([events.ingest.status().openVisits, events.acceptedEvents]).toEqual([0, 0]);
    renameSync(`${log}-gone`, log);
    expect((await events.post(rows)).body).toEqual(taken(2));
  });

  test('the site is deleted while its events come in: 404, and none outlives it', async () => {
    const site = events.app.deps.sites.byDomain('example.com')!;
    const chunks = (async function* () {
      yield Buffer.from(lines([now()]));
      await events.app.ask('DELETE', events.path, { as: events.as });
    })();
    await expect(events.ingest.acceptAll(site, chunks)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    expect(await countStored()).toBe(0);
  });

  test('a body that breaks off: refused, and nothing of it is taken', async () => {
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode(`${lines(many(5))}\n`));
        controller.error(new Error('connection lost'));
      },
    });
    const response = await events.app.app.request(`${events.path}/events`, {
      method: 'POST',
      headers: { cookie: events.as, origin: 'http://purestat.test' },
      body,
      duplex: 'half',
    } as RequestInit);
    expect([response.status, await response.json()]).toEqual([
      400,
      refusal('body', 'broke off before its end'),
    ]);
    expect(await countStored()).toBe(0);
  });

  test('an import waits while the store is behind', async () => {
    const { appendSegment } = events.store;
    events.store.appendSegment = () => Promise.reject(new Error('store down'));
    const receipts = [];
    for (let sent = 0; sent < 33; sent++) {
      receipts.push(await events.send([now()]));
      await events.ingest.flush().catch(() => undefined);
    }
    const answer = await events.post([now()]);
    expect([answer.status, answer.headers.get('retry-after'), answer.body]).toEqual([
      503,
      '5',
      unavailable(
        'The event store is behind with what it has been sent. Nothing of this request was taken; send it again.',
      ),
    ]);
    expect(receipts).toEqual(receipts.map(() => taken(1)));
    events.store.appendSegment = appendSegment;
    await events.crashAndRestart();
    expect(await countStored()).toBe(33);
  });

  test('more bytes at once than memory is kept for: 503 for those not yet begun, the others are taken', async () => {
    const rows = many(5_000, { props: { note: 'x'.repeat(1_900), more: 'y'.repeat(1_900) } });
    const body = JSON.stringify(rows);
    const headers = { 'content-length': String(body.length) };
    const answers = await Promise.all([1, 2, 3, 4].map(() => events.post(body, { headers })));
    // Which of them comes in last is not promised.
    expect(answers.map(({ status }) => status).toSorted()).toEqual([202, 202, 202, 503]);
    expect(await countStored()).toBe(15_000);
  });

  test('more requests at once than memory is kept for: 503 with Retry-After', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => events.post(many(100))));
    const statuses = answers.map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([202, 503]));
    expect(await countStored()).toBe(100 * statuses.filter((status) => status === 202).length);
  });
});
