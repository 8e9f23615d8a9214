/** What every part of the API in memory answers with. */
import type { ErrorCode } from '@purestat/vocabulary';
import type { FakeApi } from './fake-api.ts';

export interface ApiAnswer {
  status: number;
  body?: unknown;
  /** Instead of a body: sent one by one, each as soon as it is there. */
  lines?: Iterable<unknown> | AsyncIterable<unknown>;
  /** Instead of a body; cut: the connection ends before the file does. */
  file?: { name: string; text: string; isCut: boolean };
}

export type Handler = (
  api: FakeApi,
  params: string[],
  body: Record<string, string>,
  query: URLSearchParams,
) => ApiAnswer;
export type FakeRoute = readonly [method: string, path: RegExp, handler: Handler];

export const ok = (body: unknown): ApiAnswer => ({ status: 200, body });

export function refuse(status: number, code: ErrorCode, message: string, path?: string): ApiAnswer {
  const details = path === undefined ? {} : { details: [{ path, message }] };
  return { status, body: { error: { code, message, ...details } } };
}
