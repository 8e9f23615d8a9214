/** The texts of `purestat --help` and `purestat <command> --help`. */
import type { Command, CommandOption } from './command.ts';
import { COMMANDS } from './commands.ts';

export const HELP_OPTION: CommandOption = {
  type: 'boolean',
  short: 'h',
  help: 'explains the command',
};

/** Two columns, the first as wide as it needs. */
function columns(rows: ReadonlyArray<readonly [string, string]>): string {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`).join('\n');
}

export function generalHelp(): string {
  const commands = Object.entries(COMMANDS).map(([name, { summary }]) => [name, summary] as const);
  return `Purestat: privacy-first web analytics that you host yourself.

purestat <command> [options]

${columns(commands)}

"purestat <command> --help" explains one of them, "purestat --version" tells the version.

Configuration comes from the environment, or a file .env in the working directory: DATA_DIR (./data),
PORT (3000), BASE_URL and others; docs/operating.md lists them all.
`;
}

/** Whether commands of two words begin with it. */
export function isFamily(word: string): boolean {
  return Object.keys(COMMANDS).some((name) => name.startsWith(`${word} `));
}

export function familyHelp(family: string): string {
  const commands = Object.entries(COMMANDS)
    .filter(([name]) => name.startsWith(`${family} `))
    .map(([name, { summary }]) => [name, summary] as const);
  return `purestat ${family} <command> [options]

${columns(commands)}

"purestat ${family} <command> --help" explains one of them.
`;
}

export function commandHelp(
  name: string,
  { summary, details, words = [], options }: Command,
): string {
  const named = words.map((word) => [word.name, word.help] as const);
  const rows = Object.entries({ ...options, help: HELP_OPTION }).map(
    ([option, { short, value, help }]) => {
      const long = value === undefined ? `--${option}` : `--${option} ${value}`;
      return [short === undefined ? long : `${long}, -${short}`, help] as const;
    },
  );
  return `purestat ${name}: ${summary}

purestat ${[name, ...words.map((word) => word.name)].join(' ')} [options]

${columns([...named, ...rows])}

${details.trim()}
`;
}
