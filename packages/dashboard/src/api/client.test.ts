import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { request, whenSignedOut } from './client.ts';
import { NetworkError } from './errors.ts';

const fetchMock = vi.fn<typeof fetch>();
const signedOut = vi.fn<() => void>();

beforeEach(() => {
  fetchMock.mockReset();
  signedOut.mockReset();
  vi.stubGlobal('fetch', fetchMock);
  whenSignedOut(signedOut);
});
afterEach(() => vi.unstubAllGlobals());

function answers(status: number, body?: unknown) {
  fetchMock.mockResolvedValueOnce(
    new Response(body === undefined ? null : JSON.stringify(body), { status }),
  );
}

const takeInto = (taken: unknown[]) => ({ onLine: (line: unknown) => void taken.push(line) });

const UNAUTHORIZED = { error: { code: 'UNAUTHORIZED', message: 'Sign in first.' } };

describe('request', () => {
  it('sends JSON under /api and gives the body back', async () => {
    answers(201, { org: { id: 'o1' } });
    await expect(request('/org', { method: 'POST', body: { name: 'Acme' } })).resolves.toEqual({
      org: { id: 'o1' },
    });
    expect(fetchMock).toHaveBeenCalledExactlyOnceWith('/api/org', {
      method: 'POST',
      headers: { accept: 'application/json', 'content-type': 'application/json' },
      body: '{"name":"Acme"}',
    });
  });

  it('gives undefined for an answer without a body', async () => {
    answers(204);
    await expect(request('/org/o1', { method: 'DELETE' })).resolves.toBeUndefined();
  });

  it('tells that the session is over, and rejects all the same', async () => {
    answers(401, UNAUTHORIZED);
    await expect(request('/me')).rejects.toMatchObject({ status: 401, code: 'UNAUTHORIZED' });
    expect(signedOut).toHaveBeenCalledOnce();
  });

  it('takes 401 for an answer where that was said', async () => {
    answers(401, UNAUTHORIZED);
    await expect(request('/auth/login', { allow401: true })).rejects.toMatchObject({ status: 401 });
    expect(signedOut).not.toHaveBeenCalled();
  });

  it('turns a failed connection into a NetworkError', async () => {
    fetchMock.mockRejectedValueOnce(new TypeError('Failed to fetch'));
    await expect(request('/me')).rejects.toBeInstanceOf(NetworkError);
  });

  it('takes an answer that was cut off for none', async () => {
    const cut = new ReadableStream({ start: (stream) => stream.error(new TypeError('cut')) });
    fetchMock.mockResolvedValueOnce(new Response(cut, { status: 200 }));
    await expect(request('/me')).rejects.toBeInstanceOf(NetworkError);
  });

  describe('with an answer of lines', () => {
    const TYPE = 'application/x-ndjson';

    function answersBytewise(text: string, type = TYPE) {
      const bytes = new TextEncoder().encode(text);
      const body = new ReadableStream<Uint8Array>({
        start(stream) {
          // Cut anywhere, also within a letter.
          for (const byte of bytes) stream.enqueue(Uint8Array.of(byte));
          stream.close();
        },
      });
      const headers = { 'content-type': type };
      fetchMock.mockResolvedValueOnce(new Response(body, { status: 200, headers }));
    }

    it('takes each line, however the bytes are cut', async () => {
      answersBytewise('{"a":"é"}\n{"b":2}\n');
      const taken: unknown[] = [];
      await expect(request('/lines', takeInto(taken))).resolves.toBeUndefined();
      expect(taken).toEqual([{ a: 'é' }, { b: 2 }]);
      expect(fetchMock.mock.calls[0]![1]!.headers).toEqual({
        accept: 'application/x-ndjson, application/json;q=0.5',
      });
    });

    it('takes no line that was cut off', async () => {
      answersBytewise('{"a":1}\n{"b":2}');
      const taken: unknown[] = [];
      await request('/lines', takeInto(taken));
      expect(taken).toEqual([{ a: 1 }]);
    });

    it('gives a whole answer back where the server sends no lines', async () => {
      answersBytewise('{"a":1}', 'application/json');
      const taken: unknown[] = [];
      await expect(request('/lines', takeInto(taken))).resolves.toEqual({ a: 1 });
      expect(taken).toEqual([]);
    });

    it('turns a line that is none into a NetworkError', async () => {
      answersBytewise('<html>\n');
      await expect(request('/lines', takeInto([]))).rejects.toBeInstanceOf(NetworkError);
    });
  });

  it('leaves an abort an abort', async () => {
    const abort = new AbortController();
    abort.abort();
    fetchMock.mockRejectedValueOnce(abort.signal.reason);
    await expect(request('/me', { signal: abort.signal })).rejects.toMatchObject({
      name: 'AbortError',
    });
  });
});
