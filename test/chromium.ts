/** The Chromium of all browser tests: where it is, how it starts, and what happens without one. */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import { describe } from 'vitest';

const DEFAULT_PATH = '/usr/bin/chromium';

/** Names under `.test` lead to this machine, so that a test page need not be on localhost. */
const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--host-resolver-rules=MAP *.test 127.0.0.1',
];

export interface LaunchOptions {
  /**
   * True: the browser says that it is headless and automated, as it does of itself. By default it
   * looks like a person's: no `navigator.webdriver`, no "Headless" in its User-Agent.
   */
  automated?: boolean;
  /** Further command line flags. */
  args?: string[];
  /** Flags that playwright adds and this test must not have. */
  withoutArgs?: string[];
}

/** `CHROMIUM_PATH`, else the usual place; null where there is none. */
export function findChromium(): string | null {
  const path = process.env['CHROMIUM_PATH'] || DEFAULT_PATH;
  return existsSync(path) ? path : null;
}

/** Starts a browser of its own profile; who starts it closes it. */
export async function launchChromium(options: LaunchOptions = {}): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === null) throw new Error(missingMessage());
  const disguise = options.automated ? [] : personArgs(executablePath);
  return chromium.launch({
    executablePath,
    args: [...ARGS, ...disguise, ...(options.args ?? [])],
    ignoreDefaultArgs: options.withoutArgs ?? [],
  });
}

/**
 * Opens a page in a browser that nobody drives, for what Chromium does not do under a debugger
 * (prerendering). The page has to act by itself; the answer closes the browser.
 */
export async function openUndriven(url: string): Promise<() => Promise<void>> {
  const executablePath = findChromium();
  if (executablePath === null) throw new Error(missingMessage());
  const profile = await mkdtemp(join(tmpdir(), 'chromium-'));
  const args = ['--headless', `--user-data-dir=${profile}`, ...ARGS, ...personArgs(executablePath)];
  const child = spawn(executablePath, [...args, url], { stdio: 'ignore' });
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
  });
  return async () => {
    child.kill();
    await exited;
    // Its helpers end a moment later and may still write.
    await rm(profile, { recursive: true, force: true, maxRetries: 10 });
  };
}

const isSkipped = findChromium() === null && !process.env['CI'];
if (isSkipped) process.stderr.write(`\n!!! BROWSER TESTS SKIPPED: ${missingMessage()}\n\n`);

/**
 * `describe` for tests in a real browser. Without one they are skipped with a loud line; under CI
 * they run and fail, because `launchChromium` throws.
 */
export const describeInChromium = isSkipped ? describe.skip : describe;

function personArgs(executablePath: string): string[] {
  const version = execFileSync(executablePath, ['--version'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const major = /(\d+)\./.exec(version)?.[1] ?? '150';
  return [
    '--disable-blink-features=AutomationControlled',
    `--user-agent=Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${major}.0.0.0 Safari/537.36`,
  ];
}

function missingMessage(): string {
  const path = process.env['CHROMIUM_PATH'];
  return path
    ? `CHROMIUM_PATH names ${path}, which does not exist.`
    : `No Chromium at ${DEFAULT_PATH}; install it (apt-get install chromium) or set CHROMIUM_PATH.`;
}
