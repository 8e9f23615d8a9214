/** `purestat serve`: the server, until it is told to end. */
import { pino } from 'pino';
import { loadConfig } from '../config.ts';
import { startServer } from '../server.ts';
import type { Command } from './command.ts';

export const serve: Command = {
  summary: 'serves dashboard, API, events and the tracker script (what "npm start" runs)',
  details: `
Everything is kept in one folder, DATA_DIR (./data), which is made where there is none and belongs to
one process at a time. SIGTERM and Ctrl-C finish what was accepted, then end.

Example
  PORT=8080 DATA_DIR=/srv/purestat npx purestat serve`,
  options: {},
  async run(_values, { env, clock, stdout, signal }) {
    const config = loadConfig(env);
    const log = pino({ level: config.LOG_LEVEL });
    const server = await startServer({ config, clock, log });
    // With PORT=0 the system chooses the port, and only the server knows it.
    const url = config.PORT === 0 ? server.url : config.BASE_URL;
    stdout.write(greeting(url, server.hasAccounts));
    await aborted(signal);
    try {
      await server.close();
      return 0;
    } catch (error) {
      log.error({ err: error }, 'Not everything could be closed');
      return 1;
    }
  },
};

function greeting(url: string, hasAccounts: boolean): string {
  const ready = `Purestat is ready on ${url}\n`;
  return hasAccounts ? ready : `${ready}Make the first account: ${url}/register\n`;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
