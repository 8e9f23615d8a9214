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
