import { COMMANDS } from './commands.ts';
import { commandHelp, generalHelp } from './help.ts';

const INTRODUCTION = `# The command line

<!-- Made by \`npm run docs\` from packages/server/src/cli; changes here are lost. -->

What \`npx purestat help\` tells. Exit codes are the same everywhere: 0 done; 1 it ran, and was refused or
found something wrong; 2 wrong usage, or it could not run. What is wrong is one line on standard error,
where alone progress is shown, and only to a person. \`--json\` prints one JSON object.
`;

/** The page docs/reference/command-line.md. */
export function commandLinePage(): string {
  const sections = Object.entries(COMMANDS).map(
    ([name, command]) =>
      `\n## purestat ${name}\n\n\`\`\`\n${commandHelp(name, command).trimEnd()}\n\`\`\`\n`,
  );
  return `${INTRODUCTION}\n\`\`\`\n${generalHelp().trimEnd()}\n\`\`\`\n${sections.join('')}`;
}
