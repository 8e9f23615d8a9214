/**
 * Mails on their way out. Whoever sends one does not wait and never fails by it: mails stand in a
 * queue in memory, are tried a few times, and what becomes of them is in the log.
 */
import { setImmediate, setTimeout } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import type { Mail } from './mail.ts';
import { MailError, smtpDelivery, type Deliver } from './smtp.ts';

/** A mail, or what makes it once the request that asked for it is answered; null: none after all. */
export type Outgoing = Mail | (() => Promise<Mail | null>);

export interface MailerOptions {
  config: Pick<Config, 'SMTP_URL' | 'MAIL_FROM'>;
  log: Logger;
  /** How long to wait before each further try. */
  retryDelaysMs?: readonly number[];
}

const RETRY_DELAYS_MS = [5_000, 60_000, 600_000];
/** More than this is a flood, which memory should not have to hold. */
const MAX_PENDING = 1_000;
const MAX_CONNECTIONS = 2;
/** How long the stop of the server waits for a mail server that hangs. */
const CLOSE_WITHIN_MS = 5_000;

export class Mailer {
  /** Whether mails leave the server; without SMTP_URL their links go to the log. */
  readonly isOn: boolean;
  readonly #deliver: Deliver;
  readonly #log: Logger;
  readonly #retryDelaysMs: readonly number[];
  readonly #pending = new Set<Promise<void>>();
  readonly #closing = new AbortController();
  readonly #waiting: Array<() => void> = [];
  #free = MAX_CONNECTIONS;

  constructor({ config, log, retryDelaysMs = RETRY_DELAYS_MS }: MailerOptions) {
    this.#log = log;
    this.#retryDelaysMs = retryDelaysMs;
    this.isOn = config.SMTP_URL !== undefined;
    this.#deliver =
      config.SMTP_URL === undefined
        ? async (mail) => this.#writeToLog(mail)
        : smtpDelivery(config.SMTP_URL, config.MAIL_FROM);
  }

  /** Returns at once and never throws. */
  send(outgoing: Outgoing): void {
    if (this.#pending.size >= MAX_PENDING) {
      this.#log.error('A mail was not sent: too many wait already');
      return;
    }
    const done: Promise<void> = this.#process(outgoing)
      .catch((error: unknown) => this.#log.error({ err: error }, 'A mail was not sent'))
      .finally(() => this.#pending.delete(done));
    this.#pending.add(done);
  }

  /** Resolves when no mail is on its way. */
  async settled(): Promise<void> {
    while (this.#pending.size > 0) await Promise.all(this.#pending);
  }

  /** Ends the waiting between tries: each mail that waits is tried once more. Takes 5 s at most. */
  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.race([this.settled(), setTimeout(CLOSE_WITHIN_MS, undefined, { ref: false })]);
  }

  async #process(outgoing: Outgoing): Promise<void> {
    // The answer first: how long it takes must not tell whether a mail goes out.
    await setImmediate();
    const mail = typeof outgoing === 'function' ? await outgoing() : outgoing;
    if (mail !== null) await this.#try(mail, 0);
  }

  async #try(mail: Mail, failures: number): Promise<void> {
    const error = await this.#attempt(mail);
    if (error === null) return;
    const delayMs = this.#retryDelaysMs[failures];
    const goesOn = error.isPassing && delayMs !== undefined && !this.#closing.signal.aborted;
    const { kind } = mail;
    if (!goesOn) {
      this.#log.error({ mail: kind, reason: error.message }, 'A mail was given up');
      return;
    }
    this.#log.warn({ mail: kind, reason: error.message, delayMs }, 'A mail will be tried again');
    await setTimeout(delayMs, undefined, { signal: this.#closing.signal }).catch(() => undefined);
    await this.#try(mail, failures + 1);
  }

  /** @returns null when the mail has left */
  async #attempt(mail: Mail): Promise<MailError | null> {
    await this.#takeTurn();
    try {
      await this.#deliver(mail);
      return null;
    } catch (error) {
      if (error instanceof MailError) return error;
      throw error;
    } finally {
      this.#free += 1;
      this.#waiting.shift()?.();
    }
  }

  async #takeTurn(): Promise<void> {
    while (this.#free === 0) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#free -= 1;
  }

  #writeToLog({ kind, to, subject, link }: Mail): void {
    this.#log.info(
      { mail: kind, to, subject, link: link.url },
      `Mail (SMTP_URL is not set): ${link.url}`,
    );
  }
}
