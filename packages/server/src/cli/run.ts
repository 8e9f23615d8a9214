/** From the words of a command line to the command that they name. */
import { parseArgs } from 'node:util';
import { ConfigError } from '../config.ts';
import { AppError } from '../errors.ts';
import { nearest } from '../query/suggest.ts';
import { StartError } from '../start-error.ts';
import {
  FailedError,
  UsageError,
  type Command,
  type CommandIo,
  type CommandOption,
  type OptionValues,
} from './command.ts';
import { COMMANDS } from './commands.ts';
import { commandHelp, familyHelp, generalHelp, HELP_OPTION, isFamily } from './help.ts';
import packageFile from '../../package.json' with { type: 'json' };

/**
 * Runs what the words ask for. What cannot be done is told in one line on stderr.
 * @param words without the program's own name
 * @returns the exit code
 */
export async function runCommandLine(words: readonly string[], io: CommandIo): Promise<number> {
  try {
    return await dispatch(words, io);
  } catch (error) {
    if (error instanceof FailedError || error instanceof AppError) {
      io.stderr.write(`${error.message}\n`);
      return 1;
    }
    const isOneLine = [UsageError, ConfigError, StartError].some((kind) => error instanceof kind);
    if (!isOneLine) throw error;
    io.stderr.write(`${(error as Error).message}\n`);
    return 2;
  }
}

async function dispatch(words: readonly string[], io: CommandIo): Promise<number> {
  const [name, rest] = split(words);
  if (['', 'help', '--help', '-h'].includes(name)) {
    io.stdout.write(helpOn(rest));
    return 0;
  }
  if (isFamily(name) && (rest.length === 0 || ['--help', '-h', 'help'].includes(rest[0]!))) {
    io.stdout.write(familyHelp(name));
    return rest.length === 0 ? 2 : 0;
  }
  if (['version', '--version', '-v'].includes(name)) {
    io.stdout.write(`${packageFile.version}\n`);
    return 0;
  }
  const command = commandOf(name);
  const values = readOptions(name, command, rest);
  if (values['help'] === true) {
    io.stdout.write(commandHelp(name, command));
    return 0;
  }
  return command.run(values, io);
}

/** A command is one word or two: `serve`, `user list`. */
function split(words: readonly string[]): [name: string, rest: readonly string[]] {
  const [first = '', second, ...rest] = words;
  const isOfFamily = isFamily(first) && second !== undefined && !/^(-|help$)/.test(second);
  if (isOfFamily) return [`${first} ${second}`, rest];
  return [first, words.slice(1)];
}

function helpOn(words: readonly string[]): string {
  const [name] = split(words);
  if (name === '') return generalHelp();
  return isFamily(name) ? familyHelp(name) : commandHelp(name, commandOf(name));
}

function commandOf(name: string): Command {
  const names = Object.keys(COMMANDS);
  if (names.includes(name)) return COMMANDS[name]!;
  throw new UsageError(
    `There is no command "${name}".${didYouMean(name, names)} The commands are ${names.join(', ')}; "purestat --help" explains them.`,
  );
}

function didYouMean(found: string, known: readonly string[], prefix = ''): string {
  const meant = nearest(found, known);
  return meant === null ? '' : ` Did you mean ${prefix}${meant}?`;
}

/** @throws UsageError naming the first word that is not understood */
function readOptions(name: string, command: Command, words: readonly string[]): OptionValues {
  const options = { ...command.options, help: HELP_OPTION };
  const wanted = command.words ?? [];
  const { values, tokens, positionals } = parseArgs({
    args: [...words],
    options: Object.fromEntries(
      Object.entries(options).map(([option, { type, short, multiple = false }]) => [
        option,
        { type, multiple, ...(short !== undefined && { short }) },
      ]),
    ),
    // Its own refusals teach nothing; ours name what was probably meant.
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const more = `"purestat ${name} --help" lists its options.`;
  for (const token of tokens) {
    if (token.kind === 'positional' && positionals.length > wanted.length)
      throw new UsageError(`"${positionals[wanted.length]!}" is not understood. ${more}`);
    if (token.kind !== 'option') continue;
    const known: CommandOption | undefined = Object.hasOwn(options, token.name)
      ? options[token.name as keyof typeof options]
      : undefined;
    if (known === undefined) {
      const hint = didYouMean(token.name, Object.keys(options), '--');
      throw new UsageError(`There is no option ${token.rawName}.${hint} ${more}`);
    }
    if (known.type === 'string' && (token.value ?? '') === '')
      throw new UsageError(`${token.rawName} needs a value. ${more}`);
    if (known.type === 'boolean' && token.value !== undefined)
      throw new UsageError(`${token.rawName} takes no value. ${more}`);
  }
  if (values['help'] === true) return values as OptionValues;
  const missing = wanted[positionals.length];
  if (missing !== undefined)
    throw new UsageError(`purestat ${name} needs ${missing.name}: ${missing.help}. ${more}`);
  const named = wanted.map((word, place) => [word.name.toLowerCase(), positionals[place]]);
  return { ...values, ...Object.fromEntries(named) } as OptionValues;
}
