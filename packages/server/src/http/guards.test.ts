import { afterEach, describe, expect, test } from 'vitest';
import { BASE_URL, openTestApp, type TestApp, type TestAppOptions } from '../testing/http-app.ts';
import { clientKeyOf } from './guards.ts';

let app: TestApp;
afterEach(() => app.close());
const open = async (options?: TestAppOptions) => {
  app = await openTestApp(options);
};

describe('a change made with the session cookie', () => {
  const cookie = 'purestat.session_token=anything';
  const host = { host: 'analytics.internal:8080' };

  test.each<{ from: string; headers: Record<string, string>; status: number }>([
    { from: 'our own address', headers: { origin: BASE_URL }, status: 401 },
    {
      from: 'the host that was asked',
      headers: { ...host, origin: 'http://analytics.internal:8080' },
      status: 401,
    },
    { from: 'nowhere', headers: {}, status: 403 },
    { from: 'another site', headers: { origin: 'https://evil.example' }, status: 403 },
    { from: 'a sandboxed page', headers: { origin: 'null' }, status: 403 },
    {
      from: 'another port of the host',
      headers: { ...host, origin: 'http://analytics.internal:9090' },
      status: 403,
    },
    {
      from: 'a name that begins like ours',
      headers: { origin: `${BASE_URL}.evil.example` },
      status: 403,
    },
    { from: 'https where we are http', headers: { origin: 'https://purestat.test' }, status: 403 },
  ])('from $from answers $status', async ({ headers, status }) => {
    await open();
    const request = { headers: { cookie, ...headers }, body: { name: 'x' } };
    for (const method of ['PUT', 'DELETE']) {
      expect((await app.ask(method, '/api/me', request)).status).toBe(status);
    }
    expect((await app.ask('POST', '/api/org', request)).status).toBe(status);
  });

  test('is refused with what was found and what is allowed', async () => {
    await open();
    const answer = await app.ask('PUT', '/api/me', {
      headers: { cookie, origin: 'https://x.org' },
    });
    expect(answer.body).toEqual({
      error: {
        code: 'FORBIDDEN',
        message: `A change made with a session cookie must carry the Origin ${BASE_URL}; found "https://x.org".`,
      },
    });
  });

  test('is told from reading, and from a request without the session', async () => {
    await open();
    const reading = await app.ask('GET', '/api/me', { headers: { cookie } });
    const other = { headers: { cookie: 'theme=dark' }, body: { email: 'a@b.co', password: 'x' } };
    const withoutSession = await app.ask('POST', '/api/auth/login', other);
    const withSession = await app.ask('POST', '/api/auth/logout', { headers: { cookie } });
    expect([reading.status, withoutSession.status, withSession.status]).toEqual([401, 401, 403]);
  });

  test('is recognised on https, where the cookie has another name', async () => {
    await open({ env: { BASE_URL: 'https://stats.example.com' } });
    const secure = { cookie: `__Secure-${cookie}` };
    const statuses = [];
    for (const origin of ['https://stats.example.com', 'http://stats.example.com']) {
      statuses.push((await app.ask('PUT', '/api/me', { headers: { ...secure, origin } })).status);
    }
    expect(statuses).toEqual([401, 403]);
  });
});

test('what HEAD asks for is not made: the answer’s body is let go', async () => {
  const ended: string[] = [];
  const body = (name: string) => new ReadableStream({ cancel: () => void ended.push(name) });
  await open({
    mounts: [
      (routes) =>
        routes.addPlain({ method: 'get', path: '/endless', action: 'public' }, (c) =>
          c.body(body(c.req.method), 200, { 'X-Name': 'endless' }),
        ),
    ],
  });
  const { status, headers } = await app.ask('HEAD', '/endless');
  expect([status, headers.get('x-name'), ended]).toEqual([200, 'endless', ['HEAD']]);
});

describe('a body past 256 KB', () => {
  const large = JSON.stringify({ name: 'x'.repeat(256 * 1024) });

  test('is refused by its announced length', async () => {
    await open();
    const answer = await app.ask('POST', '/api/auth/login', {
      body: large,
      headers: { 'content-length': String(large.length) },
    });
    expect([answer.status, answer.headers.get('connection'), answer.body]).toEqual([
      413,
      'close',
      {
        error: {
          code: 'PAYLOAD_TOO_LARGE',
          message: 'The request body is too large: at most 256 KB.',
        },
      },
    ]);
  });

  test('is refused as it comes when no length is announced', async () => {
    await open();
    const response = await app.app.request('/api/auth/login', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: new Blob([large]).stream(),
      duplex: 'half',
    } as RequestInit);
    expect(response.status).toBe(413);
  });
});

