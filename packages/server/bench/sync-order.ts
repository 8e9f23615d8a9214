/** Whether each answer waits for the disk, as the kernel sees it: by strace, where there is one. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RequestRing, sendAtFull } from './load.ts';
import { formatCount, sleep, type Figure, type Measurement, type Scale } from './measure.ts';
import {
  createSite,
  removeFolder,
  startProduct,
  temporaryFolder,
  type Listening,
} from './product.ts';
import { shopRequests } from './requests.ts';

const NAME = 'each 202 follows an fdatasync begun after its request was read';
const CALLS = 'read,readv,recvfrom,recvmsg,write,writev,sendto,sendmsg,fdatasync';
const CONNECTIONS = 16;
const ATTACHES_WITHIN_MS = 3_000;

interface Verdict {
  answers: number;
  /** Answers that no such fdatasync precedes. */
  unsynced: number;
  syncs: number;
}

interface Call {
  name: string;
  /** With what `-y` says of it, such as `23<socket:[4711]>`. */
  file: string;
  text: string;
  beganAt: number;
}

const CALL = /^(\d+)\s+(\w+)\((\d+<[^>]*>+)(.*)$/;
const RESUMED = /^(\d+)\s+<\.\.\. \w+ resumed>(.*)$/;

/** Reads strace's output (`-f -y`), whose lines stand in the order of what happened. */
export function checkOrder(lines: readonly string[]): Verdict {
  const verdict: Verdict = { answers: 0, unsynced: 0, syncs: 0 };
  const unfinished = new Map<string, Call>();
  const readAt = new Map<string, number>();
  /** When the latest of the fdatasyncs that have returned began. */
  let latestSyncBeganAt = -1;
  const finish = ({ name, file, beganAt }: Call, result: string, at: number): void => {
    if (name === 'fdatasync' && file.includes('.seg') && result.endsWith('= 0')) {
      verdict.syncs += 1;
      latestSyncBeganAt = Math.max(latestSyncBeganAt, beganAt);
    }
    if (/^(read|recv)/.test(name) && /= [1-9]\d*$/.test(result)) readAt.set(file, at);
  };
  for (const [at, line] of lines.entries()) {
    const resumed = RESUMED.exec(line);
    if (resumed !== null) {
      const call = unfinished.get(resumed[1]!);
      unfinished.delete(resumed[1]!);
      if (call !== undefined) finish(call, resumed[2]!, at);
      continue;
    }
    const started = CALL.exec(line);
    if (started === null) continue;
    const call = { name: started[2]!, file: started[3]!, text: started[4]!, beganAt: at };
    if (/^(write|send)/.test(call.name) && call.text.includes('HTTP/1.1 202')) {
      verdict.answers += 1;
      if (latestSyncBeganAt <= (readAt.get(call.file) ?? Infinity)) verdict.unsynced += 1;
    }
    if (call.text.endsWith('<unfinished ...>')) unfinished.set(started[1]!, call);
    else finish(call, call.text, at);
  }
  return verdict;
}

/** Sends some events while strace looks on. */
export async function traceEvents(
  server: Listening,
  file: string,
  durationMs: number,
): Promise<Verdict> {
  const args = [
    '-f',
    '-y',
    '-s',
    '20',
    '-e',
    `trace=${CALLS}`,
    '-o',
    file,
    '-p',
    String(server.pid),
  ];
  const strace = spawn('strace', args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const exited = once(strace, 'exit');
  // It says so when it has every thread.
  await Promise.race([once(strace.stderr, 'data'), exited, sleep(ATTACHES_WITHIN_MS)]);
  await sendAtFull({
    port: server.port,
    connections: CONNECTIONS,
    requests: new RequestRing(shopRequests()),
    warmUpMs: 0,
    durationMs,
  });
  strace.kill('SIGINT');
  await exited;
  return checkOrder(readFileSync(file, 'utf8').split('\n'));
}

async function run({ isQuick }: Scale): Promise<Figure[]> {
  if (spawnSync('strace', ['-V']).status !== 0)
    return [{ name: NAME, value: 'not looked at: no strace here (apt-get install strace)' }];
  const dataDir = temporaryFolder();
  const server = await startProduct(dataDir);
  await createSite(server.port);
  const verdict = await traceEvents(server, join(dataDir, 'strace.txt'), isQuick ? 1_000 : 4_000);
  await server.end();
  removeFolder(dataDir);
  if (verdict.answers === 0)
    return [{ name: NAME, value: 'not looked at: strace may not attach here (ptrace)' }];
  return [
    {
      name: NAME,
      value: `${formatCount(verdict.answers - verdict.unsynced)} of ${formatCount(verdict.answers)} (${formatCount(verdict.syncs)} fdatasyncs)`,
      target: 'all',
      isMet: verdict.unsynced === 0,
    },
  ];
}

export const syncOrder: Measurement = {
  name: 'sync',
  describe: 'by strace: no answer before its event is on the disk',
  run,
};
