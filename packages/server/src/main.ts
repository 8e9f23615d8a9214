/** The process: `main.ts [command] [options]`. Without a command it serves. */
import { existsSync } from 'node:fs';
import { loadEnvFile } from 'node:process';
import { runCommandLine } from './cli/run.ts';
import { systemClock } from './clock.ts';

const SAME_SIGNAL_MS = 1_000;

/** Fires at the first Ctrl-C or SIGTERM; one that comes later is impatience, and ends the process. */
function endSignal(): AbortSignal {
  const ending = new AbortController();
  let endingSinceMs: number | null = null;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      const nowMs = systemClock.nowMs();
      endingSinceMs ??= nowMs;
      // Ctrl-C comes twice: from the terminal, and from the launcher that passes it on.
      if (nowMs - endingSinceMs > SAME_SIGNAL_MS) process.exit(1);
      ending.abort();
    });
  }
  return ending.signal;
}

async function main(): Promise<number> {
  if (existsSync('.env')) loadEnvFile('.env');
  const words = process.argv.slice(2);
  return runCommandLine(words.length === 0 ? ['serve'] : words, {
    env: process.env,
    clock: systemClock,
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    signal: endSignal(),
  });
}

main().then(
  // What was written to a pipe must have left before the process does.
  (code) => process.stdout.write('', () => process.exit(code)),
  (error: unknown) => {
    console.error(error);
    process.exit(2);
  },
);
