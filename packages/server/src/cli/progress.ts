import type { TextOutput } from './command.ts';

const BAR_WIDTH = 24;

export interface Progress {
  /** @param done from 0 to 1; null where nobody knows how much there is */
  show(done: number | null, text: string): void;
  clear(): void;
}

/** Drawn only where a person watches. */
export function progressBar(output: TextOutput): Progress | null {
  if (output.isTTY !== true) return null;
  let isShown = false;
  return {
    show(done, text) {
      isShown = true;
      output.write(`\r${done === null ? '' : barOf(done)}${text}\u001b[K`);
    },
    clear() {
      if (isShown) output.write('\r\u001b[K');
      isShown = false;
    },
  };
}

function barOf(done: number): string {
  const bar = '#'.repeat(Math.round(done * BAR_WIDTH)).padEnd(BAR_WIDTH, '.');
  return `[${bar}] ${Math.floor(done * 100)} %  `;
}
