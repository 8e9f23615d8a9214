/**
 * Live figures as they change, for everybody who watches. Each site is looked at once every two
 * seconds, however many watch it, and not at all while nobody does.
 */
import type { Logger } from 'pino';
import type { RealtimeAnswer } from '@purestat/vocabulary';
import type { Clock } from '../../clock.ts';
import { AppError } from '../../errors.ts';
import type { SiteContext, SiteDirectory } from '../../site-context.ts';
import { EventStream } from './event-stream.ts';

const LOOK_EVERY_MS = 2_000;
/** Reverse proxies close what is silent for a minute, some after 30 s. */
const HEARTBEAT_EVERY_MS = 15_000;
/** What browsers wait before they come again. */
const RETRY_MS = 5_000;
const MAX_STREAMS = 1_000;
const MAX_STREAMS_PER_CLIENT = 30;

const HEARTBEAT = ': still here\n\n';

export interface Watcher {
  /** The account or the API key that it is open for. */
  holderId: string;
  /** Who is counted by the limit. */
  clientKey: string;
  /** Asks again what was asked when the stream began. */
  isStillAllowed(): Promise<boolean>;
  /** Cuts the connection, for a client that takes nothing. */
  disconnect(): void;
}

export interface RealtimeHubParts {
  count(site: SiteContext, signal: AbortSignal): Promise<RealtimeAnswer>;
  sites: Pick<SiteDirectory, 'byNumber'>;
  clock: Clock;
  log: Logger;
}

interface Listener extends Watcher {
  stream: EventStream;
  wasBehind: boolean;
}

/** A site that is watched. */
interface Channel {
  siteNumber: number;
  listeners: Set<Listener>;
  /** The figures as they were sent last, and the message with them. */
  figures: string;
  message: string;
  isCounting: boolean;
}

export class RealtimeHub {
  readonly #parts: RealtimeHubParts;
  readonly #channels = new Map<number, Channel>();
  readonly #opening = new Map<number, Promise<Channel>>();
  readonly #streamsOf = new Map<string, number>();
  readonly #closing = new AbortController();
  #streams = 0;
  #timers: NodeJS.Timeout[] = [];

  constructor(parts: RealtimeHubParts) {
    this.#parts = parts;
  }

