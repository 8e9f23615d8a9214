/** What a command of `purestat` is made of. One file for each, listed in `commands.ts`. */
import type { Clock } from '../clock.ts';

/** 0: as wished; 1: it ran and found something wrong; 2: wrong usage, or it could not run. */
export type ExitCode = 0 | 1 | 2;

export interface CommandOption {
  type: 'boolean' | 'string';
  short?: string;
  /** What stands for the value in the help. */
  value?: string;
  /** May be given more than once. */
  multiple?: boolean;
  help: string;
}

/** What follows the command without a name. */
export interface CommandWord {
  /** `EMAIL`; its value is found under `email`. */
  name: string;
  help: string;
}

export type OptionValues = Readonly<
  Record<string, string | boolean | readonly string[] | undefined>
>;

export interface Command {
  /** One line in the list of commands. */
  summary: string;
  /** What its own help says below the options: what it does, exit codes, examples. */
  details: string;
  /** All of them have to be there. */
  words?: readonly CommandWord[];
  options: Readonly<Record<string, CommandOption>>;
  /** @throws UsageError, ConfigError, StartError with one line */
  run(values: OptionValues, io: CommandIo): Promise<ExitCode>;
}

/** Where a command's text goes. */
export interface TextOutput {
  write(text: string | Uint8Array): unknown;
  /** Whether a person watches. */
  isTTY?: boolean;
}

/** What is typed or piped into a command. */
export interface TextInput extends AsyncIterable<string | Uint8Array> {
  /** Whether a person types; it is a readable stream then. */
  isTTY?: boolean;
}

/** All that a command knows of the process it runs in. */
export interface CommandIo {
  env: NodeJS.ProcessEnv;
  clock: Clock;
  stdin: TextInput;
  stdout: TextOutput;
  stderr: TextOutput;
  /** Fires when the process is asked to end. */
  signal: AbortSignal;
}

/** It ran, and what was wanted did not come about; the message is the one line to print. */
export class FailedError extends Error {
  override readonly name = 'FailedError';
}

/** What was asked for is not understood; the message is the one line to print. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
