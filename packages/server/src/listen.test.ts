import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from './clock.ts';
import { loadConfig } from './config.ts';
import { listen } from './listen.ts';
import { startServer } from './server.ts';
import { StartError } from './start-error.ts';
import { openStream } from './testing/event-stream-client.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'purestat-listen-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const local = { HOST: '127.0.0.1', PORT: '0', BASE_URL: '' };

test('a port that is taken stops the start with one line, and nothing is touched', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const dataDir = join(dir, 'data');
  const config = loadConfig({ ...local, PORT: String(port), DATA_DIR: dataDir });
  const start = startServer({ config, clock: systemClock, log: pino({ level: 'silent' }) });
  await expect(start).rejects.toThrow(
    new StartError(
      `PORT: ${port} is taken by another program. Stop it, or set PORT to a free one.`,
    ),
  );
  expect(existsSync(dataDir)).toBe(false);
  other.close();
});

test('an address that is not this machine’s is told in one line', async () => {
  const config = loadConfig({ ...local, HOST: '198.51.100.1' });
  await expect(listen(config)).rejects.toThrow(
    /^HOST: cannot listen on 198\.51\.100\.1:0 \(.+\)\.$/,
  );
});

test('who asks before everything is open is told to come again', async () => {
  const http = await listen(loadConfig(local));
  const early = await fetch(http.url);
  expect([early.status, early.headers.get('retry-after')]).toEqual([503, '1']);
  expect(await early.json()).toEqual({
    error: { code: 'UNAVAILABLE', message: 'The server is starting.' },
  });
  http.serve((_request, response) => void response.end('open'));
  expect(await (await fetch(http.url)).text()).toBe('open');
  await http.close();
});

test('a stop ends the streams that are open, each in order, and does not wait for them', async () => {
  const config = loadConfig({ ...local, DATA_DIR: join(dir, 'data') });
  const log = pino({ level: 'silent' });
  const server = await startServer({ config, clock: systemClock, log });
  const headers = { 'content-type': 'application/json', origin: server.url };
  const post = (path: string, cookie: string, body: object) =>
    fetch(server.url + path, {
      method: 'POST',
      headers: { ...headers, cookie },
      body: JSON.stringify(body),
    });
  const account = { email: 'ann@example.com', name: 'Ann', password: 'correct horse' };
  const registered = await post('/api/auth/register', '', account);
  const cookie = registered.headers.getSetCookie()[0]!.split(';')[0]!;
  const madeOrg = await post('/api/org', cookie, { name: 'Acme' });
  const { org } = (await madeOrg.json()) as { org: { id: string } };
  const madeSite = await post(`/api/org/${org.id}/site`, cookie, { domain: 'example.com' });
  const { site } = (await madeSite.json()) as { site: { id: string } };
  const path = `/api/org/${org.id}/site/${site.id}/realtime/stream`;
  const client = await openStream(server.url, path, { cookie });
  expect(await client.next()).toMatch(
    /^retry: 5000\nid: \d+\nevent: realtime\ndata: \{"visitors":0,/,
  );
  const [ended] = await Promise.all([client.next(), server.close()]);
  expect(ended).toBeNull();
});