const figures = (answer: { headers: Headers }) =>
  ['limit', 'remaining', 'reset'].map((name) => answer.headers.get(`ratelimit-${name}`));
const askFrom = (peer: string) => app.ask('GET', '/api/me', { peer });
/** Asks through a proxy that names the client. */
const askThrough = async (client: string) =>
  (await app.ask('GET', '/api/me', { headers: { 'x-forwarded-for': client } })).status;
const clientIp = (_peer: string, header: (name: string) => string | undefined) =>
  header('x-forwarded-for') ?? '';

describe('rate limits', () => {
  test('count per client and say where it stands', async () => {
    await open({ env: { RATE_LIMIT_API: '2' } });
    const answers = [
      await askFrom('192.0.2.1'),
      await askFrom('192.0.2.1'),
      await askFrom('192.0.2.1'),
    ];
    expect(answers.map((answer) => [answer.status, ...figures(answer)])).toEqual([
      [401, '2', '1', expect.stringMatching(/^\d+$/)],
      [401, '2', '0', expect.stringMatching(/^\d+$/)],
      [429, '2', '0', expect.stringMatching(/^\d+$/)],
    ]);
    const refused = answers[2]!;
    expect(refused.headers.get('retry-after')).toBe(figures(refused)[2]);
    expect(refused.body.error).toEqual({
      code: 'RATE_LIMITED',
      message: expect.stringMatching(
        /^Too many requests: 2 a minute are allowed\. Try again in \d+ seconds\.$/,
      ),
    });
    expect((await askFrom('192.0.2.2')).status).toBe(401);
  });

  test('are apart for sign-in, figures and the rest, and leave probes alone', async () => {
    await open({ env: { RATE_LIMIT_API: '1', RATE_LIMIT_AUTH: '1', RATE_LIMIT_STATS: '1' } });
    const body = { email: 'a@b.co', password: 'x' };
    const ask = async (method: string, path: string) =>
      (await app.ask(method, path, method === 'POST' ? { body } : {})).status;
    const statuses = [];
    for (let round = 0; round < 2; round += 1) {
      statuses.push([
        await ask('GET', '/api/org'),
        await ask('POST', '/api/auth/login'),
        await ask('POST', '/api/org/a/site/b/stats'),
        await ask('GET', '/api/health'),
        await ask('GET', '/robots.txt'),
      ]);
    }
    expect(statuses).toEqual([
      [401, 401, 401, 200, 200],
      [429, 429, 429, 200, 200],
    ]);
  });

  test('are off at 0', async () => {
    await open({ env: { RATE_LIMIT_API: '0' } });
    const answer = await app.ask('GET', '/api/me');
    expect([answer.status, ...figures(answer)]).toEqual([401, null, null, null]);
  });

  test('count the client behind the proxy, as the injected rule names it', async () => {
    await open({ env: { RATE_LIMIT_API: '1' }, deps: { clientIp } });
    expect([
      await askThrough('198.51.100.1'),
      await askThrough('198.51.100.2'),
      await askThrough('198.51.100.1'),
    ]).toEqual([401, 401, 429]);
  });

  test.each([
    ['192.0.2.1', '192.0.2.1'],
    ['2001:db8:0:1::1', '2001:db8:0:1::/64'],
    ['2001:db8:0:1:ffff:ffff:ffff:ffff', '2001:db8:0:1::/64'],
    ['2001:db8:0:2::1', '2001:db8:0:2::/64'],
    ['', ''],
  ])('the address %j is counted as %j', async (address, key) => {
    await open();
    expect(clientKeyOf(address)).toBe(key);
  });
});

test('the request log has method, route, status and time, and nothing that names anybody', async () => {
  await open();
  const cookie = await app.register('ann');
  app.lines.length = 0;
  await app.ask('GET', '/api/org/secret-org-id/site?token=secret-query', {
    as: cookie,
    peer: '198.51.100.9',
    headers: { 'user-agent': 'SecretBrowser/1.0' },
  });
  const lines = app.lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(lines).toEqual([
    {
      level: 20,
      time: expect.any(Number),
      pid: expect.any(Number),
      hostname: expect.any(String),
      method: 'GET',
      route: '/api/org/:orgId/site',
      status: 404,
      ms: 0,
      msg: 'request',
    },
  ]);
});
