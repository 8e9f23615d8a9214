/** Exports, from real events to the bytes of a file, on the engine inside. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openEventsApp, type EventsApp } from '../../testing/events-app.ts';

let events: EventsApp;
const NASTY = '=HYPERLINK("http://evil.example","a, b")';

const sent = (timestamp: string, visitor_id: string, rest: object) => ({
  timestamp,
  visitor_id,
  url: 'https://example.com/',
  ip: '203.0.113.7',
  ...rest,
});

beforeAll(async () => {
  events = await openEventsApp({ timezone: 'America/New_York' });
  await events.send([
    sent('2026-03-08T15:00:00Z', 'ann', {
      url: 'https://example.com/blog/one',
      referrer: 'https://www.google.com/',
    }),
    sent('2026-03-08T15:01:00Z', 'ann', { url: 'https://example.com/' }),
    sent('2026-03-09T15:00:00Z', 'ann', { url: 'https://example.com/blog/two' }),
    sent('2026-03-09T15:00:30Z', 'bob', {
      url: `https://example.com/?utm_source=${encodeURIComponent(NASTY)}`,
      ip: '198.51.100.1',
    }),
    sent('2026-03-09T16:00:00Z', 'cid', {
      name: 'purchase',
      revenue: { amount: '29.99', currency: 'EUR' },
      props: { plan: 'pro, "x"' },
    }),
    sent('2026-03-10T01:00:00Z', 'cid', {
      name: 'purchase',
      revenue: { amount: '5', currency: 'USD' },
      props: { seats: 2.5 },
    }),
  ]);
  await events.ingest.flush();
});
afterAll(() => events.close());

const get = (query: string, path = 'export') =>
  events.app.ask('GET', `${events.path}/${path}?${query}`, { as: events.as });
const stats = async (body: object) =>
  (await events.app.ask('POST', `${events.path}/stats`, { as: events.as, body })).body;
const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
const lines = (text: string) => text.split('\r\n');

describe('CSV', () => {
  test('is named after the site’s day, has a header in the order asked for and the rows of stats', async () => {
    const query = 'period=7d&metrics=visitors,pageviews,bounce_rate&dimensions=date';
    const { status, body, headers } = await get(query);
    expect([status, headers.get('content-type'), headers.get('content-disposition')]).toEqual([
      200,
      'text/csv; charset=utf-8',
      'attachment; filename="purestat-export-2026-03-10.csv"',
    ]);
    const answer = await stats({
      period: '7d',
      metrics: ['visitors', 'pageviews', 'bounce_rate'],
      dimensions: ['date'],
    });
    expect(lines(body)).toEqual([
      'date,visitors,pageviews,bounce_rate',
      ...answer.dimensions.map((row: Record<string, unknown>) =>
        [row['date'], row['visitors'], row['pageviews'], row['bounce_rate'] ?? ''].join(','),
      ),
      '',
    ]);
    expect(lines(body).slice(1, 4)).toEqual([
      '2026-03-10,0,0,',
      '2026-03-09,3,2,50',
      '2026-03-08,1,2,0',
    ]);
  });

  test('without metrics and dimensions it has those of a plain export', async () => {
    expect(lines((await get('period=today')).body)).toEqual([
      'date,visitors,pageviews,bounce_rate,avg_duration',
      '2026-03-10,0,0,,',
      '',
    ]);
    expect(lines((await get('period=all&dimensions=&metrics=pageviews')).body)).toEqual([
      'pageviews',
      '4',
      '',
    ]);
  });

  test('takes filters in brackets, where what is given again means any of them, and as JSON', async () => {
    const asked = 'period=all&dimensions=pathname&metrics=pageviews';
    const filters = [
      'filters[country]=DE&filters[pathname][contains]=blog',
      `filters=${encodeURIComponent('["and",["is","country",["DE"]],["contains","pathname",["blog"]]]')}`,
      'filters[pathname]=/blog/one&filters[pathname]=/blog/two',
      `filters=${encodeURIComponent('{"pathname":["/blog/one","/blog/two"]}')}`,
    ];
    for (const filter of filters) {
      expect(lines((await get(`${asked}&${filter}`)).body)).toEqual([
        'pathname,pageviews',
        '/blog/one,1',
        '/blog/two,1',
        '',
      ]);
    }
  });

  test('disarms formulas in what visitors sent, unless told not to; figures stay figures', async () => {
    const asked =
      'period=custom&date_from=2026-03-09&date_to=2026-03-09&dimensions=utm_source&metrics=pageviews&filters[utm_source][contains]=HYPER';
    expect(lines((await get(asked)).body)[1]).toBe(`${quoted(`'${NASTY}`)},1`);
    expect(lines((await get(`${asked}&escape_formulas=false`)).body)[1]).toBe(`${quoted(NASTY)},1`);
    const compared =
      'period=custom&date_from=2026-03-09&date_to=2026-03-09&compare=previous_period&dimensions=&metrics=bounce_rate,pageviews';
    expect(lines((await get(`${compared}&filters[country]=DE`)).body)).toEqual([
      'bounce_rate,pageviews,bounce_rate_comparison,bounce_rate_change,pageviews_comparison,pageviews_change',
      '33.3,1,0,33.3,2,-50',
      '',
    ]);
  });

  test('gives the sum and average of a property a column each, whatever is in its key', async () => {
    const asked = 'period=all&dimensions=event_name&metrics=sum:props:seats,average:props:seats';
    expect(lines((await get(`${asked}&compare=previous_year`)).body).slice(0, 3)).toEqual([
      'event_name,sum:props:seats,average:props:seats,sum:props:seats_comparison,sum:props:seats_change,average:props:seats_comparison,average:props:seats_change',
      'purchase,2.5,2.5,,,,',
      'pageview,,,,,,',
    ]);
    const listed = encodeURIComponent('["sum:props:a,b"]');
    expect(lines((await get(`dimensions=&metrics=${listed}`)).body)).toEqual([
      '"sum:props:a,b"',
      '',
      '',
    ]);
  });

  test('gives an amount its currency in a column of its own', async () => {
    const asked = 'period=all&metrics=revenue,revenue_by_currency&dimensions=';
    expect(lines((await get(asked)).body)).toEqual([
      'revenue,revenue_currency,revenue_by_currency',
      ',,EUR 29.99; USD 5',
      '',
    ]);
    const filtered = `${asked}&filters[props:plan][contains]=pro`;
    expect(lines((await get(filtered)).body)[1]).toBe('29.99,EUR,EUR 29.99');
  });

  test('has the rows, the order and the comparison of stats where values are listed', async () => {
    const body = {
      period: 'custom',
      date_from: '2026-03-09',
      date_to: '2026-03-09',
      compare: 'previous_period',
      dimensions: ['pathname'],
      metrics: ['visitors', 'percentage'],
    };
    const { compare, ...rest } = body;
    const search = new URLSearchParams({
      ...rest,
      compare,
      dimensions: 'pathname',
      metrics: 'visitors,percentage',
    });
    const expected = (await stats(body)).dimensions;
    expect(expected.length).toBeGreaterThan(1);
    expect((await get(`${search}&format=json`)).body).toEqual(expected);
    expect((await get(`${search}&format=json&limit=1&offset=1`)).body).toEqual(
      expected.slice(1, 2),
    );
    expect(
      (await get(`${search}&format=json&order_by=pathname`)).body.map(
        (row: { pathname: string }) => row.pathname,
      ),
    ).toEqual(expected.map((row: { pathname: string }) => row.pathname).toSorted());
  });
});

test('JSON and NDJSON have the rows of stats', async () => {
  const asked = 'period=all&dimensions=date,pathname&metrics=visitors,revenue';
  const expected = (
    await stats({
      period: 'all',
      dimensions: ['date', 'pathname'],
      metrics: ['visitors', 'revenue'],
    })
  ).dimensions;
  const json = await get(`${asked}&format=json`);
  const ndjson = await get(`${asked}&format=ndjson`);
  expect([json.body, json.headers.get('content-disposition')]).toEqual([
    expected,
    'attachment; filename="purestat-export-2026-03-10.json"',
  ]);
  expect(ndjson.headers.get('content-type')).toBe('application/x-ndjson');
  expect(parseLines(ndjson)).toEqual(expected);
});

/** A list of no rows is whole too. */
test('every format can say that there are no rows', async () => {
  const asked = 'period=all&dimensions=pathname&metrics=visitors&filters[country]=XX';
  expect((await get(asked)).body).toBe('pathname,visitors\r\n');
  expect((await get(`${asked}&format=json`)).body).toEqual([]);
  expect((await get(`${asked}&format=ndjson`)).status).toBe(200);
  expect(await parquetRows(`${asked}&format=parquet`)).toEqual([]);
});

