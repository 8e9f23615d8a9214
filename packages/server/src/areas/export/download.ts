/**
 * The body of a download. Its first bytes are there before the answer begins, so that a query that
 * fails is refused like any other; what fails later cuts the connection, so that no part of a file
 * can be taken for the whole.
 */
import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import type { Logger } from 'pino';
import { answerError, logAnswer } from '../../errors.ts';

/** A client that takes nothing for so long is gone, and holds what others wait for. */
export const STALL_MS = 60_000;

export interface DownloadParts {
  /** Fires when the client has gone. */
  signal: AbortSignal;
  log: Logger;
  /** The request, as the log names it. */
  about: object;
  /** Cut for a file that cannot be finished, and for a client that takes nothing; undefined in a test without one. */
  socket: Pick<Socket, 'destroy' | 'destroySoon'> | undefined;
  stallMs?: number;
}

/** @throws what the first piece throws */
export async function openDownload(
  pieces: AsyncGenerator<Uint8Array>,
  { signal, log, about, socket, stallMs = STALL_MS }: DownloadParts,
): Promise<ReadableStream<Uint8Array>> {
  let piece = await pieces.next();
  let stall: NodeJS.Timeout | undefined;
  let hasEnded = false;
  const end = () => {
    hasEnded = true;
    clearTimeout(stall);
    pieces.return(undefined).catch(() => undefined);
  };
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      clearTimeout(stall);
      try {
        if (piece.done === true) return controller.close();
        controller.enqueue(piece.value);
        piece = await pieces.next();
      } catch (error) {
        if (hasEnded) return;
        if (!signal.aborted) logAnswer(log, answerError(error, randomUUID), about);
        if (socket === undefined) return controller.error(error);
        cut(socket, stallMs);
        // The body is never asked for more: all that comes after a piece that failed is an end.
        await new Promise<never>(() => undefined);
      }
      // Let go meanwhile: the connection may serve others.
      if (hasEnded) return;
      stall = setTimeout(() => {
        log.warn(about, 'a download was cut off, because nobody took it');
        end();
        socket?.destroy();
      }, stallMs);
      stall.unref();
    },
    cancel: end,
  });
}

/**
 * TRICKY: of a body that ends by an error the HTTP adapter prints the stack on stderr, and writes its
 * message into the file. So the body stays open: the connection ends, behind what is on its way, and
 * cancels it.
 */
function cut(socket: Pick<Socket, 'destroy' | 'destroySoon'>, withinMs: number): void {
  setImmediate(() => socket.destroySoon());
  setTimeout(() => socket.destroy(), withinMs).unref();
}
