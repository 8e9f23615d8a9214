/** The time from `npm start`, everything built, to the first answer of /api/ready. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { formatMs, median, type Figure, type Measurement, type Scale } from './measure.ts';
import { answers, freePort, removeFolder, ROOT, temporaryFolder } from './product.ts';

const WANTED_MS = 2_000;

async function startOnce(dataDir: string): Promise<number> {
  const port = await freePort();
  const startedMs = performance.now();
  const child = spawn('npm', ['start', '--silent'], {
    cwd: ROOT,
    // A group of its own, so that what npm starts ends with it.
    detached: true,
    env: { ...process.env, HOST: '127.0.0.1', PORT: String(port), DATA_DIR: dataDir, BASE_URL: '' },
    stdio: 'ignore',
  });
  const exited = once(child, 'exit');
  try {
    await answers(`http://127.0.0.1:${port}/api/ready`, child);
    return performance.now() - startedMs;
  } finally {
    process.kill(-child.pid!, 'SIGTERM');
    await exited;
  }
}

async function run({ isQuick }: Scale): Promise<Figure[]> {
  const dataDir = temporaryFolder();
  const timings: number[] = [];
  const firstMs = await startOnce(dataDir);
  for (let time = 0; time < (isQuick ? 3 : 7); time++) timings.push(await startOnce(dataDir));
  removeFolder(dataDir);
  const usual = median(timings);
  return [
    {
      name: 'ready after npm start, nothing changed',
      value: `${formatMs(usual)} (slowest ${formatMs(Math.max(...timings))}; on an empty folder ${formatMs(firstMs)})`,
      target: 'under 2 s',
      isMet: usual < WANTED_MS,
    },
  ];
}

export const startUp: Measurement = {
  name: 'start',
  describe: 'from npm start to ready, with everything built',
  run,
};
