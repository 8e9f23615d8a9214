/**
 * One client's stream of server-sent events. Of messages that the client is too slow to take only
 * the last is held, for each of them tells everything.
 */
const encoder = new TextEncoder();

export class EventStream {
  readonly body: ReadableStream<Uint8Array>;
  #controller!: ReadableStreamDefaultController<Uint8Array>;
  #waiting: string | null = null;
  #hasEnded = false;
  readonly #onEnd: () => void;

  /** @param onEnd called once, when the client has gone or `end` was called */
  constructor(onEnd: () => void) {
    this.#onEnd = onEnd;
    this.body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        this.#controller = controller;
      },
      pull: () => this.#sendWaiting(),
      cancel: () => this.#finish(),
    });
  }

  /** Whether something sent earlier has not been taken yet. */
  get isBehind(): boolean {
    return !this.#hasEnded && (this.#waiting !== null || !this.#hasRoom());
  }

  send(text: string): void {
    if (this.#hasEnded) return;
    this.#waiting = text;
    this.#sendWaiting();
  }

  /** For what keeps the connection awake: not worth waiting for. */
  sendUnlessBehind(text: string): void {
    if (!this.isBehind) this.send(text);
  }

  end(): void {
    if (this.#hasEnded) return;
    this.#controller.close();
    this.#finish();
  }

  #sendWaiting(): void {
    if (this.#waiting === null || this.#hasEnded || !this.#hasRoom()) return;
    const text = this.#waiting;
    this.#waiting = null;
    this.#controller.enqueue(encoder.encode(text));
  }

  #hasRoom(): boolean {
    return (this.#controller.desiredSize ?? 0) > 0;
  }

  #finish(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#waiting = null;
    this.#onEnd();
  }
}
