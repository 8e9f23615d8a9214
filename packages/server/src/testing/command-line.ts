/** Runs `purestat` as a person or a script would, and tells what came of it. */
import type { TextInput } from '../cli/command.ts';
import { runCommandLine } from '../cli/run.ts';
import type { Clock } from '../clock.ts';

export interface Told {
  code: number;
  stdout: string;
  stderr: string;
}

export interface CommandLineOptions {
  env?: NodeJS.ProcessEnv;
  clock?: Clock;
  /** Text of a pipe, or a terminal. */
  stdin?: string | TextInput;
  signal?: AbortSignal;
  /** Whether a person watches. */
  isTTY?: boolean;
}

export async function runPurestat(
  words: readonly string[],
  options: CommandLineOptions = {},
): Promise<Told> {
  const { env = {}, stdin = '', isTTY = false } = options;
  const told = { stdout: '', stderr: '' };
  const code = await runCommandLine(words, {
    env,
    clock: options.clock ?? { nowMs: () => 0 },
    stdin: typeof stdin === 'string' ? piped(stdin) : stdin,
    stdout: { write: (text) => (told.stdout += asText(text)) },
    stderr: { write: (text) => (told.stderr += asText(text)), isTTY },
    signal: options.signal ?? new AbortController().signal,
  });
  return { code, ...told };
}

// oxlint-disable-next-line typescript/require-await -- what is read from a pipe
async function* piped(text: string) {
  yield text;
}

const asText = (text: string | Uint8Array) =>
  typeof text === 'string' ? text : new TextDecoder().decode(text);
