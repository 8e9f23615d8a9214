/**
 * A process that is killed at any moment loses nothing that it acknowledged and counts nothing
 * twice, neither in the statistics nor in the month's ledger of the organization.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import type { StatsAnswer, Usage } from '@purestat/vocabulary';
import { makeOwner, startProduct, type Owner, type Product } from '../product.ts';

const KILLS = 20;
const SENDERS = 16;
const USER_AGENT = 'Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0';

let product: Product | undefined;
afterEach(() => product?.dispose());

interface Ledger {
  sent: Set<string>;
  acknowledged: Set<string>;
}

/** Sends events one after the other until the server is gone; each has a path of its own. */
async function sendUntilKilled(url: string, ledger: Ledger, name: string): Promise<void> {
  for (let count = 0; ; count++) {
    const pathname = `/${name}-${count}`;
    ledger.sent.add(pathname);
    try {
      const response = await fetch(`${url}/api/event`, {
        method: 'POST',
        headers: { 'user-agent': USER_AGENT },
        body: JSON.stringify({ domain: 'crash.example', url: `https://crash.example${pathname}` }),
      });
      if (response.status === 202) ledger.acknowledged.add(pathname);
    } catch {
      return;
    }
  }
}

interface MonthUse {
  /** `YYYY-MM`, UTC, as the site's own time. */
  month: string;
  pageviews: number;
}

async function monthInLedger({ orgId, request }: Owner): Promise<MonthUse> {
  const { usage } = await request<{ usage: Usage }>('GET', `/api/org/${orgId}/usage`);
  return { month: usage.month, pageviews: usage.pageviews.used };
}

async function monthInStatistics(
  { orgId, siteId, request }: Owner,
  month: string,
): Promise<MonthUse> {
  const [year, number] = month.split('-').map(Number);
  const days = new Date(Date.UTC(year!, number!, 0)).getUTCDate();
  const answer = await request<StatsAnswer>('POST', `/api/org/${orgId}/site/${siteId}/stats`, {
    period: 'custom',
    date_from: `${month}-01`,
    date_to: `${month}-${days}`,
    metrics: ['pageviews'],
  });
  return { month, pageviews: Number(answer.metrics['pageviews']) };
}

/** How often each path was counted. */
async function countedPaths(owner: Owner): Promise<Map<string, number>> {
  const counted = new Map<string, number>();
  for (let offset = 0; ; offset += 10_000) {
    const answer = await owner.request<StatsAnswer>(
      'POST',
      `/api/org/${owner.orgId}/site/${owner.siteId}/stats`,
      {
        period: '7d',
        metrics: ['pageviews'],
        dimensions: ['pathname'],
        limit: 10_000,
        offset,
      },
    );
    for (const row of answer.dimensions)
      counted.set(String(row['pathname']), Number(row['pageviews']));
    if (offset + 10_000 >= answer.meta.total_rows) return counted;
  }
}

test(`killed ${KILLS} times under load, every acknowledged event is there once`, async () => {
  product = await startProduct({ env: { LOG_LEVEL: 'error' } });
  const owner = await makeOwner(product.url, 'crash.example');
  const ledger: Ledger = { sent: new Set(), acknowledged: new Set() };
  for (let kill = 0; kill < KILLS; kill++) {
    const senders = Array.from({ length: SENDERS }, (_, sender) =>
      sendUntilKilled(product!.url, ledger, `${kill}-${sender}`),
    );
    // Moments spread over the life of a segment: while it fills, closes, and is drained.
    await wait(100 + kill * 37);
    await product.end('SIGKILL');
    await Promise.all(senders);
    await product.start();
  }
  const afterKill = await monthInLedger(owner);
  // A last stop in order drains what the log still holds.
  await product.end('SIGTERM');
  await product.start();

  const counted = await countedPaths(owner);
  const lost = [...ledger.acknowledged].filter((path) => !counted.has(path));
  const twice = [...counted].filter(([, times]) => times !== 1);
  const invented = [...counted.keys()].filter((path) => !ledger.sent.has(path));
  expect({ lost, twice, invented }).toEqual({ lost: [], twice: [], invented: [] });
  const afterStop = await monthInLedger(owner);
  expect(afterStop).toEqual(await monthInStatistics(owner, afterStop.month));
  // What the log still held after the last kill was in the ledger already.
  expect(afterKill).toEqual(await monthInStatistics(owner, afterKill.month));
  expect(ledger.acknowledged.size).toBeGreaterThan(KILLS * SENDERS);
}, 240_000);
