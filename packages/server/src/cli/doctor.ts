/** `purestat doctor`: is what is kept right? */
import { loadConfig } from '../config.ts';
import { examine } from '../doctor/doctor.ts';
import { isHealthy, reportJson, reportText } from '../doctor/report.ts';
import { StartError } from '../start-error.ts';
import type { Command } from './command.ts';
import { progressBar } from './progress.ts';

export const doctor: Command = {
  summary: 'checks what is kept, recomputes every finished day, and repairs on request',
  details: `
The server must be stopped, because a folder belongs to one process at a time. Looked at are the
database of accounts, free disk, events that wait in the log, the salts behind visitor ids, and every
finished day of every site: visits, marks and figures are computed anew from the day's events and held
against what is stored. That takes about half a minute for a million events; Ctrl-C ends it in order.

--repair seals the days that differ anew, each in a transaction of its own, and destroys salts of
dates that are over. Events themselves are never changed but for the visit they are counted to.

Exit code: 0 all is right, or has been put right; 1 something is wrong; 2 it could not be examined.

Examples
  npx purestat doctor
  DATA_DIR=/srv/purestat npx purestat doctor --repair
  npx purestat doctor --json`,
  options: {
    repair: { type: 'boolean', help: 'puts right what it can' },
    json: { type: 'boolean', help: 'prints one JSON object instead of text' },
    data: { type: 'string', value: 'DIR', help: 'data folder (DATA_DIR, else ./data)' },
  },
  async run(values, { env, clock, stdout, stderr, signal }) {
    const isJson = values['json'] === true;
    const config = loadConfig(env);
    const progress = isJson ? null : progressBar(stderr);
    try {
      const report = await examine({
        dataDir: typeof values['data'] === 'string' ? values['data'] : config.DATA_DIR,
        ...(config.CLICKHOUSE_URL !== undefined && {
          clickhouse: { url: config.CLICKHOUSE_URL, cluster: config.CLICKHOUSE_CLUSTER ?? null },
        }),
        clock,
        isRepairing: values['repair'] === true,
        signal,
        onProgress: (done, text) => progress?.show(done, text),
      });
      progress?.clear();
      stdout.write(isJson ? `${JSON.stringify(reportJson(report))}\n` : reportText(report));
      return isHealthy(report) ? 0 : 1;
    } catch (error) {
      progress?.clear();
      if (!signal.aborted) throw error;
      throw new StartError('Stopped before all days were examined; nothing is left half done.');
    }
  },
};
