import type { Command } from './command.ts';
import { doctor } from './doctor.ts';
import { exportCommand } from './export.ts';
import { query } from './query.ts';
import { sendEvent } from './send-event.ts';
import { serve } from './serve.ts';
import { USER_COMMANDS } from './user.ts';

/** Every command, in the order of the help. One of two words belongs to a family. */
export const COMMANDS: Readonly<Record<string, Command>> = {
  serve,
  query,
  export: exportCommand,
  'send-event': sendEvent,
  ...USER_COMMANDS,
  doctor,
};
