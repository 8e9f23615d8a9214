/** `purestat user …`: accounts, for whoever runs the server. */
import { pino } from 'pino';
import { createOperator, type Operator, type Person } from '../areas/auth/index.ts';
import { Mailer } from '../mail/index.ts';
import {
  UsageError,
  type Command,
  type CommandIo,
  type CommandOption,
  type CommandWord,
  type OptionValues,
} from './command.ts';
import { DATA_OPTION, withFolder } from './folder.ts';
import { PASSWORD_HELP, PASSWORD_OPTION, passwordOf, type Password } from './password.ts';
import { tableText } from './table-text.ts';

const EMAIL: CommandWord = { name: 'EMAIL', help: 'the account’s e-mail address' };
const JSON_OPTION: CommandOption = {
  type: 'boolean',
  help: 'prints one JSON object instead of text',
};
const STOPPED = `
The server must be stopped, because a folder belongs to one process at a time.

Exit code: 0 done; 1 refused, with the reason; 2 wrong usage, or the folder cannot be had.
`;
const INSTEAD = 'Stop that one first.';

function withOperator<T>(
  values: OptionValues,
  io: CommandIo,
  work: (operator: Operator) => Promise<T>,
): Promise<T> {
  return withFolder(values, io, {
    instead: INSTEAD,
    work: ({ config, configStore, secretKey }) => {
      const log = pino({ level: 'silent' });
      const mailer = new Mailer({ config, log });
      const parts = { config, configStore, secretKey, log, clock: io.clock, mailer };
      return work(createOperator(parts));
    },
  });
}

const list: Command = {
  summary: 'lists the accounts with their organizations',
  details: `${STOPPED}
Examples
  npx purestat user list
  npx purestat user list --json`,
  options: { json: JSON_OPTION, data: DATA_OPTION },
  async run(values, io) {
    const users = await withOperator(values, io, (operator) => operator.list());
    io.stdout.write(values['json'] === true ? `${JSON.stringify({ users })}\n` : peopleText(users));
    return 0;
  },
};

function peopleText(people: readonly Person[]): string {
  if (people.length === 0) return 'There are no accounts.\n';
  const rows = people.map(({ email, name, created_at, email_verified, two_factor, orgs }) => [
    email,
    name,
    created_at.slice(0, 10),
    email_verified ? 'yes' : 'no',
    two_factor ? 'yes' : 'no',
    orgs.map((org) => `${org.name} (${org.role})`).join(', '),
  ]);
  return tableText(['email', 'name', 'since', 'confirmed', 'two-factor', 'organizations'], rows);
}

const create: Command = {
  summary: 'makes an account, also where registration is closed',
  details: `${PASSWORD_HELP}
${STOPPED}
Examples
  npx purestat user create jane@example.com --name "Jane Doe"
  pass show purestat | npx purestat user create jane@example.com --name Jane --password-stdin`,
  words: [EMAIL],
  options: {
    name: { type: 'string', value: 'NAME', help: 'what the person is called (required)' },
    'password-stdin': PASSWORD_OPTION,
    json: JSON_OPTION,
    data: DATA_OPTION,
  },
  async run(values, io) {
    const { email, name } = values;
    if (typeof name !== 'string')
      throw new UsageError('--name is needed: what the person is called.');
    const password = await passwordOf(values, io);
    const user = await withOperator(values, io, (operator) =>
      operator.create({ email: String(email), name, password: password.text }),
    );
    tell(values, io, `Account ${user.email} is made.`, { user, password });
    return 0;
  },
};

const resetPassword: Command = {
  summary: 'gives an account another password and ends its sessions',
  details: `${PASSWORD_HELP}
${STOPPED}
Examples
  npx purestat user reset-password jane@example.com
  pass show purestat | npx purestat user reset-password jane@example.com --password-stdin`,
  words: [EMAIL],
  options: { 'password-stdin': PASSWORD_OPTION, json: JSON_OPTION, data: DATA_OPTION },
  async run(values, io) {
    const password = await passwordOf(values, io);
    const user = await withOperator(values, io, (operator) =>
      operator.setPassword(String(values['email']), password.text),
    );
    tell(values, io, `${user.email} has another password; its sessions have ended.`, {
      user,
      password,
    });
    return 0;
  },
};

const verify: Command = {
  summary: 'takes an account’s address for confirmed, as if its mailed link had been used',
  details: `${STOPPED}
Example
  npx purestat user verify jane@example.com`,
  words: [EMAIL],
  options: { json: JSON_OPTION, data: DATA_OPTION },
  async run(values, io) {
    const user = await withOperator(values, io, (operator) =>
      operator.verify(String(values['email'])),
    );
    tell(values, io, `The address ${user.email} is confirmed.`, { user });
    return 0;
  },
};

const resetTwoFactor: Command = {
  summary: 'turns two-factor sign-in off, for who has lost the device',
  details: `
Its recovery codes go too, and its sessions end. Be sure who asks: the password alone lets in again.
${STOPPED}
Example
  npx purestat user reset-two-factor jane@example.com`,
  words: [EMAIL],
  options: { json: JSON_OPTION, data: DATA_OPTION },
  async run(values, io) {
    const user = await withOperator(values, io, (operator) =>
      operator.resetTwoFactor(String(values['email'])),
    );
    tell(values, io, `${user.email} signs in by password alone; its sessions have ended.`, {
      user,
    });
    return 0;
  },
};

const remove: Command = {
  summary: 'deletes an account with its sessions and memberships',
  details: `
Refused while an organization has no other owner. Nothing that the account measured goes with it:
sites belong to organizations, whose logs then tell that the operator removed a member.
${STOPPED}
Example
  npx purestat user delete jane@example.com --yes`,
  words: [EMAIL],
  options: {
    yes: { type: 'boolean', help: 'is needed: there is no way back' },
    json: JSON_OPTION,
    data: DATA_OPTION,
  },
  async run(values, io) {
    if (values['yes'] !== true)
      throw new UsageError(`Nothing is deleted without --yes: there is no way back.`);
    const user = await withOperator(values, io, (operator) =>
      operator.remove(String(values['email'])),
    );
    tell(values, io, `Account ${user.email} is deleted.`, { user });
    return 0;
  },
};

function tell(
  values: OptionValues,
  { stdout }: CommandIo,
  sentence: string,
  { user, password }: { user: Person; password?: Password },
): void {
  const generated = password?.isGenerated === true ? password.text : undefined;
  if (values['json'] === true) {
    stdout.write(`${JSON.stringify({ user, ...(generated && { password: generated }) })}\n`);
    return;
  }
  stdout.write(`${sentence}\n`);
  if (generated !== undefined) stdout.write(`Password, shown this once: ${generated}\n`);
}

export const USER_COMMANDS: Readonly<Record<string, Command>> = {
  'user list': list,
  'user create': create,
  'user reset-password': resetPassword,
  'user verify': verify,
  'user reset-two-factor': resetTwoFactor,
  'user delete': remove,
};
