/** What the product promises about a visitor's address and browser: they reach no disk and no log. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { makeOwner, startProduct, type Product } from '../product.ts';

let product: Product | undefined;
afterEach(() => product?.dispose());

const ADDRESS_V4 = '198.51.100.213';
const ADDRESS_V6 = '2001:db8:5ca1:ab1e::d00d';
const MARK = 'Unmistakable/77.31';
const USER_AGENT = `Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0 ${MARK}`;

/** Text that would give an address or a browser away, in the forms in which it could be written. */
const TRACES = [
  ADDRESS_V4,
  ADDRESS_V6,
  '2001:0db8:5ca1:ab1e:0000:0000:0000:d00d',
  MARK,
  'Gecko/20100101',
  Buffer.from('20010db85ca1ab1e', 'hex').toString('latin1'),
];

function tracesIn(text: string): string[] {
  return TRACES.filter((trace) => text.includes(trace));
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

async function send(url: string, address: string, body: object): Promise<number> {
  const response = await fetch(`${url}/api/event`, {
    method: 'POST',
    headers: { 'user-agent': USER_AGENT, 'x-forwarded-for': address },
    body: JSON.stringify({ domain: 'trace.example', url: 'https://trace.example/', ...body }),
  });
  await response.arrayBuffer();
  return response.status;
}

test('neither address nor User-Agent of a visitor or an account reaches a file or the log', async () => {
  product = await startProduct({ env: { LOG_LEVEL: 'trace' } });
  const headers = { 'user-agent': USER_AGENT, 'x-forwarded-for': ADDRESS_V4 };
  const owner = await makeOwner(product.url, 'trace.example', headers);
  const statuses = [
    await send(product.url, ADDRESS_V4, {}),
    await send(product.url, ADDRESS_V6, { name: 'signup', props: { plan: 'pro' } }),
    await send(product.url, ADDRESS_V4, { name: '' }),
    await send(product.url, ADDRESS_V4, { domain: 'unknown.example' }),
  ];
  expect(statuses).toEqual([202, 202, 400, 400]);
  await owner.request('GET', '/api/me');
  await fetch(`${product.url}/api/no-such-route`, { headers });

  // Once as a crash leaves the folder, once as an orderly stop does.
  for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
    await product.end(signal);
    const files = filesBelow(product.dataDir);
    expect(files.length).toBeGreaterThan(3);
    const found = files.flatMap((file) =>
      tracesIn(readFileSync(file, 'latin1')).map((trace) => `${file}: ${trace}`),
    );
    expect(found).toEqual([]);
    await product.start();
  }
  expect(tracesIn(product.output())).toEqual([]);
});