// oxlint-disable-next-line typescript/no-explicit-any -- whatever the lines hold
function parseLines({ body }: { body: any }): any[] {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
}

/** Reads the file with an engine of somebody else's. */
async function parquetRows(query: string, path = 'export'): Promise<unknown[]> {
  const response = await events.app.app.request(`${events.path}/${path}?${query}`, {
    headers: { cookie: events.as },
  });
  expect([response.status, response.headers.get('content-type')]).toEqual([
    200,
    'application/vnd.apache.parquet',
  ]);
  const dir = mkdtempSync(join(tmpdir(), 'purestat-parquet-'));
  const file = join(dir, 'export.parquet');
  writeFileSync(file, Buffer.from(await response.arrayBuffer()));
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const reader = await connection.runAndReadAll(`SELECT * FROM read_parquet('${file}')`);
  const rows = reader.getRowObjectsJson();
  connection.closeSync();
  instance.closeSync();
  rmSync(dir, { recursive: true });
  return rows;
}

test('Parquet is read by others, with types', async () => {
  expect(
    await parquetRows(
      'period=all&dimensions=pathname&metrics=visitors,bounce_rate,revenue&format=parquet&filters[event_name]=purchase&filters[props:plan][contains]=pro',
    ),
  ).toEqual([
    { pathname: '/', visitors: '1', bounce_rate: null, revenue: 29.99, revenue_currency: 'EUR' },
  ]);
  expect(
    await parquetRows('period=all&dimensions=&metrics=average:props:seats&format=parquet'),
  ).toEqual([{ 'average:props:seats': 2.5 }]);
});

