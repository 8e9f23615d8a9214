import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { COMMANDS } from './commands.ts';
import { commandLinePage } from './reference.ts';
import { runCommandLine } from './run.ts';

/** Text that stands for itself in a pattern. */
const escaped = (text: string) => text.replaceAll(/[()[\].*+?^$|]/g, '\\$&');

async function purestat(...words: string[]) {
  const told = { stdout: '', stderr: '' };
  const code = await runCommandLine(words, {
    env: {},
    clock: { nowMs: () => 0 },
    stdin: (async function* () {})(),
    stdout: { write: (text) => (told.stdout += text) },
    stderr: { write: (text) => (told.stderr += text) },
    signal: new AbortController().signal,
  });
  return { code, ...told };
}

test.each([['--help'], ['-h'], ['help']])(
  '%s lists every command with what it does',
  async (word) => {
    const { code, stdout, stderr } = await purestat(word);
    expect([code, stderr]).toEqual([0, '']);
    for (const [name, { summary }] of Object.entries(COMMANDS))
      expect(stdout).toMatch(new RegExp(`^  ${name} +${escaped(summary)}$`, 'm'));
    expect(stdout).toContain('DATA_DIR (./data)');
  },
);

test.each(Object.keys(COMMANDS))(
  '%s --help explains it, every option and an example',
  async (name) => {
    const { code, stdout } = await purestat(...name.split(' '), '--help');
    expect([code, await purestat('help', ...name.split(' '))]).toEqual([
      0,
      { code: 0, stdout, stderr: '' },
    ]);
    expect(stdout.startsWith(`purestat ${name}: ${COMMANDS[name]!.summary}\n`)).toBe(true);
    for (const [option, { help }] of Object.entries(COMMANDS[name]!.options))
      expect(stdout).toMatch(new RegExp(`^  --${option}.* ${escaped(help)}$`, 'm'));
    expect(stdout).toMatch(/^Examples?\n {2}\S/m);
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(104);
  },
);

test('the version is told', async () => {
  expect(await purestat('--version')).toEqual({ code: 0, stdout: '0.1.0\n', stderr: '' });
});

test.each([
  {
    words: ['docter'],
    says: 'There is no command "docter". Did you mean doctor? The commands are serve, query, export, send-event, user list, user create, user reset-password, user verify, user reset-two-factor, user delete, doctor; "purestat --help" explains them.',
  },
  {
    words: ['backup'],
    says: 'There is no command "backup". The commands are serve, query, export, send-event, user list, user create, user reset-password, user verify, user reset-two-factor, user delete, doctor; "purestat --help" explains them.',
  },
  {
    words: ['doctor', '--jason'],
    says: 'There is no option --jason. Did you mean --json? "purestat doctor --help" lists its options.',
  },
  {
    words: ['doctor', '-x'],
    says: 'There is no option -x. "purestat doctor --help" lists its options.',
  },
  {
    words: ['doctor', 'repair'],
    says: '"repair" is not understood. "purestat doctor --help" lists its options.',
  },
  {
    words: ['doctor', '--data'],
    says: '--data needs a value. "purestat doctor --help" lists its options.',
  },
  {
    words: ['doctor', '--json=yes'],
    says: '--json takes no value. "purestat doctor --help" lists its options.',
  },
])('$words is refused in one line that names what was probably meant', async ({ words, says }) => {
  expect(await purestat(...words)).toEqual({ code: 2, stdout: '', stderr: `${says}\n` });
});

test.each([
  { words: ['user'], code: 2 },
  { words: ['user', '--help'], code: 0 },
  { words: ['help', 'user'], code: 0 },
])('$words lists the commands of the family', async ({ words, code }) => {
  const told = await purestat(...words);
  expect([told.code, told.stderr]).toEqual([code, '']);
  expect(told.stdout).toContain('\n  user create            makes an account');
  expect(told.stdout).not.toContain('doctor');
});

test('the page of commands is what they say themselves; if not, run `npm run docs`', () => {
  const page = new URL('../../../../docs/reference/command-line.md', import.meta.url);
  expect(readFileSync(page, 'utf8')).toBe(commandLinePage());
});