  /**
   * @returns the stream, the present figures at its head
   * @throws AppError RATE_LIMITED, UNAVAILABLE; and as counting does: nothing has been sent then
   */
  async open(siteNumber: number, watcher: Watcher): Promise<ReadableStream<Uint8Array>> {
    this.#take(watcher.clientKey);
    try {
      const first = await this.#channelOf(siteNumber);
      this.#closing.signal.throwIfAborted();
      // From here to its first listener nothing may come between, or two would speak for the site.
      const channel = this.#channels.get(siteNumber) ?? first;
      const stream = new EventStream(() => this.#forget(channel, listener));
      const listener: Listener = { ...watcher, stream, wasBehind: false };
      channel.listeners.add(listener);
      this.#channels.set(siteNumber, channel);
      this.#start();
      stream.send(`retry: ${RETRY_MS}\n${channel.message}`);
      return stream.body;
    } catch (error) {
      this.#giveBack(watcher.clientKey);
      throw this.#closing.signal.aborted ? stopping() : error;
    }
  }

  /** Asks at once whether the streams of an account or key may go on; they are asked every 15 s anyway. */
  async checkNow(holderId: string): Promise<void> {
    const listeners = [...this.#channels.values()].flatMap((channel) => [...channel.listeners]);
    const theirs = listeners.filter((listener) => listener.holderId === holderId);
    await Promise.all(theirs.map((listener) => this.#check(listener)));
  }

  /** Ends the streams of a site that is gone. */
  endSite(siteNumber: number): void {
    endAll(this.#channels.get(siteNumber)?.listeners ?? new Set());
  }

  /** Ends every stream; no other begins. */
  close(): void {
    this.#closing.abort();
    for (const { listeners } of this.#channels.values()) endAll(listeners);
  }

  /** Who comes while others watch gets what they got last; it is at most two seconds old. */
  #channelOf(siteNumber: number): Channel | Promise<Channel> {
    const known = this.#channels.get(siteNumber) ?? this.#opening.get(siteNumber);
    if (known !== undefined) return known;
    const opening = this.#openChannel(siteNumber).finally(() => this.#opening.delete(siteNumber));
    this.#opening.set(siteNumber, opening);
    return opening;
  }

  async #openChannel(siteNumber: number): Promise<Channel> {
    const looked = await this.#look(siteNumber);
    return { siteNumber, listeners: new Set(), isCounting: false, ...looked };
  }

  async #look(siteNumber: number): Promise<Pick<Channel, 'figures' | 'message'>> {
    const { count, sites, clock } = this.#parts;
    const site = sites.byNumber(siteNumber);
    if (site === undefined) throw new AppError('NOT_FOUND');
    const figures = JSON.stringify(await count(site, this.#closing.signal));
    return { figures, message: `id: ${clock.nowMs()}\nevent: realtime\ndata: ${figures}\n\n` };
  }

  #start(): void {
    if (this.#timers.length > 0) return;
    this.#timers = [
      setInterval(() => {
        for (const channel of this.#channels.values()) void this.#refresh(channel);
      }, LOOK_EVERY_MS),
      setInterval(() => this.#heartbeat(), HEARTBEAT_EVERY_MS),
    ];
    for (const timer of this.#timers) timer.unref();
  }

  async #refresh(channel: Channel): Promise<void> {
    if (this.#parts.sites.byNumber(channel.siteNumber) === undefined) {
      endAll(channel.listeners);
      return;
    }
    if (channel.isCounting) return;
    channel.isCounting = true;
    try {
      const { figures, message } = await this.#look(channel.siteNumber);
      if (figures === channel.figures) return;
      Object.assign(channel, { figures, message });
      for (const { stream } of channel.listeners) stream.send(message);
    } catch (error) {
      const about = { err: error, site: channel.siteNumber };
      if (!this.#closing.signal.aborted)
        this.#parts.log.warn(about, 'live figures were not counted');
    } finally {
      channel.isCounting = false;
    }
  }

  #heartbeat(): void {
    for (const { listeners } of this.#channels.values()) {
      for (const listener of listeners) {
        void this.#check(listener);
        if (listener.stream.isBehind && listener.wasBehind) {
          listener.disconnect();
          listener.stream.end();
        }
        listener.wasBehind = listener.stream.isBehind;
        listener.stream.sendUnlessBehind(HEARTBEAT);
      }
    }
  }

  async #check({ isStillAllowed, stream }: Listener): Promise<void> {
    try {
      if (!(await isStillAllowed())) stream.end();
    } catch (error) {
      // The next heartbeat asks again.
      this.#parts.log.warn({ err: error }, 'could not ask whether a stream may go on');
    }
  }

  #take(clientKey: string): void {
    if (this.#closing.signal.aborted) throw stopping();
    if (this.#streams >= MAX_STREAMS) {
      throw new AppError(
        'UNAVAILABLE',
        `The server has ${MAX_STREAMS} live streams open, which is all it may. Ask for /realtime instead.`,
        { retryAfterSeconds: 60 },
      );
    }
    const own = this.#streamsOf.get(clientKey) ?? 0;
    if (own >= MAX_STREAMS_PER_CLIENT) {
      throw new AppError(
        'RATE_LIMITED',
        `Too many live streams: ${MAX_STREAMS_PER_CLIENT} at once are allowed. Close one, or ask for /realtime instead.`,
        { retryAfterSeconds: 60 },
      );
    }
    this.#streams += 1;
    this.#streamsOf.set(clientKey, own + 1);
  }

  #giveBack(clientKey: string): void {
    this.#streams -= 1;
    const left = this.#streamsOf.get(clientKey)! - 1;
    if (left === 0) this.#streamsOf.delete(clientKey);
    else this.#streamsOf.set(clientKey, left);
  }

  #forget(channel: Channel, listener: Listener): void {
    if (!channel.listeners.delete(listener)) return;
    this.#giveBack(listener.clientKey);
    if (channel.listeners.size === 0) this.#channels.delete(channel.siteNumber);
    if (this.#channels.size > 0) return;
    for (const timer of this.#timers.splice(0)) clearInterval(timer);
  }
}

const stopping = () =>
  new AppError('UNAVAILABLE', 'The server is stopping.', { retryAfterSeconds: 5 });

function endAll(listeners: ReadonlySet<Listener>): void {
  for (const { stream } of listeners) stream.end();
}
