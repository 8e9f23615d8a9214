/** Asks again and again, each time after a new event: nothing that was kept of the site's answers holds. */
import { sendOne } from './load.ts';
import { cpuMsOf } from './machine.ts';
import { sleep } from './measure.ts';
import type { Listening } from './product.ts';
import { pageviewRequest } from './requests.ts';

const UNTIL_STORED_MS = 700;

/** @returns of each time the milliseconds waited, and those of the server's processor */
export async function timeAnew(
  server: Listening,
  times: number,
  ask: () => Promise<unknown>,
): Promise<{ times: number[]; cpu: number[] }> {
  const [waited, cpu]: [number[], number[]] = [[], []];
  for (let index = 0; index < times; index++) {
    await sendOne(server.port, pageviewRequest('/', index));
    await sleep(UNTIL_STORED_MS);
    const [startedMs, cpuBefore] = [performance.now(), cpuMsOf(server.pid) ?? Number.NaN];
    await ask();
    waited.push(performance.now() - startedMs);
    cpu.push((cpuMsOf(server.pid) ?? Number.NaN) - cpuBefore);
  }
  return { times: waited, cpu };
}
