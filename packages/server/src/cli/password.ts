/** Where a command's password comes from: a person at the terminal, a pipe, or chance. */
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { generatePassword } from '../areas/auth/index.ts';
import {
  FailedError,
  UsageError,
  type CommandIo,
  type CommandOption,
  type OptionValues,
} from './command.ts';

export interface Password {
  text: string;
  isGenerated: boolean;
}

export const PASSWORD_OPTION: CommandOption = {
  type: 'boolean',
  help: 'takes the password from the first line of standard input',
};

export const PASSWORD_HELP = `
At a terminal the password is asked for, twice, and not shown; an empty one, or no terminal, means that
one is generated and printed, this once. --password-stdin takes it from a pipe. It is never part of a
command line, which others on the machine can read.`;

/** @throws UsageError where a pipe brings none; FailedError where the person gives up, or types two */
export async function passwordOf(values: OptionValues, io: CommandIo): Promise<Password> {
  if (values['password-stdin'] === true) return { text: await firstLine(io), isGenerated: false };
  const typed = io.stdin.isTTY === true ? await askTwice(io) : '';
  return typed === ''
    ? { text: generatePassword(), isGenerated: true }
    : { text: typed, isGenerated: false };
}

async function firstLine({ stdin }: CommandIo): Promise<string> {
  let text = '';
  const decoder = new TextDecoder();
  for await (const piece of stdin) {
    text += typeof piece === 'string' ? piece : decoder.decode(piece, { stream: true });
    if (text.includes('\n')) break;
  }
  const [line = ''] = text.split(/\r?\n/);
  if (line === '') throw new UsageError('--password-stdin: there is nothing on standard input.');
  return line;
}

async function askTwice(io: CommandIo): Promise<string> {
  const lines = hiddenLines(io);
  try {
    const typed = await lines.ask('Password (empty: one is generated): ');
    if (typed !== '' && (await lines.ask('The same again: ')) !== typed)
      throw new FailedError('The two passwords differ; nothing was done.');
    return typed;
  } finally {
    lines.close();
  }
}

/** Lines of a terminal that does not show what is typed; Ctrl-C and Ctrl-D give up. */
function hiddenLines({ stdin, stderr, signal }: CommandIo) {
  const nowhere = new Writable({ write: (_piece, _encoding, done) => done() });
  const reader = createInterface({
    input: stdin as unknown as NodeJS.ReadableStream,
    output: nowhere,
    terminal: true,
    historySize: 0,
  });
  const close = () => reader.close();
  reader.once('SIGINT', close);
  signal.addEventListener('abort', close, { once: true });
  // What is typed, or pasted, before it is asked for waits here.
  const lines = reader[Symbol.asyncIterator]();
  return {
    async ask(question: string): Promise<string> {
      stderr.write(question);
      const line = await lines.next();
      stderr.write('\n');
      if (line.done === true) throw new FailedError('Given up; nothing was done.');
      return line.value;
    },
    close() {
      signal.removeEventListener('abort', close);
      close();
    },
  };
}
