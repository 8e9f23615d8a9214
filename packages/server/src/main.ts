/** The process: configuration, start, signals. What it starts is in `server.ts`. */
import { existsSync } from 'node:fs';
import { loadEnvFile } from 'node:process';
import { pino } from 'pino';
import { systemClock } from './clock.ts';
import { ConfigError, loadConfig } from './config.ts';
import { startServer } from './server.ts';
import { StartError } from './start-error.ts';

const SAME_SIGNAL_MS = 1_000;

async function main(): Promise<void> {
  if (existsSync('.env')) loadEnvFile('.env');
  const config = loadConfig(process.env);
  const log = pino({ level: config.LOG_LEVEL });
  const server = await startServer({ config, clock: systemClock, log });
  // With PORT=0 the system chooses the port, and only the server knows it.
  greet(config.PORT === 0 ? server.url : config.BASE_URL, server.hasAccounts);
  let stoppingSinceMs: number | null = null;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      const nowMs = systemClock.nowMs();
      if (stoppingSinceMs !== null) {
        // Ctrl-C comes twice: from the terminal, and from the launcher that passes it on. One that
        // comes later is impatience; the log keeps what was acknowledged.
        if (nowMs - stoppingSinceMs > SAME_SIGNAL_MS) process.exit(1);
        return;
      }
      stoppingSinceMs = nowMs;
      void server.close().then(
        () => process.exit(0),
        (error: unknown) => {
          log.error({ err: error }, 'Not everything could be closed');
          process.exit(1);
        },
      );
    });
  }
}

function greet(baseUrl: string, hasAccounts: boolean): void {
  const lines = [`Purestat is ready on ${baseUrl}`];
  if (!hasAccounts) lines.push(`Make the first account: ${baseUrl}/register`);
  console.log(lines.join('\n'));
}

main().catch((error: unknown) => {
  const isOneLine = error instanceof ConfigError || error instanceof StartError;
  console.error(isOneLine ? error.message : error);
  process.exit(1);
});