describe('events', () => {
  const EXPECTED_FIRST = {
    day: '2026-03-08',
    timestamp: '2026-03-08T15:00:00.000Z',
    visitor_id: expect.stringMatching(/^\d+$/),
    visit_started: '2026-03-08T15:00:00.000Z',
    name: 'pageview',
    interactive: true,
    hostname: 'example.com',
    pathname: '/blog/one',
    engaged_ms: 0,
    scroll_depth: 0,
    referrer: 'google.com',
    source: 'Google',
    channel: 'Organic Search',
    utm_source: '',
    utm_medium: '',
    utm_campaign: '',
    utm_term: '',
    utm_content: '',
    country: 'DE',
    region: 'Berlin',
    city: 'Berlin',
    browser: '',
    browser_version: '',
    os: '',
    os_version: '',
    device_type: '',
    screen_size: '',
    language: '',
    props: null,
    revenue_amount: null,
    revenue_currency: null,
    page_title: '',
    own: null,
  };

  /** In the order in which it is stored. */
  const OWN = { referrer: '', source: '', channel: 'Direct' };

  test('are every stored row with every stored column, oldest first, and nothing that names a person', async () => {
    const { body, headers } = await get('format=ndjson', 'export/events');
    expect(headers.get('content-disposition')).toBe(
      'attachment; filename="purestat-events-2026-03-10.ndjson"',
    );
    const rows = parseLines({ body });
    expect(rows[0]).toEqual(EXPECTED_FIRST);
    expect(
      rows.map(({ timestamp, name, props, revenue_amount }) => [
        timestamp,
        name,
        props,
        revenue_amount,
      ]),
    ).toEqual([
      ['2026-03-08T15:00:00.000Z', 'pageview', null, null],
      ['2026-03-08T15:01:00.000Z', 'pageview', null, null],
      ['2026-03-09T15:00:00.000Z', 'pageview', null, null],
      ['2026-03-09T15:00:30.000Z', 'pageview', null, null],
      ['2026-03-09T16:00:00.000Z', 'purchase', { plan: 'pro, "x"' }, '29.9900'],
      ['2026-03-10T01:00:00.000Z', 'purchase', { seats: '2.5' }, '5.0000'],
    ]);
    expect(body).not.toContain('203.0.113.7');
  });

  test('of a period are those of the site’s days', async () => {
    const asked = 'format=ndjson&period=custom&date_from=2026-03-09&date_to=2026-03-09';
    expect(parseLines(await get(asked, 'export/events')).map(({ timestamp }) => timestamp)).toEqual(
      [
        '2026-03-09T15:00:00.000Z',
        '2026-03-09T15:00:30.000Z',
        '2026-03-09T16:00:00.000Z',
        '2026-03-10T01:00:00.000Z',
      ],
    );
  });

  test('are the same in every format', async () => {
    const rows = parseLines(await get('format=ndjson', 'export/events'));
    const csv = lines((await get('escape_formulas=false', 'export/events')).body);
    expect(csv[0]).toBe(Object.keys(EXPECTED_FIRST).join(','));
    expect([csv.length, csv.at(-1)]).toEqual([rows.length + 2, '']);
    expect(csv[5]).toContain(',"{""plan"":""pro, \\""x\\""""}",29.9900,EUR,');
    const stored = await parquetRows('format=parquet', 'export/events');
    expect(stored).toEqual(
      rows.map((row) => ({
        ...row,
        timestamp: row.timestamp
          .replace('T', ' ')
          .replace(/\.?0*Z$/, '')
          .replace(/:\d\d:0$/, '$&0'),
        visit_started: expect.any(String),
        props: row.props === null ? null : JSON.stringify(row.props),
        own: row.own === null ? null : JSON.stringify(OWN),
        engaged_ms: String(row.engaged_ms),
        scroll_depth: String(row.scroll_depth),
      })),
    );
  });
});

