/** `npm run bench`: measures on this machine and prints a table. */
import { parseArgs } from 'node:util';
import { bulk } from './bulk.ts';
import { crash } from './crash.ts';
import { funnels } from './funnels.ts';
import { goals } from './goals.ts';
import { exports } from './export.ts';
import { keys } from './keys.ts';
import { describeMachine, loadNow } from './machine.ts';
import { toTable, type Figure, type Measurement, type Scale } from './measure.ts';
import { cleanUp } from './product.ts';
import { sizes } from './sizes.ts';
import { scale } from './scale.ts';
import { startUp } from './start-up.ts';
import { stats } from './stats.ts';
import { syncOrder } from './sync-order.ts';
import { throughput } from './throughput.ts';
import { visible } from './visible.ts';

const MEASUREMENTS: readonly Measurement[] = [
  throughput,
  bulk,
  crash,
  exports,
  syncOrder,
  visible,
  stats,
  goals,
  funnels,
  keys,
  scale,
  startUp,
  sizes,
];
/** Above this something else keeps the machine busy. */
const QUIET_LOAD = 0.5;

const HELP = `Measures the built product on this machine, 127.0.0.1 only, and prints a table.

npm run bench -- [--quick] [--data folder] [--rows number]… [name …]

${MEASUREMENTS.map(({ name, describe }) => `  ${name.padEnd(11)} ${describe}`).join('\n')}

Without a name: all of them, in about half an hour, most of it filling tables with up to 100 million
events; with --quick rougher and with a tenth of them. --data keeps the tables of "stats",
"goals", "funnels" and "export" in the folder for the next run; --rows gives "export" other sizes, smallest first.`;

function fail(line: string): never {
  console.error(line);
  process.exit(1);
}

function readArguments(): Scale & { chosen: Measurement[] } {
  const { values, positionals } = parse();
  if (values.help) {
    console.log(HELP);
    process.exit(0);
  }
  const names = MEASUREMENTS.map(({ name }) => name);
  const unknown = positionals.find((name) => !names.includes(name));
  if (unknown !== undefined)
    fail(`There is no measurement "${unknown}"; there are ${names.join(', ')}.`);
  const chosen = MEASUREMENTS.filter(
    ({ name }) => positionals.length === 0 || positionals.includes(name),
  );
  const rows = values.rows?.map(rowsOf);
  return { isQuick: values.quick, dataFolder: values.data, rows, chosen };
}

/** Days of a bench have the same number of rows. */
function rowsOf(text: string): number {
  if (/^[1-9]\d{2,8}00$/.test(text)) return Number(text);
  return fail(`--rows: "${text}" is no multiple of 100 from 10,000 up.`);
}

function parse() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        quick: { type: 'boolean', default: false },
        data: { type: 'string' },
        rows: { type: 'string', multiple: true },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    return fail(
      `${(error as Error).message.split(/[.\n]/)[0]}. npm run bench -- --help says what there is.`,
    );
  }
}

async function measure(measurement: Measurement, by: Scale): Promise<Figure[]> {
  const startedMs = performance.now();
  try {
    return await measurement.run(by);
  } catch (error) {
    console.error(error);
    return [{ name: measurement.name, value: 'could not be measured', isMet: false }];
  } finally {
    const seconds = ((performance.now() - startedMs) / 1_000).toFixed(0);
    console.error(`${measurement.name}: ${seconds} s`);
  }
}

async function main(): Promise<void> {
  const { chosen, ...by } = readArguments();
  const load = loadNow();
  const rows: Array<{ figure: Figure; command: string }> = [];
  for (const measurement of chosen) {
    const command = `npm run bench -- ${by.isQuick ? '--quick ' : ''}${measurement.name}`;
    for (const figure of await measure(measurement, by)) rows.push({ figure, command });
  }
  console.log(`\n${describeMachine()}; ${new Date().toISOString().slice(0, 10)}\n`);
  if (load > QUIET_LOAD) {
    console.log(
      `The machine was not idle (load average ${load.toFixed(2)} at the start): figures are worse than they would be.\n`,
    );
  }
  console.log(toTable(rows));
}

for (const signal of ['SIGINT', 'SIGTERM', 'uncaughtException'] as const) {
  process.on(signal, (reason: unknown) => {
    if (reason instanceof Error) console.error(reason);
    void cleanUp().then(() => process.exit(1));
  });
}
try {
  await main();
} finally {
  await cleanUp();
}