describe('what cannot be answered is refused by name', () => {
  test.each([
    ['period=30d&metric=visitors', ['metric']],
    ['foo=1&bar=2', ['foo', 'bar']],
    ['metrics=hits&dimensions=url', ['metrics', 'dimensions']],
    ['filters[land]=DE', ['filters.land']],
    ['filters[country][like]=DE', ['filters.country']],
    ['filters={', ['filters']],
    ['filters={}&filters[country]=DE', ['filters']],
    ['period=7d&period=30d', ['period']],
    ['format=xlsx', ['format']],
    ['escape_formulas=maybe', ['escape_formulas']],
    ['limit=none', ['limit']],
    ['period=custom&date_from=2026-03-40&date_to=2026-04-01', ['date_from']],
  ])('%s', async (query, paths) => {
    const { status, body } = await get(query);
    expect([status, body.error.code]).toEqual([400, 'VALIDATION_ERROR']);
    expect(body.error.details.map(({ path }: { path: string }) => path)).toEqual(paths);
  });

  test('of events too', async () => {
    const { status, body } = await get('metrics=visitors', 'export/events');
    expect([status, body.error.details]).toEqual([
      400,
      [
        {
          path: 'metrics',
          message:
            'is no parameter of an export. Allowed: period, date_from, date_to, format, escape_formulas.',
        },
      ],
    ]);
  });
});

test('figures are for everybody in the organization, events for owners and admins', async () => {
  const { org } = (await events.app.ask('GET', events.path.split('/site')[0]!, { as: events.as }))
    .body;
  const viewer = await events.app.register('vera');
  const { invite } = (
    await events.app.ask('POST', `/api/org/${org.id}/invite`, {
      as: events.as,
      body: { email: 'vera@example.com', role: 'viewer' },
    })
  ).body;
  await events.app.ask('POST', `/api/invite/${invite.code}/accept`, { as: viewer });
  const ask = async (path: string, as?: string) =>
    (await events.app.ask('GET', `${events.path}/${path}`, { ...(as && { as }) })).status;
  expect([await ask('export', viewer), await ask('export/events', viewer)]).toEqual([200, 403]);
  expect([await ask('export'), await ask('export/events')]).toEqual([401, 401]);
});

const keyWith = async (scope: string): Promise<string> => {
  const body = { name: scope, scopes: [scope] };
  const asked = await events.app.ask('POST', `${events.path}/api-key`, { as: events.as, body });
  return asked.body.api_key.key;
};
const byKey = (path: string, key: string) =>
  events.app.ask('GET', `${events.path}/${path}`, { headers: { 'X-API-Key': key } });

test('a key of the scope export:read exports figures and events of its site; no other does', async () => {
  const key = await keyWith('export:read');
  const figures = await byKey('export?period=all&metrics=pageviews&dimensions=', key);
  expect([figures.status, figures.body]).toEqual([200, 'pageviews\r\n4\r\n']);
  expect(lines((await byKey('export/events', key)).body)).toHaveLength(8);
  const other = await keyWith('stats:read');
  for (const path of ['export', 'export/events']) {
    expect(await byKey(path, other)).toMatchObject({
      status: 403,
      body: { error: { message: expect.stringContaining('export:read') } },
    });
  }
});
